package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.wire.PacketWriter;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;

/**
 * Puts packets into compressed frames. Each request begins with frame 0, whatever is on its way already; the packets by which
 * a request goes on after the server has spoken continue the numbers of that dialogue.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_compression.html">Compression</a>
 */
final class RequestFrames {

    static final int FRAME_HEADER = 7;

    /** Shorter frames are stored as they are, as servers and other clients do. */
    static final int MIN_COMPRESSED = 50;

    static final int PACKET_HEADER = 4;
    private static final int COM_QUIT = 0x01;
    private static final int COM_STMT_SEND_LONG_DATA = 0x18;
    private static final int COM_STMT_CLOSE = 0x19;

    private final FrameCodec codec;
    private final ArrayDeque<Integer> answers = new ArrayDeque<>();
    private final BooleanSupplier uploading;
    private int dialogueSequence;

    /**
     * @param codec what content is compressed with
     * @param uploading whether what is written belongs to an upload that the server has asked for
     */
    RequestFrames(FrameCodec codec, BooleanSupplier uploading) {
        this.codec = codec;
        this.uploading = uploading;
    }

    /**
     * The number that the frame must have which has come: each answer begins behind the frames of its request.
     *
     * @param awaited how many requests are not completely answered
     */
    int received(int awaited) {
        if (beginsAnswer(awaited)) {
            dialogueSequence = answers.remove();
        }
        int due = dialogueSequence;
        dialogueSequence = due + 1 & 0xff;
        return due;
    }

    /**
     * Whether the frame that is due is the first of an answer.
     *
     * @param awaited how many requests are not completely answered
     */
    boolean beginsAnswer(int awaited) {
        // Were the answer before it not complete, it would be one of those that are awaited.
        return !answers.isEmpty() && awaited <= answers.size();
    }

    /** Takes all of {@code in}, whole packets one behind the other, and writes it to {@code out} in frames. */
    void write(ByteBuf in, ByteBuf out) {
        while (in.isReadable()) {
            int start = in.readerIndex();
            int end = endOfPacket(in, start);
            // The numbers of packets, of which long uploads have many, begin again behind 255.
            boolean request = !uploading.getAsBoolean() && in.getByte(start + PACKET_HEADER - 1) == 0;
            int sequence = request ? 0 : dialogueSequence;
            for (int from = start; from < end; from += PacketWriter.MAX_CHUNK) {
                frame(in, from, Math.min(PacketWriter.MAX_CHUNK, end - from), sequence++, out);
            }
            in.readerIndex(end);
            if (!request) {
                dialogueSequence = sequence & 0xff;
            } else if (isAnswered(in.getByte(start + PACKET_HEADER))) {
                answers.add(sequence & 0xff);
            }
        }
    }

    // A payload of 2^24-1 bytes goes on in the packet behind it.
    private static int endOfPacket(ByteBuf in, int start) {
        int at = start;
        int length = PacketWriter.MAX_CHUNK;
        while (length == PacketWriter.MAX_CHUNK) {
            length = in.getUnsignedMediumLE(at);
            at += PACKET_HEADER + length;
        }
        return at;
    }

    private static boolean isAnswered(int command) {
        return switch (command) {
            case COM_QUIT, COM_STMT_SEND_LONG_DATA, COM_STMT_CLOSE -> false;
            default -> true;
        };
    }

    private void frame(ByteBuf in, int from, int length, int sequence, ByteBuf out) {
        int header = out.writerIndex();
        out.writeZero(FRAME_HEADER);
        boolean compressed = length >= MIN_COMPRESSED && codec.compress(in, from, length, out);
        if (!compressed) {
            out.writerIndex(header + FRAME_HEADER);
            out.writeBytes(in, from, length);
        }
        out.setMediumLE(header, out.writerIndex() - header - FRAME_HEADER);
        out.setByte(header + 3, sequence);
        out.setMediumLE(header + 4, compressed ? length : 0);
    }
}
