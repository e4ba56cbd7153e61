package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.SessionChanges;
import io.github.asyncmysql.SessionInitializer;
import io.github.asyncmysql.internal.connection.WireConnection;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a causal session has committed, and how a replica is asked to wait for it.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/server-system-variables.html#sysvar_session_track_gtids">
 *     session_track_gtids</a>
 * @see <a href="https://mariadb.com/kb/en/master_gtid_wait/">MASTER_GTID_WAIT</a>
 */
final class CausalHistory {

    private static final String LAST_GTID = "last_gtid";
    private static final double NANOS_PER_SECOND = 1e9;

    private final AtomicReference<GtidSet> committed;
    private final Duration patience;

    /** @param patience for how long a replica may make somebody wait */
    CausalHistory(String token, Duration patience) {
        this.committed = new AtomicReference<>(GtidSet.parse(token));
        this.patience = patience;
    }

    /** Has servers report what is committed, on each session anew. */
    static SessionInitializer tracking(@Nullable SessionInitializer next) {
        return connection -> track(connection)
                .thenCompose(
                        done -> next == null ? CompletableFuture.completedFuture(null) : next.initialize(connection));
    }

    private static CompletableFuture<?> track(MySqlConnection connection) {
        return connection
                .sql(
                        connection.server().mariaDb()
                                ? "set session_track_system_variables ="
                                        + " concat(@@session_track_system_variables, '," + LAST_GTID + "')"
                                : "set session session_track_gtids = own_gtid")
                .update();
    }

    /** Notes what a connection reports from now on, in turn with its statements. */
    Watch watch(WireConnection connection) {
        Watch watch = new Watch(connection);
        connection.execute(() -> connection.watchChanges(watch));
        return watch;
    }

    /** One use of a connection. */
    final class Watch implements Consumer<SessionChanges> {

        private final WireConnection connection;

        private Watch(WireConnection connection) {
            this.connection = connection;
        }

        @Override
        public void accept(SessionChanges changes) {
            note(changes);
        }

        /** The use is over. Thread-safe. */
        void end() {
            connection.unwatchChanges(this);
        }
    }

    private void note(SessionChanges changes) {
        String gtids = changes.gtids() != null
                ? changes.gtids()
                : changes.systemVariables().get(LAST_GTID);
        if (gtids != null && !gtids.isEmpty()) {
            committed.updateAndGet(before -> before.plus(gtids));
        }
    }

    /** Waits for all of it on a replica, which answers with a row of one number; {@code null} if there is nothing. */
    @Nullable
    String waiting() {
        GtidSet needed = Objects.requireNonNull(committed.get());
        if (needed.isEmpty()) {
            return null;
        }
        // It is made of digits, letters and signs that were all looked at.
        return String.format(
                Locale.ROOT,
                "select %s('%s', %.3f)",
                needed.isOfMariaDb() ? "master_gtid_wait" : "wait_for_executed_gtid_set",
                needed,
                patience.toNanos() / NANOS_PER_SECOND);
    }

    Duration patience() {
        return patience;
    }

    String token() {
        return String.valueOf(committed.get());
    }
}
