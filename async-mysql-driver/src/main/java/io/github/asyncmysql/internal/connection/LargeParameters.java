package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.LargeExecuteCommand;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends the large parameters of one statement at a time, one after the other, before it is executed. When that does not
 * work out, the server is told to forget what it has got, and only then is the caller told.
 *
 * <p>Confined to the event loop.
 */
final class LargeParameters {

    private static final long RESET_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ConnectionHandler handler;
    private final CommandQueue queue;
    private final PacketWriter out;
    private final Output output;
    private @Nullable LargeExecuteCommand command;
    private @Nullable Parameter current;
    private boolean advancing;

    LargeParameters(ConnectionHandler handler, CommandQueue queue, PacketWriter out, Output output) {
        this.handler = handler;
        this.queue = queue;
        this.out = out;
        this.output = output;
    }

    /** One of the parameters. */
    private final class Parameter extends Upload {

        private final LargeExecuteCommand execution;
        private final int index;
        private long length;
        private boolean sent;

        Parameter(LargeExecuteCommand execution, int index) {
            super(execution.large(index).source());
            this.execution = execution;
            this.index = index;
        }

        // The server takes everything without a word, and refuses it only when the statement is executed.
        @Override
        void arrived(ByteBuffer next) {
            length += next.remaining();
            long limit = out.maxPayload() + 1L;
            if (length > limit) {
                throw new MySqlMappingException(
                        "Parameter " + (index + 1) + " has " + length + " bytes or more, but the server's"
                                + " max_allowed_packet is " + limit,
                        Outcome.NOT_EXECUTED,
                        null);
            }
        }

        @Override
        void send(ConnectionHandler target, ByteBuffer next, int count) {
            sent = true;
            execution.encodePiece(out, index, next, count);
            output.flush();
        }

        @Override
        void ended(ConnectionHandler target, StatementCommand statement, @Nullable Throwable failure) {
            if (failure != null) {
                giveUp(execution, failure);
                return;
            }
            if (!sent) {
                // Else the server would look for the value in the execution.
                send(target, ByteBuffer.allocate(0), 0);
            }
            advance();
        }
    }

    /** A command's turn has come. {@link CommandQueue#supplied()} is called when it can be executed. */
    void begin(LargeExecuteCommand next) {
        command = next;
        current = null;
        next.begin();
        advance();
    }

    // A source may be through before begin() returns: that must not become a recursion as deep as there are parameters.
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            boolean more = true;
            while (more) {
                more = step();
            }
        } finally {
            advancing = false;
        }
    }

    private boolean step() {
        LargeExecuteCommand execution = command;
        Parameter before = current;
        if (execution == null || before != null && !before.isEnded()) {
            return false;
        }
        int index = execution.indexOfLarge(before == null ? 0 : before.index + 1);
        if (index < 0) {
            command = null;
            current = null;
            queue.supplied();
            handler.flushLater();
            return false;
        }
        Parameter next = new Parameter(execution, index);
        current = next;
        next.begin(handler, handler.channelContext(), execution);
        return true;
    }

    /** Whether the parameters of this command are on their way, or are being taken back. */
    boolean isFor(Command other) {
        return other == queue.supplying();
    }

    /** Nobody waits for the statement any more. */
    void abandon() {
        LargeExecuteCommand execution = command;
        if (execution != null) {
            giveUp(execution, Failures.cancelled());
        }
    }

    private void giveUp(LargeExecuteCommand execution, Throwable cause) {
        stop();
        execution.uploadEnded(cause);
        reset(execution, () -> {
            queue.withdraw(execution);
            queue.supplied();
            Failures.tell(execution, Failures.notExecuted("The parameters of the statement could not be sent"));
            queue.completed(execution);
        });
    }

    /** The server has refused a command, and may have kept its parameters or a failure to take them. */
    void refused(LargeExecuteCommand execution) {
        reset(execution, () -> {});
    }

    private void reset(LargeExecuteCommand execution, Runnable then) {
        SimpleCommand reset = SimpleCommand.resetStatement(execution.statement().id(), failure -> {
            if (failure != null && !handler.isClosed()) {
                handler.close(failure);
            } else if (failure == null) {
                then.run();
            }
        });
        handler.submitThough(reset, RESET_LIMIT_NANOS);
    }

    /** The connection has ended, or nothing more is to be sent. */
    void stop() {
        command = null;
        Parameter open = current;
        if (open != null) {
            current = null;
            open.stop(true);
        }
    }
}
