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

    private final PacketWriter out;
    private final CommandQueue queue;
    private final Runnable flushTask = this::flushScheduled;
    private @Nullable ChannelHandlerContext context;
    private volatile @Nullable MySqlException failure;
    private boolean flushPending;

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

    /** Whether something waits for the end of the turn. */
    boolean isPending() {
        return flushPending && !out.isEmpty();
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
            ByteBuf bytes = ctx.alloc().directBuffer(size, size);
            bytes.writeBytes(out.array(), 0, size);
            out.clear();
            queue.flushed();
            ctx.writeAndFlush(bytes, ctx.voidPromise());
        }
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
    }

    private ChannelHandlerContext channelContext() {
        return Objects.requireNonNull(context, "channel");
    }
}
