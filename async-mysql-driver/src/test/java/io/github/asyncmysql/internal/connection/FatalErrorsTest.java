package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.wire.StatusFlags;
import io.github.asyncmysql.testsupport.Covers;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FatalErrorsTest {

    private static MySqlServerException error(int code, String sqlState, String message) {
        return new MySqlServerException(code, sqlState, message, "insert into read_only_log", Outcome.NOT_EXECUTED);
    }

    private static Session session() {
        Session session = new Session();
        session.tracksState(true);
        return session;
    }

    private static @Nullable CloseReason reason(FatalErrors errors, MySqlServerException error) {
        return errors.reasonToLeave(error, session());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1040, 1042, 1043, 1047, 1053, 1077, 1078, 1079, 1080, 1081, 1129, 1130, 1152, 1153, 1156, 1157, 1158,
                1159, 1160, 1161, 1184, 1927, 3032, 3169, 4031
            })
    @Covers("pool:E4")
    void knownErrorsAreFatalWhateverTheirState(int code) {
        assertThat(reason(FatalErrors.KNOWN, error(code, "HY000", "over"))).isEqualTo(CloseReason.FATAL_ERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"08000", "08001", "08003", "08004", "08007", "08S01"})
    @Covers("pool:E4")
    void everyStateOfClass08IsFatal(String sqlState) {
        assertThat(reason(FatalErrors.KNOWN, error(9999, sqlState, "over"))).isEqualTo(CloseReason.FATAL_ERROR);
    }

    @ParameterizedTest
    @CsvSource({
        "1062, 23000",
        "1064, 42000",
        "1146, 42S02",
        "1205, HY000",
        "1213, 40001",
        "1317, 70100",
        "1969, 70100",
        "3024, HY000",
        "3572, HY000",
        "1644, 45000",
        "1142, 42000"
    })
    @Covers("pool:E5")
    void errorsOfStatementsAreNot(int code, String sqlState) {
        assertThat(reason(FatalErrors.KNOWN, error(code, sqlState, "the statement is wrong")))
                .isNull();
    }

    @Test
    @Covers("pool:E4")
    void theUserAddsErrorsToTheListAndTakesThemOut() {
        FatalErrors errors = FatalErrors.of(PoolConfig.builder()
                .evictErrors(Set.of(1146, 1836))
                .keepErrors(Set.of(1053, 1290))
                .build());
        assertThat(reason(errors, error(1146, "42S02", "no table"))).isEqualTo(CloseReason.FATAL_ERROR);
        assertThat(reason(errors, error(1053, "08S01", "shutdown"))).isNull();
        assertThat(reason(errors, error(1077, "08S01", "shutdown"))).isEqualTo(CloseReason.FATAL_ERROR);
        assertThat(reason(errors, error(1290, "HY000", "running with the --read-only option")))
                .isNull();
        assertThat(reason(errors, error(1836, "HY000", "Running in read-only mode")))
                .as("without a limit to how often")
                .isEqualTo(CloseReason.FATAL_ERROR);
    }

    @ParameterizedTest
    @CsvSource({
        "1290, The MySQL server is running with the --read-only option so it cannot execute this statement",
        "1290, The MySQL server is running with the --super-read-only option so it cannot execute this statement",
        "1290, The MariaDB server is running with the --read-only option so it cannot execute this statement",
        "1836, Running in read-only mode",
        "1792, Cannot execute statement in a READ ONLY transaction."
    })
    @Covers("pool:E6")
    void aServerThatTakesNoWritesIsLeft(int code, String message) {
        assertThat(reason(FatalErrors.KNOWN, error(code, "HY000", message))).isEqualTo(CloseReason.READ_ONLY);
    }

    @Test
    @Covers("pool:E6")
    void anotherOptionThatForbidsAStatementIsNoReason() {
        String message = "The MySQL server is running with the --secure-file-priv option so it cannot execute this";
        assertThat(reason(FatalErrors.KNOWN, error(1290, "HY000", message)))
                .as("although the statement speaks of read_only")
                .isNull();
    }

    @Test
    @Covers("pool:E6")
    void whoAskedForATransactionThatOnlyReadsIsNotLeftBecauseOfIt() {
        MySqlServerException error = error(1792, "25006", "Cannot execute statement in a READ ONLY transaction.");
        Session inTransaction = session();
        inTransaction.statusFlags(StatusFlags.IN_TRANS | StatusFlags.IN_TRANS_READONLY);
        assertThat(FatalErrors.KNOWN.reasonToLeave(error, inTransaction)).isNull();
        Session changed = session();
        changed.markStateChanged();
        assertThat(FatalErrors.KNOWN.reasonToLeave(error, changed)).isNull();
        assertThat(FatalErrors.KNOWN.reasonToLeave(error, new Session()))
                .as("where nobody knows what was changed")
                .isNull();
    }
}
