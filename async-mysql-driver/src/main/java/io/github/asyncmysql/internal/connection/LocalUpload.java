package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.command.LocalData;
import io.github.asyncmysql.internal.command.QueryCommand;
import io.github.asyncmysql.internal.command.StatementCommand;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Sends what a publisher has in place of a local file. One buffer is asked for at a time, and only when the one before has
 * gone into a socket that takes more, so nothing is collected here. An empty packet ends the file; there is no other end,
 * so when the source fails the server keeps what it got until then.
 *
 * <p>The methods of the subscriber are thread-safe; the rest is confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_local_infile_request.html">LOCAL
 *     INFILE Request</a>
 */
public final class LocalUpload implements LocalData, Flow.Subscriber<ByteBuffer> {

    private static final int PIECE = 32 << 10;
    private static final int PIECES_PER_TURN = 64;

    private final Flow.Publisher<? extends ByteBuffer> source;
    private @Nullable ConnectionHandler connection;
    private @Nullable ChannelHandlerContext context;
    private @Nullable StatementCommand command;
    private volatile Flow.@Nullable Subscription subscription;
    private @Nullable Writability writability;
    private @Nullable ByteBuffer buffer;
    private boolean requested;
    private boolean completed;
    private boolean ended;
    private boolean sending;

    public LocalUpload(Flow.Publisher<? extends ByteBuffer> source) {
        this.source = source;
    }

    /** Sends on when the socket takes more. */
    private final class Writability extends ChannelInboundHandlerAdapter {
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            sendOn();
            ctx.fireChannelWritabilityChanged();
        }
    }

    /** The server waits for the file that a command has. */
    static void begin(Command command, ConnectionHandler connection, ChannelHandlerContext context) {
        if (command instanceof QueryCommand query && query.localData() instanceof LocalUpload upload) {
            upload.begin(connection, context, query);
        }
    }

    private void begin(ConnectionHandler connection, ChannelHandlerContext context, StatementCommand command) {
        this.connection = connection;
        this.context = context;
        this.command = command;
        Writability listener = new Writability();
        writability = listener;
        context.pipeline().addLast(listener);
        try {
            source.subscribe(this);
        } catch (RuntimeException e) {
            end(e);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "subscription");
        run(() -> {
            if (ended || subscription != null) {
                given.cancel();
            } else {
                subscription = given;
                sendOn();
            }
        });
    }

    @Override
    public void onNext(ByteBuffer item) {
        Objects.requireNonNull(item, "item");
        run(() -> {
            if (ended) {
                return;
            }
            if (!requested || completed) {
                end(new IllegalStateException("The source of the local file sent more than it was asked for"));
                return;
            }
            requested = false;
            buffer = item.duplicate();
            sendOn();
        });
    }

    @Override
    public void onError(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        run(() -> end(failure));
    }

    @Override
    public void onComplete() {
        run(() -> {
            completed = true;
            sendOn();
        });
    }

    private void run(Runnable task) {
        ChannelHandlerContext ctx = Objects.requireNonNull(context, "channel");
        if (ctx.executor().inEventLoop()) {
            task.run();
            return;
        }
        try {
            ctx.executor().execute(task);
        } catch (RejectedExecutionException e) {
            // The event loop has ended, and the connection with it.
            Flow.Subscription current = subscription;
            if (current != null) {
                current.cancel();
            }
        }
    }

    // A source may answer a request before it returns: that must not become a recursion as deep as the file is long.
    private void sendOn() {
        if (sending) {
            return;
        }
        sending = true;
        try {
            int pieces = 0;
            while (!ended && step()) {
                if (++pieces == PIECES_PER_TURN) {
                    // Other connections of this event loop want to be served too.
                    Objects.requireNonNull(context, "channel").executor().execute(this::sendOn);
                    return;
                }
            }
        } catch (RuntimeException e) {
            end(e);
        } finally {
            sending = false;
        }
    }

    /** Whether there is more to do at once. */
    private boolean step() {
        ConnectionHandler target = Objects.requireNonNull(connection, "connection");
        StatementCommand statement = Objects.requireNonNull(command, "command");
        if (target.isClosed()) {
            // The socket is broken, and takes everything without a word; the end of the connection ends this too.
            return false;
        }
        ByteBuffer current = buffer;
        if (current != null && current.hasRemaining()) {
            // Until the socket takes more, time is the server's.
            target.deadlines.limit(statement);
            if (!Objects.requireNonNull(context, "channel").channel().isWritable()) {
                return false;
            }
            target.sendLocalData(current, Math.min(PIECE, current.remaining()));
            return true;
        }
        buffer = null;
        if (completed) {
            end(null);
            return false;
        }
        Flow.Subscription open = subscription;
        if (requested || open == null) {
            return false;
        }
        requested = true;
        // The time that the source takes is the caller's own.
        target.deadlines.suspend(statement);
        open.request(1);
        return true;
    }

    private void end(@Nullable Throwable failure) {
        if (ended) {
            return;
        }
        ConnectionHandler target = Objects.requireNonNull(connection, "connection");
        StatementCommand statement = Objects.requireNonNull(command, "command");
        stop(failure != null);
        statement.uploadEnded(failure);
        target.sendLocalData(ByteBuffer.allocate(0), 0);
        target.deadlines.limit(statement);
    }

    @Override
    public void cancel() {
        if (!ended) {
            stop(true);
        }
    }

    private void stop(boolean cancelSource) {
        ended = true;
        buffer = null;
        ChannelHandlerContext ctx = context;
        Writability listener = writability;
        if (ctx != null && listener != null && ctx.pipeline().context(listener) != null) {
            ctx.pipeline().remove(listener);
        }
        Flow.Subscription current = subscription;
        if (cancelSource && current != null) {
            current.cancel();
        }
    }
}
