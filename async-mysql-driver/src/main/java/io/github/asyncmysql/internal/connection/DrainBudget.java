package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How much is read of answers that nobody waits for any more. Reading them to their end keeps the connection, which is
 * worth little compared with a server that goes on for ever.
 *
 * <p>Confined to the event loop.
 */
final class DrainBudget {

    static final long BYTES = 64 << 10;
    static final long MILLIS = 100;

    private final Consumer<MySqlException> close;
    private Consumer<MySqlException> overdrawn;
    private long left = Long.MAX_VALUE;
    private long droppedLeft = Long.MAX_VALUE;
    private long portions;
    private @Nullable StatementCommand dropped;
    private @Nullable Future<?> timer;

    /** @param close closes the connection, and gives the reason to those who still wait for answers */
    DrainBudget(Consumer<MySqlException> close) {
        this.close = close;
        this.overdrawn = close;
    }

    /** Who closes the connection when too much is due of one answer, unless there is a way to spare the others. */
    void overdrawn(Consumer<MySqlException> closer) {
        overdrawn = closer;
    }

    /** The connection was given back: reads no more than so many bytes from now on; {@link Long#MAX_VALUE} for no limit. */
    void limit(long bytes) {
        left = bytes;
    }

    /** Nobody waits for the answer that is due next. */
    void drop(StatementCommand head, EventExecutor executor) {
        if (dropped != head) {
            answered();
            dropped = head;
            droppedLeft = BYTES;
            timer = executor.schedule(
                    () -> exceeded("A statement that was cancelled did not end in time"),
                    MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    /** The answer that was due is complete. */
    void answered() {
        if (dropped != null) {
            dropped = null;
            droppedLeft = Long.MAX_VALUE;
            stop();
        }
    }

    /** So many bytes have come. */
    void spend(int bytes) {
        arrived();
        left -= bytes;
        droppedLeft -= bytes;
        if (left < 0) {
            close.accept(Failures.closed("The connection was given back with a large answer still to be read"));
        } else if (droppedLeft < 0) {
            exceeded("A statement was cancelled with a large answer still to be read");
        }
    }

    private void exceeded(String message) {
        answered();
        overdrawn.accept(Failures.closed(message));
    }

    /** Something has come that cannot be read before more has come. */
    void arrived() {
        portions++;
    }

    /** How often anything has come. */
    long portions() {
        return portions;
    }

    /** The connection has ended. */
    void stop() {
        Future<?> current = timer;
        if (current != null) {
            current.cancel(false);
            timer = null;
        }
    }
}
