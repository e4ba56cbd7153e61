package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.command.StatementCommand;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries what a publisher has to the server. One buffer is asked for at a time, and only when the one before has gone into
 * a socket that takes more, so nothing is collected here. A publisher that breaks the rules ends as one that fails.
 *
 * <p>The methods of the subscriber are thread-safe; the rest is confined to the event loop.
 *
 * @see <a href="https://github.com/reactive-streams/reactive-streams-jvm">Reactive Streams</a>
 */
abstract class Upload implements Flow.Subscriber<ByteBuffer> {

    private static final Logger log = LoggerFactory.getLogger(Upload.class);

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

    Upload(Flow.Publisher<? extends ByteBuffer> source) {
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

    /** A buffer has come, of which nothing was sent yet. What it throws ends the upload as a failure of the source. */
    void arrived(ByteBuffer next) {}

    /** Sends the next {@code length} bytes of a buffer. */
    abstract void send(ConnectionHandler target, ByteBuffer next, int length);

    /**
     * The source has come to its end; nothing more is going to be sent. Called once, and not after {@link #stop}.
     *
     * @param failure why it did not come to its regular end; {@code null} if it did
     */
    abstract void ended(ConnectionHandler target, StatementCommand statement, @Nullable Throwable failure);

    /** Subscribes to the source, for a command whose time limit is suspended whenever the source takes its time. */
    final void begin(ConnectionHandler target, ChannelHandlerContext channel, StatementCommand statement) {
        connection = target;
        context = channel;
        command = statement;
        Writability listener = new Writability();
        writability = listener;
        channel.pipeline().addLast(listener);
        try {
            source.subscribe(this);
        } catch (Throwable e) {
            end(e);
        }
    }

    @Override
    public final void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "subscription");
        run(() -> {
            if (ended || subscription != null) {
                cancel(given);
            } else {
                subscription = given;
                sendOn();
            }
        });
    }

    @Override
    public final void onNext(ByteBuffer item) {
        if (item == null) {
            NullPointerException failure = new NullPointerException("The source sent null in place of a buffer");
            run(() -> end(failure));
            throw failure;
        }
        run(() -> {
            if (ended) {
                return;
            }
            if (!requested || completed) {
                end(new IllegalStateException("The source sent more than it was asked for"));
                return;
            }
            requested = false;
            ByteBuffer next = item.duplicate();
            try {
                arrived(next);
            } catch (RuntimeException e) {
                end(e);
                return;
            }
            buffer = next;
            sendOn();
        });
    }

    @Override
    public final void onError(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        run(() -> end(failure));
    }

    @Override
    public final void onComplete() {
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
                cancel(current);
            }
        }
    }

    // A source may answer a request before it returns: that must not become a recursion as deep as the value is long.
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
        } catch (Throwable e) {
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
            send(target, current, Math.min(PIECE, current.remaining()));
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
        target.deadlines.limit(statement);
        ended(target, statement, failure);
    }

    /** Whether nothing more is going to be sent. */
    final boolean isEnded() {
        return ended;
    }

    /** Sends nothing more, and tells nobody. */
    final void stop(boolean cancelSource) {
        if (ended) {
            return;
        }
        ended = true;
        buffer = null;
        ChannelHandlerContext ctx = context;
        Writability listener = writability;
        if (ctx != null && listener != null && ctx.pipeline().context(listener) != null) {
            ctx.pipeline().remove(listener);
        }
        Flow.Subscription current = subscription;
        if (cancelSource && current != null) {
            cancel(current);
        }
    }

    private static void cancel(Flow.Subscription subscription) {
        try {
            subscription.cancel();
        } catch (RuntimeException e) {
            log.warn("A source has failed when it was cancelled", e);
        }
    }
}
