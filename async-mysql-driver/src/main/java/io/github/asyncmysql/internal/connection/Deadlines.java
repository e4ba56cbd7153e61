package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.wire.Text;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time limits of a connection's commands, with one timer for all of them: it is set for the earliest deadline that was
 * ever announced, and looks again when it fires. A statement that is answered in time costs no timer at all.
 *
 * <p>Confined to the event loop.
 */
final class Deadlines {

    private static final Logger log = LoggerFactory.getLogger(Deadlines.class);

    private final CommandQueue queue;
    private final ConnectionHandler handler;
    private @Nullable EventExecutor executor;
    private @Nullable Future<?> timer;
    private long firesAt;

    Deadlines(CommandQueue queue, ConnectionHandler handler) {
        this.queue = queue;
        this.handler = handler;
    }

    void executor(EventExecutor executor) {
        this.executor = executor;
    }

    private long now() {
        return executor().ticker().nanoTime();
    }

    private EventExecutor executor() {
        return Objects.requireNonNull(executor, "channel");
    }

    /** Gives a command so long from now on. Somebody has to {@link #watch} that. */
    void begin(Command command, long limitNanos) {
        command.limitNanos(limitNanos);
        command.deadlineNanos(now() + limitNanos);
    }

    /** Makes sure that somebody looks at this time. */
    void watch(long deadline) {
        if (deadline == Command.NO_DEADLINE || timer != null && firesAt - deadline <= 0) {
            return;
        }
        stop();
        firesAt = deadline;
        timer = executor().schedule(this::look, Math.max(0, deadline - now()), TimeUnit.NANOSECONDS);
    }

    /** The receiver of rows takes its time, which is not the server's fault. */
    void suspend(Command head) {
        head.deadlineNanos(Command.NO_DEADLINE);
    }

    /** The receiver of rows waits for the server again. */
    void restart(@Nullable Command head) {
        if (head instanceof StatementCommand statement && statement.progressLimitNanos() > 0) {
            statement.deadlineNanos(now() + statement.progressLimitNanos());
            watch(statement.deadlineNanos());
        }
    }

    /** The answer to a command that nobody waits for any more has to end some time all the same. */
    void limit(Command command) {
        if (command.limitNanos() > 0 && command.deadlineNanos() == Command.NO_DEADLINE) {
            command.deadlineNanos(now() + command.limitNanos());
            watch(command.deadlineNanos());
        }
    }

    /** The server has sent something: a stream's limit starts anew. */
    void progress(@Nullable Command head) {
        if (head instanceof StatementCommand statement && statement.isReadingRows()) {
            restart(head);
        }
    }

    private void look() {
        timer = null;
        long now = now();
        long next = Command.NO_DEADLINE;
        for (Command command : queue.all()) {
            long deadline = command.deadlineNanos();
            if (deadline == Command.NO_DEADLINE) {
                continue;
            }
            if (deadline - now <= 0) {
                expire(command);
                if (handler.isClosed()) {
                    return;
                }
            } else if (next == Command.NO_DEADLINE || deadline - next < 0) {
                next = deadline;
            }
        }
        watch(next);
    }

    private void expire(Command command) {
        Duration limit = Duration.ofNanos(command.limitNanos());
        try {
            handler.earlyEnds.timeOut(command, outcome -> timeout(command, limit, outcome));
        } catch (RuntimeException e) {
            log.warn("Code that received the failure of a statement has failed itself", e);
        }
    }

    private static MySqlException timeout(Command command, Duration limit, Outcome outcome) {
        if (command instanceof StatementCommand statement) {
            return new MySqlTimeoutException(
                    MySqlTimeoutException.Limit.QUERY,
                    limit,
                    "The statement was not completed within " + text(limit) + ": " + Text.shortenSql(statement.sql()),
                    outcome);
        }
        return new MySqlTimeoutException(
                MySqlTimeoutException.Limit.VALIDATION,
                limit,
                "The server gave no sign of life within " + text(limit),
                outcome);
    }

    private static String text(Duration limit) {
        long millis = limit.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    void stop() {
        Future<?> current = timer;
        if (current != null) {
            current.cancel(false);
            timer = null;
        }
    }
}
