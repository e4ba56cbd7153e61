package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.internal.command.Command;
import io.netty.util.concurrent.EventExecutor;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Has a command find an answer where that may block. Until it is found, nothing that the server sends is looked at. That the
 * connection has ended is noticed all the same, and what is found behind that is dropped.
 *
 * <p>Confined to the event loop.
 */
final class AnswerFinder {

    /** Bytes that a server may have sent meanwhile: during a login it has a packet or two to send. */
    private static final int MAX_UNREAD = 128 << 10;

    private final ConnectionHandler connection;
    private final Executor threads;
    private boolean busy;
    /** Why there is no channel any more; {@code null} as long as there is one. */
    private @Nullable MySqlException end;

    /** @param threads those that may block */
    AnswerFinder(ConnectionHandler connection, Executor threads) {
        this.connection = connection;
        this.threads = threads;
    }

    boolean isBusy() {
        return busy;
    }

    /**
     * To be called with what has arrived.
     *
     * @throws MySqlProtocolException if that is more than it can be
     */
    void checkSilence(int unreadBytes) {
        if (busy && unreadBytes > MAX_UNREAD) {
            throw wentOn();
        }
    }

    private static MySqlProtocolException wentOn() {
        return new MySqlProtocolException("The server went on during login before it was answered");
    }

    /** Asks the command for its answer, and sends it. */
    void begin(Command command) {
        busy = true;
        EventExecutor eventLoop = connection.channelContext().executor();
        try {
            start(() -> find(command, eventLoop));
        } catch (RejectedExecutionException e) {
            throw Failures.closed("The threads on which logins may block have ended");
        }
    }

    private void start(Runnable search) {
        threads.execute(search);
    }

    /** On a thread that may block. */
    private void find(Command command, EventExecutor eventLoop) {
        if (connection.isClosed()) {
            return;
        }
        byte[] answer = null;
        Throwable failure = null;
        try {
            answer = command.findAnswer();
        } catch (Throwable e) {
            failure = e;
        }
        byte[] found = answer;
        Throwable problem = failure;
        try {
            eventLoop.execute(() -> found(found, problem));
        } catch (RejectedExecutionException e) {
            // The connection has ended with its event loop.
        }
    }

    /** The channel has been closed. What had arrived before is still looked at, once that can be done. */
    void ended(MySqlException cause) {
        if (busy && connection.framer.unreadBytes() > 0) {
            end = cause;
        } else {
            connection.close(cause);
        }
    }

    private void found(byte @Nullable [] answer, @Nullable Throwable failure) {
        busy = false;
        if (connection.isClosed()) {
            return;
        }
        if (failure != null) {
            connection.close(Failures.of(failure));
            return;
        }
        // A server that has not waited can have nothing to say but why it wants no answer.
        boolean late = answer != null && connection.framer.unreadBytes() > 0;
        if (answer != null && !late) {
            connection.sendAnswer(ByteBuffer.wrap(answer), answer.length);
        }
        connection.readPackets();
        MySqlException cause = late ? wentOn() : end;
        if (cause != null) {
            connection.close(cause);
        }
        connection.flushLater();
    }
}
