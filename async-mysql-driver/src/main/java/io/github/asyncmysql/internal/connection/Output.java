package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a connection's output buffer to its channel, once per turn of the event loop.
 *
 * <p>Confined to the event loop, except for {@link #failure()}, which any thread may ask.
 */
final class Output {

    private static final long LAST_WORDS_MILLIS = 200;
    private static final int KEPT_CAPACITY = 2 << 10;

    private final PacketWriter out;
    private final CommandQueue queue;
    private final Runnable flushTask = this::flushScheduled;
    private @Nullable ChannelHandlerContext context;
    private volatile @Nullable MySqlException failure;
    private boolean flushPending;
    /** Is not being written if nobody else refers to it. */
    private @Nullable ByteBuf kept;

    private boolean discarded;

    Output(PacketWriter out, CommandQueue queue) {
        this.out = out;
        this.queue = queue;
    }

    void context(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Writes once the event loop's current turn is over. */
    void flushLater() {
        if (!flushPending && !out.isEmpty()) {
            flushPending = true;
            channelContext().executor().execute(flushTask);
        }
    }

    private void flushScheduled() {
        flushPending = false;
        flush();
    }

    /** Writes now. */
    void flush() {
        if (!out.isEmpty()) {
            ChannelHandlerContext ctx = channelContext();
            int size = out.size();
            ByteBuf bytes = buffer(ctx, size);
            bytes.writeBytes(out.array(), 0, size);
            out.clear();
            queue.flushed();
            ctx.writeAndFlush(bytes, ctx.voidPromise());
        }
    }

    // Most of what is written is short, and has left when the next comes: one buffer serves for all of it.
    private ByteBuf buffer(ChannelHandlerContext ctx, int size) {
        if (size > KEPT_CAPACITY || discarded) {
            return ctx.alloc().directBuffer(size, size);
        }
        ByteBuf own = kept;
        if (own == null) {
            own = ctx.alloc().directBuffer(KEPT_CAPACITY, KEPT_CAPACITY);
            kept = own;
        } else if (own.refCnt() > 1) {
            return ctx.alloc().directBuffer(size, size);
        }
        return own.clear().retain();
    }

    /** The socket is broken. What the server said before that may still be read, for a moment; then it is closed. */
    void failed(MySqlException cause, Consumer<MySqlException> close) {
        if (failure == null) {
            failure = cause;
            channelContext().channel().config().setAutoRead(true);
            channelContext().executor().schedule(() -> close.accept(cause), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Why nothing can be written any more; {@code null} as long as that is not so. */
    @Nullable
    MySqlException failure() {
        return failure;
    }

    /** Forgets what was not written: the connection has ended. */
    void discard() {
        out.clear();
        discarded = true;
        ByteBuf own = kept;
        if (own != null) {
            kept = null;
            own.release();
        }
    }

    private ChannelHandlerContext channelContext() {
        return Objects.requireNonNull(context, "channel");
    }
}
