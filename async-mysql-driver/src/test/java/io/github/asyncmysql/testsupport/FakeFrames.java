package io.github.asyncmysql.testsupport;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Frames of the compressed protocol, as plain bytes that a test may then spoil. Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_compression_packet.html">Compressed Packet</a>
 */
public final class FakeFrames {

    private static final int HEADER = 7;

    private FakeFrames() {}

    /** A frame whose content is compressed. */
    public static byte[] compressed(int sequence, byte[]... packets) {
        byte[] plain = FakePackets.concat(packets);
        return frame(sequence, plain.length, deflate(plain));
    }

    /** A frame whose content is stored as it is. */
    public static byte[] stored(int sequence, byte[]... packets) {
        return frame(sequence, 0, FakePackets.concat(packets));
    }

    /** A frame with that content, whatever it claims to be when inflated; 0 claims that it is stored. */
    public static byte[] frame(int sequence, int claimedLength, byte[] content) {
        return FakePackets.concat(
                FakePackets.int3(content.length),
                new byte[] {(byte) sequence},
                FakePackets.int3(claimedLength),
                content);
    }

    /** The content of a compressed frame. */
    public static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(plain);
            deflater.finish();
            byte[] all = new byte[plain.length + 64];
            int length = 0;
            while (!deflater.finished()) {
                if (length == all.length) {
                    all = Arrays.copyOf(all, 2 * length);
                }
                length += deflater.deflate(all, length, all.length - length);
            }
            return Arrays.copyOf(all, length);
        } finally {
            deflater.end();
        }
    }

    /** What a client has put into frames. Confined to one thread. */
    static final class Content extends InputStream {

        private final InputStream frames;
        private InputStream current = InputStream.nullInputStream();
        private int expectedSequence;

        Content(InputStream frames) {
            this.frames = frames;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int count = current.read(target, from, length);
            while (count < 0) {
                if (!nextFrame()) {
                    return -1;
                }
                count = current.read(target, from, length);
            }
            return count;
        }

        private boolean nextFrame() throws IOException {
            byte[] header = frames.readNBytes(HEADER);
            if (header.length == 0) {
                return false;
            }
            int length = int3(header, 0);
            byte[] content = frames.readNBytes(length);
            if (header.length < HEADER || content.length < length) {
                throw new EOFException("the client ended the connection within a frame");
            }
            int sequence = header[3] & 0xff;
            if (sequence != 0 && sequence != expectedSequence) {
                throw new AssertionError("frame " + sequence + " in place of " + expectedSequence);
            }
            expectedSequence = sequence + 1 & 0xff;
            int plainLength = int3(header, 4);
            current = new ByteArrayInputStream(plainLength == 0 ? content : inflate(content, plainLength));
            return true;
        }

        private static int int3(byte[] bytes, int at) {
            return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16;
        }

        private static byte[] inflate(byte[] content, int plainLength) {
            Inflater inflater = new Inflater();
            try {
                inflater.setInput(content);
                byte[] plain = new byte[plainLength];
                int length = inflater.inflate(plain);
                if (length != plainLength || !inflater.finished() && inflater.inflate(new byte[1]) > 0) {
                    throw new AssertionError("the client's frame is not what it announced");
                }
                return plain;
            } catch (DataFormatException e) {
                throw new AssertionError("the client's frame is damaged", e);
            } finally {
                inflater.end();
            }
        }
    }
}
