package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has somebody else prepare a session, for no longer than {@code connect-timeout}, and looks at what he leaves.
 *
 * <p>Confined to the event loop.
 */
final class Preparation {

    private final ConnectionHandler handler;
    private final ConnectionParts parts;
    private final EventLoop eventLoop;
    private final Consumer<SimpleCommand.Listener> work;

    /** @param work prepares the session, and tells the end of that on the event loop */
    Preparation(
            ConnectionHandler handler,
            ConnectionParts parts,
            EventLoop eventLoop,
            Consumer<SimpleCommand.Listener> work) {
        this.handler = handler;
        this.parts = parts;
        this.eventLoop = eventLoop;
        this.work = work;
    }

    /** @param result not told when the connection ends before */
    void run(SimpleCommand.Listener result) {
        Duration limit = parts.config().connectTimeout();
        Future<?> timer =
                eventLoop.schedule(() -> handler.close(tooLong(limit)), limit.toNanos(), TimeUnit.NANOSECONDS);
        work.accept(failure -> {
            timer.cancel(false);
            if (handler.isClosed()) {
                return;
            }
            if (failure != null || parts.queue().isIdle()) {
                judge(failure, result);
            } else {
                // Something is under way that was not waited for.
                handler.submit(SimpleCommand.ping(lost -> judge(lost, result)), limit.toNanos());
            }
        });
    }

    private void judge(@Nullable MySqlException failure, SimpleCommand.Listener result) {
        boolean open = failure == null && parts.session().inTransaction();
        result.ended(
                open
                        ? new MySqlConnectionException(
                                Kind.INITIALIZER,
                                "The session initializer has left a transaction open",
                                Outcome.NOT_SENT,
                                null)
                        : failure);
    }

    private static MySqlTimeoutException tooLong(Duration limit) {
        return new MySqlTimeoutException(
                MySqlTimeoutException.Limit.CONNECT,
                limit,
                "The session initializer has not ended within connect-timeout (" + limit.toMillis() + " ms)",
                Outcome.NOT_SENT);
    }
}
