package io.github.asyncmysql;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the server's session tracking reported with one answer. What it reports is up to the session variables
 * {@code session_track_schema}, {@code session_track_system_variables}, {@code session_track_transaction_info},
 * {@code session_track_gtids} and {@code session_track_state_change}; the last one is switched on by the driver, the others
 * keep the server's defaults unless {@link MySqlConfig#initSql()} sets them. Immutable.
 *
 * @param schema the database that is now the session's default, empty if none is; {@code null} if that has not changed
 * @param systemVariables the session variables that were set, with their new values
 * @param transactionState eight characters, for example {@code T_______} for an open transaction that did nothing yet;
 *     {@code null} if not reported
 * @param transactionCharacteristics the statements that would start a transaction like the one now open; empty if none
 *     is, {@code null} if not reported
 * @param gtids the global transaction ids that the statement committed or that it had to see; {@code null} if not reported
 * @param stateChanged whether the server says that the session is not as it was: temporary tables, prepared statements,
 *     user variables and the like
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/session-state-tracking.html">Session state tracking</a>
 */
public record SessionChanges(
        @Nullable String schema,
        Map<String, String> systemVariables,
        @Nullable String transactionState,
        @Nullable String transactionCharacteristics,
        @Nullable String gtids,
        boolean stateChanged) {

    public SessionChanges {
        systemVariables = Map.copyOf(systemVariables);
    }
}
