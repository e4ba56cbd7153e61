package io.github.asyncmysql.internal.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * Numbers as they lie in binary rows, and bit fields, which are the same in both kinds of row.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html">Binary values</a>
 */
final class BinaryValues {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_BIT_BYTES = 8;

    private BinaryValues() {}

    /** The value of one of the integer kinds; negative for the upper half of UINT64. */
    static long integer(byte[] array, int offset, FieldKind kind) {
        return switch (kind) {
            case INT8 -> array[offset];
            case UINT8 -> array[offset] & 0xff;
            case INT16 -> (short) SHORT.get(array, offset);
            case UINT16, YEAR -> int2(array, offset);
            case INT32 -> int4(array, offset);
            case UINT32 -> int4(array, offset) & 0xffffffffL;
            case INT64, UINT64 -> (long) LONG.get(array, offset);
            default -> throw ConversionException.wrongType();
        };
    }

    static int int2(byte[] array, int offset) {
        return (short) SHORT.get(array, offset) & 0xffff;
    }

    static int int4(byte[] array, int offset) {
        return (int) INT.get(array, offset);
    }

    static float float4(byte[] array, int offset) {
        return Float.intBitsToFloat((int) INT.get(array, offset));
    }

    static double float8(byte[] array, int offset) {
        return Double.longBitsToDouble((long) LONG.get(array, offset));
    }

    /** The value of a bit field, whose bytes come with the most significant first; unsigned. */
    static long bits(byte[] array, int offset, int length) {
        if (length == 0 || length > MAX_BIT_BYTES) {
            throw new ConversionException("it is not a bit field of 1 to 64 bits");
        }
        long value = 0;
        for (int i = offset; i < offset + length; i++) {
            value = value << 8 | array[i] & 0xff;
        }
        return value;
    }

    static BitSet bitSet(long bits) {
        return BitSet.valueOf(new long[] {bits});
    }

    /** The elements of a VECTOR. */
    static float[] floats(byte[] array, int offset, int length) {
        if (length % Float.BYTES != 0) {
            throw new ConversionException("its length is not that of a vector");
        }
        float[] values = new float[length / Float.BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = float4(array, offset + i * Float.BYTES);
        }
        return values;
    }
}
