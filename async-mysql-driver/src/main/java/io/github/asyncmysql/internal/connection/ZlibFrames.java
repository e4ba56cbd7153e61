package io.github.asyncmysql.internal.connection;

import io.netty.buffer.ByteBuf;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Zlib, as the JDK has it.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1950">RFC 1950, ZLIB</a>
 */
final class ZlibFrames implements FrameCodec {

    private static final int CHUNK = 8 << 10;
    private static final int METHOD_MASK = 0x0f;
    private static final int Z_DEFLATED = 8;
    private static final int CHECK = 31;

    private final Deflater deflater = new Deflater();
    private final Inflater inflater = new Inflater();
    private final byte[] chunk = new byte[CHUNK];

    @Override
    public boolean compress(ByteBuf in, int from, int length, ByteBuf out) {
        int start = out.writerIndex();
        deflater.reset();
        deflater.setInput(in.nioBuffer(from, length));
        deflater.finish();
        while (!deflater.finished()) {
            out.writeBytes(chunk, 0, deflater.deflate(chunk));
            if (out.writerIndex() - start >= length) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void inflate(ByteBuf in, int from, int length, ByteBuf out) throws DataFormatException {
        inflater.reset();
        inflater.setInput(in.nioBuffer(from, length));
        int count = 1;
        while (!inflater.finished() && count > 0) {
            count = inflater.inflate(chunk);
            if (count > out.maxWritableBytes()) {
                throw new DataFormatException("longer than announced");
            }
            out.writeBytes(chunk, 0, count);
        }
        if (!inflater.finished() || inflater.getRemaining() > 0) {
            throw new DataFormatException("does not end with the frame");
        }
    }

    @Override
    public boolean mayBegin(int firstTwoBytes) {
        return (firstTwoBytes >> 8 & METHOD_MASK) == Z_DEFLATED && firstTwoBytes % CHECK == 0;
    }

    @Override
    public void close() {
        deflater.end();
        inflater.end();
    }
}
