package io.github.asyncmysql.sample.dashboard;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.sample.ledger.ImportProgress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the page shows of one moment. Immutable.
 *
 * @param point what the charts show
 * @param health the application's health, such as {@code UP}
 * @param server product and version, {@code null} before the first connection
 * @param failure why no connection can be opened, {@code null} if one can
 * @param connections the pool's connections
 * @param statements the kinds of statements that ran lately, the most frequent first
 * @param imports the latest imports, newest first
 * @param controls what the page may change, {@code null} for nothing
 */
record Vitals(
        Point point,
        String health,
        @Nullable String server,
        @Nullable String failure,
        List<Connection> connections,
        List<StatementKind> statements,
        List<ImportProgress> imports,
        @Nullable ControlState controls) {

    /**
     * The numbers that the charts show. Immutable.
     *
     * @param at milliseconds since 1970
     * @param maxSize greatest number of connections
     * @param idle connections nobody uses
     * @param inUse connections that are borrowed
     * @param connecting connections being opened
     * @param cleaning connections being reset or asked for a sign of life
     * @param waiting callers that wait for a connection
     * @param suspended whether the pool lends nothing
     * @param acquire how long callers waited for a connection
     * @param statement how long statements took
     * @param statements statements per second
     * @param errors statements per second that failed
     */
    record Point(
            long at,
            int maxSize,
            int idle,
            int inUse,
            int connecting,
            int cleaning,
            int waiting,
            boolean suspended,
            @Nullable Latency acquire,
            @Nullable Latency statement,
            double statements,
            double errors) {}

    /**
     * One connection. Immutable.
     *
     * @param id the server's number of the session
     * @param state what the pool has it for
     * @param ageMillis time since it was opened
     * @param inStateMillis time since it was borrowed, or if it is not, since it was used last
     * @param statements how many statements it has carried
     * @param statement the statement that it is running, {@code null} if there is none
     * @param leaving whether it will be closed when it comes back
     */
    record Connection(
            long id,
            ConnectionSnapshot.State state,
            long ageMillis,
            long inStateMillis,
            long statements,
            @Nullable String statement,
            boolean leaving) {

        static Connection of(ConnectionSnapshot connection) {
            return new Connection(
                    connection.id(),
                    connection.state(),
                    connection.age().toMillis(),
                    connection.inState().toMillis(),
                    connection.statements(),
                    connection.statement(),
                    connection.evicted() != null);
        }
    }

    /**
     * Statements that do the same to the same tables. Immutable.
     *
     * @param summary what they do, such as {@code SELECT accounts}
     * @param perSecond how many
     * @param latency how long they took
     */
    record StatementKind(
            String summary, double perSecond, @Nullable Latency latency) {}
}
