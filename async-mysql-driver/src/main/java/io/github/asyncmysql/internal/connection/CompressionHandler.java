package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/**
 * Compresses and decompresses the traffic of a session, between the socket, or TLS, and the {@link ConnectionHandler}.
 *
 * <p>A frame is handed on when all of it has come and its checksum is right. No more is inflated than it has announced, and
 * nothing at all while the receiver of rows wants no more. The numbers of frames are checked here; those of the packets
 * inside mean nothing, since servers count them by frames.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_compression.html">Compression</a>
 */
final class CompressionHandler extends ChannelDuplexHandler {

    private static final int FRAME_HEADER = RequestFrames.FRAME_HEADER;
    private static final int CHUNK = 8 << 10;
    private static final int CONTENT_START = 2;

    private final PacketFramer framer;
    private final DrainBudget drain;
    private final CommandQueue queue;
    private final RequestFrames requests;
    private final FrameCodec codec;
    private ByteBuf received = Unpooled.EMPTY_BUFFER;
    private boolean decoding;
    private boolean ended;

    private CompressionHandler(ConnectionHandler handler, CommandQueue queue, FrameCodec codec) {
        this.framer = handler.framer;
        this.drain = handler.drain;
        this.queue = queue;
        this.codec = codec;
        this.requests = new RequestFrames(codec, queue::isUploading);
    }

    /** Everything that the handler sends and receives from now on is compressed. */
    static void install(ChannelPipeline pipeline, ConnectionHandler handler, CommandQueue queue, FrameCodec codec) {
        handler.framer.ignoreSequence();
        pipeline.addBefore(pipeline.context(handler).name(), null, new CompressionHandler(handler, queue, codec));
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf packets)) {
            ctx.write(message, promise);
            return;
        }
        ByteBuf frames = ctx.alloc().directBuffer(packets.readableBytes() + FRAME_HEADER);
        try {
            requests.write(packets, frames);
        } catch (RuntimeException e) {
            frames.release();
            throw e;
        } finally {
            packets.release();
        }
        ctx.write(frames, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        if (ended) {
            bytes.release();
            return;
        }
        drain.arrived();
        append(ctx, bytes);
        decode(ctx);
    }

    private void append(ChannelHandlerContext ctx, ByteBuf bytes) {
        if (!received.isReadable()) {
            received.release();
            received = bytes;
            return;
        }
        int unread = received.readableBytes();
        int needed = unread + bytes.readableBytes();
        if (received.writableBytes() < bytes.readableBytes() || received.isReadOnly() || received.refCnt() > 1) {
            // Twice as much as is there, so that nothing is copied often.
            ByteBuf larger = ctx.alloc().buffer(Math.max(needed, 2 * unread));
            larger.writeBytes(received);
            received.release();
            received = larger;
        }
        received.writeBytes(bytes);
        bytes.release();
    }

    /** The receiver wants more: what has come already comes first. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (received.isReadable() && !decoding) {
            decode(ctx);
            ctx.fireChannelReadComplete();
        }
        ctx.read();
    }

    // Until the bytes, or the receiver's wish for more, come to an end.
    private void decode(ChannelHandlerContext ctx) {
        if (decoding) {
            return;
        }
        decoding = true;
        try {
            while (!ended && ctx.channel().config().isAutoRead() && decodeFrame(ctx)) {
                // the next one
            }
        } finally {
            decoding = false;
            if (!received.isReadable()) {
                received.release();
                received = Unpooled.EMPTY_BUFFER;
            }
        }
    }

    private boolean decodeFrame(ChannelHandlerContext ctx) {
        if (received.readableBytes() < FRAME_HEADER) {
            return false;
        }
        int start = received.readerIndex();
        int length = received.getUnsignedMediumLE(start);
        int plainLength = received.getUnsignedMediumLE(start + 4);
        if (length == 0) {
            throw new MySqlProtocolException("The server sent a compressed frame without content");
        }
        if (received.readableBytes() < FRAME_HEADER + length) {
            checkBeginning(start + FRAME_HEADER, plainLength);
            return false;
        }
        int sequence = received.getUnsignedByte(start + 3);
        received.skipBytes(FRAME_HEADER);
        ByteBuf plain = plainLength == 0 ? received.readRetainedSlice(length) : inflate(ctx, length, plainLength);
        try {
            checkSequence(sequence, plain);
        } catch (RuntimeException e) {
            plain.release();
            throw e;
        }
        ctx.fireChannelRead(plain);
        return true;
    }

    // A packet that was not put into a frame looks like the beginning of a longer one, which would be waited for in
    // vain.
    private void checkBeginning(int content, int plainLength) {
        int count = received.writerIndex() - content;
        if (plainLength > 0 && count >= CONTENT_START && !codec.mayBegin(received.getUnsignedShort(content))) {
            throw damaged(null);
        }
        // Packet 0 is a request. What is there in a packet without a frame is the upper half of its count of warnings.
        if (plainLength == 0
                && count >= RequestFrames.PACKET_HEADER
                && received.getByte(content + RequestFrames.PACKET_HEADER - 1) == 0
                && queue.awaited() > 0
                && requests.beginsAnswer(queue.awaited())) {
            throw new MySqlProtocolException(
                    "The server sent packet 0 where an answer begins; does it compress, as was agreed?");
        }
    }

    private ByteBuf inflate(ChannelHandlerContext ctx, int length, int plainLength) {
        ByteBuf plain = ctx.alloc().heapBuffer(Math.min(plainLength, CHUNK), plainLength);
        boolean right = false;
        try {
            codec.inflate(received, received.readerIndex(), length, plain);
            if (plain.readableBytes() != plainLength) {
                throw damaged(null);
            }
            received.skipBytes(length);
            right = true;
            return plain;
        } catch (DataFormatException e) {
            throw damaged(e);
        } finally {
            if (!right) {
                plain.release();
            }
        }
    }

    private static MySqlProtocolException damaged(@Nullable DataFormatException cause) {
        return new MySqlProtocolException(
                "The server sent a compressed frame that is not what it announced", Outcome.UNKNOWN, cause);
    }

    // Servers send an error out of sequence when they end a session, or before they have read all of a request.
    private void checkSequence(int sequence, ByteBuf plain) {
        int due = requests.received(queue.awaited());
        if (sequence != due && isError(plain)) {
            framer.errorOutOfSequence();
        } else if (sequence != due) {
            throw new MySqlProtocolException(
                    "The server sent compressed frame " + sequence + " where frame " + due + " was due");
        }
    }

    private static boolean isError(ByteBuf plain) {
        return plain.readableBytes() > RequestFrames.PACKET_HEADER
                && plain.getUnsignedByte(plain.readerIndex() + RequestFrames.PACKET_HEADER) == ErrorPacket.HEADER;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ended = true;
        received.release();
        received = Unpooled.EMPTY_BUFFER;
        codec.close();
    }
}
