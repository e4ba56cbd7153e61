package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.internal.command.QueryCommand;
import io.github.asyncmysql.internal.command.ResultConsumer;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.value.WireRow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Has a replica wait for what a causal session has to see, in front of a statement on the same connection: by the time that the
 * statement is answered, it is known whether that has succeeded.
 *
 * <p>Confined to the event loop.
 */
final class ReplicaWait implements ResultConsumer {

    /** How much later than it should the answer may come. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private boolean done;

    /** @param sql as of {@link CausalHistory#waiting()} */
    void start(WireConnection target, String sql, Duration patience) {
        target.submit(
                new QueryCommand(sql, this, target.config().sessionTimeZone()),
                limit(patience).toNanos());
    }

    /** Whether the replica has what it had to have. */
    boolean isDone() {
        return done;
    }

    /** For how long its answer is awaited. */
    static Duration limit(Duration patience) {
        return patience.plus(GRACE);
    }

    /** Whether an answer says that all is there: 0 on both products, else the time was over or nothing is replicated. */
    static boolean isSuccess(@Nullable String answer) {
        return "0".equals(answer);
    }

    @Override
    public void onRow(WireRow row) {
        done = isSuccess(row.getString(0));
    }

    @Override
    public void onComplete(Session session) {
        // The row has said all there is to be said.
    }

    @Override
    public void onFailure(Throwable failure) {
        done = false;
    }

    /** A replica has answered without having had what it had to have; nobody but the router sees it. */
    static final class BehindException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BehindException() {
            super("The replica is behind", null, false, false);
        }
    }
}
