package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stops a statement on the server with {@code KILL QUERY} from another connection.
 *
 * <p>Nothing else is sent on the statement's own connection before three answers are in: the statement's, that to the
 * {@code KILL}, and that to a barrier behind both. A {@code KILL} that comes late hits whatever runs then, and that has to be
 * the barrier. Reads of other callers that are on their way behind the statement may be hit instead; they are sent anew.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/kill.html">KILL</a>
 */
final class StatementStop {

    /** Sends {@code KILL QUERY} for the connection it belongs to. */
    @FunctionalInterface
    interface Killer {

        /** @param listener called once, on any thread */
        void kill(SimpleCommand.Listener listener);
    }

    static final long LIMIT_MILLIS = 5_000;

    private final ConnectionHandler handler;
    private final CommandQueue queue;
    private @Nullable Killer killer;
    private @Nullable Command victim;
    private @Nullable Future<?> timer;
    private boolean answered;
    private boolean killed;

    StatementStop(ConnectionHandler handler, CommandQueue queue) {
        this.handler = handler;
        this.queue = queue;
    }

    void killer(Killer killer) {
        this.killer = killer;
    }

    /** Whether a statement could be stopped now. */
    boolean isPossible() {
        return killer != null && !isActive();
    }

    /** Whether a statement is being stopped. */
    boolean isActive() {
        return victim != null;
    }

    /**
     * Begins to stop a statement.
     *
     * @return {@code false} if that is not possible without danger for others; nothing has happened then
     */
    boolean begin(StatementCommand statement, EventExecutor executor) {
        Killer sender = killer;
        if (sender == null || isActive() || !queue.mayBeStopped(statement)) {
            return false;
        }
        victim = statement;
        answered = false;
        killed = false;
        statement.deadlineNanos(Command.NO_DEADLINE);
        queue.hold();
        timer = executor.schedule(
                () -> handler.close(Failures.closed("The statement could not be stopped in time")),
                LIMIT_MILLIS,
                TimeUnit.MILLISECONDS);
        sender.kill(failure -> executor.execute(() -> onKill(failure)));
        return true;
    }

    private void onKill(@Nullable MySqlException failure) {
        if (!isActive() || handler.isClosed()) {
            return;
        }
        if (failure != null) {
            handler.close(failure);
            return;
        }
        killed = true;
        sendBarrier();
    }

    /** A command's answer is complete, which whoever sent it has not heard yet. */
    void beforeAnswer(Command command) {
        if (isActive() && command != victim) {
            command.stoppedByMistake();
        }
    }

    /** A command's answer is complete. */
    void onAnswer(Command command) {
        if (command == victim) {
            answered = true;
            sendBarrier();
        }
    }

    private void sendBarrier() {
        if (answered && killed) {
            queue.sendThough(SimpleCommand.execute("DO 0", this::onBarrier));
            handler.flushLater();
        }
    }

    private void onBarrier(@Nullable MySqlException failure) {
        if (handler.isClosed()) {
            return;
        }
        if (failure != null && !Command.isInterruption(failure)) {
            handler.close(failure);
            return;
        }
        stop();
        queue.resume();
        handler.flushLater();
    }

    /** The connection has ended, or there is nothing left to wait for. */
    void stop() {
        victim = null;
        Future<?> current = timer;
        if (current != null) {
            current.cancel(false);
            timer = null;
        }
    }
}
