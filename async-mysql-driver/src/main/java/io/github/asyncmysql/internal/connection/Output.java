package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.wire.PacketWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a connection's output buffer to its channel, once per turn of the event loop.
 *
 * <p>Confined to the event loop.
 */
final class Output {

    private final PacketWriter out;
    private final CommandQueue queue;
    private final Runnable flushTask = this::flushScheduled;
    private @Nullable ChannelHandlerContext context;
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

    /** Forgets what was not written: the connection has ended. */
    void discard() {
        out.clear();
    }

    private ChannelHandlerContext channelContext() {
        return Objects.requireNonNull(context, "channel");
    }
}
