package io.github.asyncmysql.internal.connection;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/**
 * Zstandard, by the optional library zstd-jni. Not loaded unless it is wanted.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8878#section-3.1.1">RFC 8878, frames of Zstandard</a>
 */
final class ZstdFrames implements FrameCodec {

    private static final int CHUNK = 8 << 10;
    private static final int MAGIC_START = 0x28b5;
    private static final int MAGIC_BYTES = 4;
    private static final int SINGLE_SEGMENT = 1 << 5;
    /** Of the exponent of a window's size, above 1 KiB. */
    private static final int EXPONENT_SHIFT = 3;

    /** 16 MiB, which is as long as a frame of the protocol can be. Otherwise a few bytes would claim much native memory. */
    private static final int MAX_WINDOW_EXPONENT = 14;

    private final ZstdCompressCtx compressor;
    private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
    private final ByteBuffer source = ByteBuffer.allocateDirect(CHUNK);
    private final ByteBuffer target = ByteBuffer.allocateDirect(CHUNK);

    /** @param level of compression, 1 (fast) to 22 (small) */
    ZstdFrames(int level) {
        compressor = new ZstdCompressCtx().setLevel(level);
    }

    @Override
    public boolean compress(ByteBuf in, int from, int length, ByteBuf out) {
        byte[] plain = new byte[length];
        in.getBytes(from, plain);
        byte[] compressed = compressor.compress(plain);
        if (compressed.length >= length) {
            return false;
        }
        out.writeBytes(compressed);
        return true;
    }

    @Override
    public void inflate(ByteBuf in, int from, int length, ByteBuf out) throws DataFormatException {
        checkWindow(in, from, length, out.maxWritableBytes());
        int at = from;
        int end = from + length;
        boolean finished = false;
        try {
            decompressor.reset();
            while (!finished && at < end) {
                int count = Math.min(CHUNK, end - at);
                source.clear().limit(count);
                in.getBytes(at, source);
                source.flip();
                finished = inflate(out);
                at += count - source.remaining();
            }
        } catch (ZstdException e) {
            DataFormatException damaged = new DataFormatException(e.getMessage());
            damaged.initCause(e);
            throw damaged;
        }
        if (!finished || at < end) {
            throw new DataFormatException("does not end with the frame");
        }
    }

    /** Reads what is in the source as far as that goes; whether the content has come to its end. */
    private boolean inflate(ByteBuf out) throws DataFormatException {
        boolean finished = false;
        boolean more = true;
        while (more && !finished) {
            int before = source.remaining();
            target.clear();
            finished = decompressor.decompressDirectByteBufferStream(target, source);
            target.flip();
            more = target.hasRemaining() || source.remaining() < before;
            if (target.remaining() > out.maxWritableBytes()) {
                throw new DataFormatException("longer than announced");
            }
            out.writeBytes(target);
        }
        return finished;
    }

    // The library takes memory for what was announced here before it has seen any of it.
    private static void checkWindow(ByteBuf in, int from, int length, int announced) throws DataFormatException {
        if (length < MAGIC_BYTES + 2) {
            throw new DataFormatException("too short");
        }
        int descriptor = in.getUnsignedByte(from + MAGIC_BYTES);
        int window = in.getUnsignedByte(from + MAGIC_BYTES + 1);
        if ((descriptor & SINGLE_SEGMENT) != 0) {
            if (contentSize(in, from + MAGIC_BYTES + 1, length - MAGIC_BYTES - 1, descriptor >> 6) != announced) {
                throw new DataFormatException("of another length than announced");
            }
        } else if (window >> EXPONENT_SHIFT > MAX_WINDOW_EXPONENT) {
            throw new DataFormatException("needs too much memory");
        }
    }

    /** The length in the header of a single segment, in 1, 2, 4 or 8 bytes; -1 if they are not all there. */
    private static long contentSize(ByteBuf in, int at, int left, int flag) {
        int bytes = 1 << flag;
        if (left < bytes) {
            return -1;
        }
        return switch (bytes) {
            case 1 -> in.getUnsignedByte(at);
            // One byte is enough for the first 256.
            case 2 -> in.getUnsignedShortLE(at) + 256L;
            case 4 -> in.getUnsignedIntLE(at);
            default -> in.getLongLE(at);
        };
    }

    @Override
    public boolean mayBegin(int firstTwoBytes) {
        return firstTwoBytes == MAGIC_START;
    }

    @Override
    public void close() {
        compressor.close();
        decompressor.close();
    }
}
