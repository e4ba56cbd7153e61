package io.github.asyncmysql.benchmark.client;

import io.github.asyncmysql.benchmark.load.Operation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * The least that a Netty client can do: sends a ready-made packet and walks the answer by the lengths of its packets,
 * looking at nothing but the id of each row. Confined to the event loop.
 */
final class FloorConnection extends ChannelInboundHandlerAdapter {

    private static final int HEADER = 4;
    private static final int COM_STMT_EXECUTE = 0x17;
    private static final int TYPE_LONGLONG = 8;
    private static final int ROW_ID_OFFSET = 2; // packet type, null bitmap
    private static final int COLUMNS = 6;

    private final NioSocketChannel channel;
    private final int statementId;
    private final boolean withParameter;
    private final long[] checksums;
    private boolean typesSent;
    private @Nullable ByteBuf unfinished;
    private Operation.@Nullable Completion completion;
    private @Nullable Runnable onDone;
    private int packets;
    private int rows;
    private long checksum;

    /** @param checksums of each account by its id */
    FloorConnection(FloorLogin.Session session, EventLoop eventLoop, boolean withParameter, long[] checksums) {
        this.channel = new NioSocketChannel(session.channel());
        this.statementId = session.statementId();
        this.withParameter = withParameter;
        this.checksums = checksums;
        channel.pipeline().addLast(this);
        eventLoop.register(channel).syncUninterruptibly();
    }

    /** @param onDone runs when the connection is free, before the completion is told */
    void execute(int id, Operation.Completion next, Runnable whenDone) {
        completion = next;
        onDone = whenDone;
        packets = 0;
        rows = 0;
        checksum = 0;
        ByteBuf packet = channel.alloc().ioBuffer(64);
        packet.writeIntLE(0)
                .writeByte(COM_STMT_EXECUTE)
                .writeIntLE(statementId)
                .writeByte(0)
                .writeIntLE(1);
        if (withParameter) {
            packet.writeByte(0).writeBoolean(!typesSent);
            if (!typesSent) {
                packet.writeShortLE(TYPE_LONGLONG);
                typesSent = true;
            }
            packet.writeLongLE(id);
        }
        packet.setMediumLE(0, packet.readableBytes() - HEADER);
        channel.writeAndFlush(packet, channel.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (unfinished != null) {
            unfinished.writeBytes(bytes);
            bytes.release();
            bytes = unfinished;
            unfinished = null;
        }
        walk(bytes);
        if (bytes.isReadable()) {
            unfinished = context.alloc().ioBuffer(1 << 16);
            unfinished.writeBytes(bytes);
        }
        bytes.release();
    }

    private void walk(ByteBuf bytes) {
        while (bytes.readableBytes() >= HEADER) {
            int begin = bytes.readerIndex();
            int length = bytes.getUnsignedMediumLE(begin);
            if (bytes.readableBytes() < HEADER + length) {
                return;
            }
            bytes.readerIndex(begin + HEADER + length);
            onPacket(bytes, begin + HEADER);
        }
    }

    private void onPacket(ByteBuf bytes, int payload) {
        packets++;
        int kind = bytes.getUnsignedByte(payload);
        if (packets == 1 && kind == 0xFF) {
            finish(new IllegalStateException("the server answered with an error"));
        } else if (packets > 1 + COLUMNS && kind == 0xFE) {
            finish(null);
        } else if (packets > 1 + COLUMNS) {
            rows++;
            checksum += checksums[(int) bytes.getLongLE(payload + ROW_ID_OFFSET)];
        }
    }

    private void finish(@Nullable Throwable failure) {
        Operation.Completion ended = completion;
        Runnable free = onDone;
        if (ended == null || free == null) {
            throw new IllegalStateException("an answer without a question");
        }
        int rowsRead = rows;
        long sum = checksum;
        free.run();
        if (failure == null) {
            ended.done(rowsRead, sum);
        } else {
            ended.failed(failure);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
        if (completion != null) {
            completion.failed(cause);
        }
    }
}
