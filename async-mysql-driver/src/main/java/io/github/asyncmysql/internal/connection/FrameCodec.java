package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.Compression;
import io.github.asyncmysql.MySqlConfig;
import io.netty.buffer.ByteBuf;
import java.util.zip.DataFormatException;

/**
 * One algorithm of the compressed protocol: what the content of a frame is made by and read with.
 *
 * <p>Confined to the event loop.
 */
interface FrameCodec extends AutoCloseable {

    /**
     * Compresses a part of {@code in} behind what is in {@code out} already.
     *
     * @return whether it has become shorter; if not, what was written is to be taken back
     */
    boolean compress(ByteBuf in, int from, int length, ByteBuf out);

    /**
     * Reads content into {@code out}, which takes as much as the frame has announced.
     *
     * @throws DataFormatException if the content is damaged, goes on behind its end, or is longer
     */
    void inflate(ByteBuf in, int from, int length, ByteBuf out) throws DataFormatException;

    /** Whether content may begin with these two bytes. */
    boolean mayBegin(int firstTwoBytes);

    /** Frees native memory. May be called more than once. */
    @Override
    void close();

    /** The algorithm that was agreed on. */
    static FrameCodec of(MySqlConfig config) {
        return config.compression() == Compression.ZSTD ? new ZstdFrames(config.compressionLevel()) : new ZlibFrames();
    }

    /**
     * Finds out whether the algorithm that the settings name is there.
     *
     * @throws IllegalArgumentException if not
     */
    static void check(MySqlConfig config) {
        if (config.compression() != Compression.ZSTD) {
            return;
        }
        try {
            of(config).close();
        } catch (LinkageError e) {
            throw new IllegalArgumentException(
                    "compression: zstd needs com.github.luben:zstd-jni on the class path, for this platform", e);
        }
    }
}
