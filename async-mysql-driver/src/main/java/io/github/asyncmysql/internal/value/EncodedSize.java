package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.internal.wire.Utf8;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes parameters need, so that statements can be cut to what the server accepts before they are written.
 *
 * <p>Thread-safe.
 */
public final class EncodedSize {

    /** Numbers and points in time have at most 13 bytes. */
    private static final int FIXED = 13;

    private static final int MAX_LENGTH_BYTES = 9;
    private static final int NULL_BIT_AND_TYPE = 3;

    private EncodedSize() {}

    /**
     * The bytes of these values, their types and their part of the bitmap; a few too many perhaps, never too few.
     *
     * @param params have passed {@link ParamEncoder#check}
     */
    public static long of(@Nullable Object[] params) {
        long size = (long) NULL_BIT_AND_TYPE * params.length;
        for (Object value : params) {
            size += of(value);
        }
        return size;
    }

    private static long of(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof String text) {
            return lengthEncoded(Utf8.encodedLength(text));
        }
        if (value instanceof byte[] bytes) {
            return lengthEncoded(bytes.length);
        }
        if (value instanceof ByteBuffer buffer) {
            return lengthEncoded(buffer.remaining());
        }
        if (value instanceof float[] floats) {
            return lengthEncoded((long) floats.length * Float.BYTES);
        }
        if (value instanceof Enum<?> constant) {
            return lengthEncoded(Utf8.encodedLength(constant.name()));
        }
        if (value instanceof BigDecimal decimal) {
            // Written out it may have as many zeros as its scale says, up to a limit of the encoder.
            return MAX_LENGTH_BYTES
                    + Math.max(decimal.toString().length(), decimal.precision() + 3L + plainZeros(decimal));
        }
        if (value instanceof BigInteger integer) {
            return MAX_LENGTH_BYTES + integer.bitLength() / 3L + 2;
        }
        if (value instanceof UUID) {
            return lengthEncoded(36);
        }
        return value instanceof Optional<?> optional ? of(optional.orElse(null)) : FIXED;
    }

    private static long plainZeros(BigDecimal decimal) {
        long scale = Math.abs((long) decimal.scale());
        return scale <= ParamEncoder.MAX_PLAIN_DIGITS ? scale : 0;
    }

    private static long lengthEncoded(long length) {
        return length + (length < 0xfb ? 1 : length <= 0xffff ? 3 : length <= 0xffffff ? 4 : MAX_LENGTH_BYTES);
    }
}
