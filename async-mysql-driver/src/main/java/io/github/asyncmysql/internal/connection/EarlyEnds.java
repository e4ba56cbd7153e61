package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.netty.util.concurrent.EventExecutor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ends commands before their answer has come: those that take too long, and those that nobody waits for any more.
 *
 * <p>Confined to the event loop.
 */
final class EarlyEnds {

    private final ConnectionHandler handler;
    private final CommandQueue queue;
    private final StatementStop stop;
    private final LargeParameters large;
    private final DrainBudget drain;

    EarlyEnds(
            ConnectionHandler handler,
            CommandQueue queue,
            StatementStop stop,
            LargeParameters large,
            DrainBudget drain) {
        this.handler = handler;
        this.queue = queue;
        this.stop = stop;
        this.large = large;
        this.drain = drain;
        drain.overdrawn(this::overdrawn);
    }

    /**
     * A command has taken too long.
     *
     * @param failure words it for an outcome
     */
    void timeOut(Command command, Function<Outcome, MySqlException> failure) {
        if (large.isFor(command)) {
            queue.withdraw(command);
            close(command, failure.apply(Outcome.NOT_EXECUTED));
            return;
        }
        if (queue.withdraw(command)) {
            Failures.tell(command, failure.apply(Outcome.NOT_SENT));
            queue.completed(command);
            return;
        }
        MySqlException sent = failure.apply(Outcome.UNKNOWN);
        if (command instanceof StatementCommand statement
                && !statement.isUploading()
                && stop.begin(statement, loop())) {
            statement.giveUp(sent);
            return;
        }
        boolean innocent = stop.isActive() || command.isShared() && command != queue.head();
        if (innocent && command instanceof StatementCommand statement) {
            // It is another statement that runs, or is being stopped. The answer to this one is dropped when it comes.
            command.deadlineNanos(Command.NO_DEADLINE);
            statement.giveUp(sent);
            return;
        }
        close(command, queue.forget(command) ? sent : failure.apply(command.outcomeIfUnsent()));
    }

    // Closed first: whoever hears of the failure may give the connection back, and nobody must get it again.
    private void close(Command command, MySqlException failure) {
        handler.close(failure);
        Failures.tell(command, failure);
    }

    /** Nobody waits for a statement any more. If it was not sent yet it never will be, else its answer is dropped. */
    void abandon(StatementCommand command) {
        command.abandon();
        if (command.isUploading()) {
            // Nothing else would keep the server from loading the part that it has got.
            handler.close(Failures.cancelled());
        } else if (large.isFor(command)) {
            large.abandon();
        } else if (queue.withdraw(command)) {
            Failures.tell(command, Failures.cancelled());
            queue.completed(command);
        } else {
            handler.deadlines.limit(command);
            drainIfDropped(queue.head());
        }
        handler.resume();
    }

    /** Limits how much of an answer is read that nobody waits for. While a statement is being stopped, that limits it. */
    void drainIfDropped(@Nullable Command head) {
        if (head instanceof StatementCommand statement
                && statement.isAbandoned()
                && !handler.isClosed()
                && !stop.isActive()) {
            drain.drop(statement, loop());
        }
    }

    /**
     * More is due of an answer that nobody waits for than is read. Those who wait for others behind it shall not suffer from
     * that: the statement is stopped then, else the connection is closed.
     */
    void overdrawn(MySqlException cause) {
        boolean stopping = queue.head() instanceof StatementCommand head
                && head.isShared()
                && queue.all().size() > 1
                && stop.begin(head, loop());
        if (!stopping) {
            handler.close(cause);
        }
    }

    private EventExecutor loop() {
        return handler.channelContext().executor();
    }
}
