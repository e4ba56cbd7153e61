package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.StatementCommand;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What other threads may see of the queue of a connection, for people who look at a pool: it may lag behind a little.
 *
 * <p>Written on the event loop, read by any thread.
 */
final class QueueView {

    private final AtomicLong submitted = new AtomicLong();
    private final AtomicReference<@Nullable Command> head = new AtomicReference<>();

    /** One more command was submitted. */
    void submitted() {
        submitted.lazySet(submitted.getPlain() + 1);
    }

    /** The command whose answer is due now; {@code null} for none. */
    void head(@Nullable Command command) {
        head.lazySet(command);
    }

    /** How many commands were submitted. */
    long count() {
        return submitted.get();
    }

    /** The statement whose answer is due, as it was written; {@code null} if none is. */
    @Nullable
    String statement() {
        return head.get() instanceof StatementCommand statement ? statement.sql() : null;
    }
}
