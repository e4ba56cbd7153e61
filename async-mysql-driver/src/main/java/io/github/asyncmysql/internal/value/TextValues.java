package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.internal.wire.ColumnDefinition;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Numbers and strings as text. Only ASCII digits count, lengths are limited before anything is computed from them, and the
 * usual cases are read from the bytes without an object in between.
 *
 * <p>Thread-safe.
 */
final class TextValues {

    /** DECIMAL has at most 65 digits; the rest is room for numbers in strings. */
    static final int MAX_DECIMAL_LENGTH = 128;

    // DOUBLE(255,30) writes out its zeros.
    private static final int MAX_DOUBLE_LENGTH = 400;
    /** INT(255) ZEROFILL writes out its zeros too. */
    static final int MAX_ZEROFILL = 255;

    private static final int MAX_EXPONENT_DIGITS = 4;
    private static final int SAFE_LONG_DIGITS = 18;
    private static final int EXPONENT_BIAS = 64;
    private static final long NOT_SIMPLE = -1;

    /** The powers of ten that a double holds exactly. */
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private static final int MAX_FLOAT_POWER = 10;
    private static final long MAX_DOUBLE_MANTISSA = 1L << 53;
    private static final long MAX_FLOAT_MANTISSA = 1L << 24;

    private TextValues() {}

    static long parseLong(byte[] array, int offset, int length) {
        int end = offset + length;
        int at = offset;
        boolean negative = length > 0 && array[offset] == '-';
        if (negative) {
            at++;
        }
        int digits = end - at;
        if (digits == 0 || digits > SAFE_LONG_DIGITS) {
            return decimalToLong(parseDecimal(array, offset, length));
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = array[at] - '0';
            if (digit < 0 || digit > 9) {
                return decimalToLong(parseDecimal(array, offset, length));
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    static long decimalToLong(BigDecimal value) {
        return integerToLong(decimalToInteger(value));
    }

    static long integerToLong(BigInteger value) {
        if (value.bitLength() > 63) {
            throw ConversionException.doesNotFit();
        }
        return value.longValue();
    }

    static BigInteger decimalToInteger(BigDecimal value) {
        try {
            return value.toBigIntegerExact();
        } catch (ArithmeticException e) {
            throw ConversionException.fraction();
        }
    }

    static double parseDouble(byte[] array, int offset, int length) {
        long scanned = scan(array, offset, length, MAX_DOUBLE_LENGTH);
        double value;
        if (scanned == NOT_SIMPLE) {
            value = Double.parseDouble(ascii(array, offset, length));
            if (Double.isInfinite(value)) {
                throw ConversionException.doesNotFit();
            }
            return value;
        }
        // Both operands are exact, so that the result is rounded once, and that correctly.
        int exponent = exponent(scanned);
        value = exponent < 0 ? mantissa(scanned) / POWERS[-exponent] : mantissa(scanned) * POWERS[exponent];
        return array[offset] == '-' ? -value : value;
    }

    static float parseFloat(byte[] array, int offset, int length) {
        long scanned = scan(array, offset, length, MAX_DOUBLE_LENGTH);
        float value;
        if (scanned == NOT_SIMPLE
                || mantissa(scanned) > MAX_FLOAT_MANTISSA
                || Math.abs(exponent(scanned)) > MAX_FLOAT_POWER) {
            value = Float.parseFloat(ascii(array, offset, length));
            if (Float.isInfinite(value)) {
                throw ConversionException.doesNotFit();
            }
            return value;
        }
        int exponent = exponent(scanned);
        value = exponent < 0
                ? mantissa(scanned) / (float) POWERS[-exponent]
                : mantissa(scanned) * (float) POWERS[exponent];
        return array[offset] == '-' ? -value : value;
    }

    static BigDecimal parseDecimal(byte[] array, int offset, int length) {
        long scanned = scan(array, offset, length, MAX_DECIMAL_LENGTH);
        if (scanned == NOT_SIMPLE) {
            return new BigDecimal(ascii(array, offset, length));
        }
        long mantissa = mantissa(scanned);
        return BigDecimal.valueOf(array[offset] == '-' ? -mantissa : mantissa, -exponent(scanned));
    }

    private static long mantissa(long scanned) {
        return scanned >>> 8;
    }

    private static int exponent(long scanned) {
        return (int) (scanned & 0xff) - EXPONENT_BIAS;
    }

    /**
     * Checks that the text is a number: {@code [+-] digits [. digits] [e [+-] digits]}.
     *
     * @return digits and decimal exponent in one if both are small enough for exact arithmetic, else NOT_SIMPLE
     */
    private static long scan(byte[] array, int offset, int length, int maxLength) {
        int end = offset + length;
        int at = offset;
        if (at < end && (array[at] == '-' || array[at] == '+')) {
            at++;
        }
        int firstDigit = at;
        while (at < end && array[at] == '0' && at - firstDigit < MAX_ZEROFILL) {
            at++;
        }
        boolean zeros = at > firstDigit;
        if (end - at > maxLength) {
            throw new ConversionException("it is longer than any number");
        }
        long mantissa = 0;
        int digits = 0;
        int point = -1;
        for (; at < end; at++) {
            int digit = array[at] - '0';
            if (digit >= 0 && digit <= 9) {
                digits++;
                mantissa = digits <= SAFE_LONG_DIGITS ? mantissa * 10 + digit : Long.MAX_VALUE;
            } else if (array[at] == '.' && point < 0) {
                point = digits;
            } else {
                break;
            }
        }
        if (digits == 0 && !zeros) {
            throw ConversionException.noNumber();
        }
        int exponent = at < end ? scanExponent(array, at, end) : 0;
        exponent -= point < 0 ? 0 : digits - point;
        if (mantissa > MAX_DOUBLE_MANTISSA || Math.abs(exponent) >= POWERS.length) {
            return NOT_SIMPLE;
        }
        return mantissa << 8 | exponent + EXPONENT_BIAS;
    }

    private static int scanExponent(byte[] array, int start, int end) {
        int at = start + 1;
        boolean negative = at < end && array[at] == '-';
        if (negative || at < end && array[at] == '+') {
            at++;
        }
        if ((array[start] | 0x20) != 'e' || at == end) {
            throw ConversionException.noNumber();
        }
        int digits = end - at;
        int value = 0;
        for (; at < end; at++) {
            int digit = array[at] - '0';
            if (digit < 0 || digit > 9) {
                throw ConversionException.noNumber();
            }
            value = digits > MAX_EXPONENT_DIGITS ? 0 : value * 10 + digit;
        }
        if (digits > MAX_EXPONENT_DIGITS) {
            throw ConversionException.doesNotFit();
        }
        return negative ? -value : value;
    }

    private static String ascii(byte[] array, int offset, int length) {
        return new String(array, offset, length, StandardCharsets.ISO_8859_1);
    }

    /** The text of a column, which is UTF-8 unless the server says that it is not. */
    static String text(WireRow row, int index) {
        if (row.descriptor().hasForeignText()) {
            checkCharset(row, index);
        }
        return utf8(row.array(), row.offset(index), row.length(index));
    }

    // Bytes of another character set may be valid UTF-8 by accident, and would be read as other characters.
    private static void checkCharset(WireRow row, int index) {
        ColumnDefinition column = row.descriptor().column(index);
        boolean readable = !column.isForeignText() || !column.isWideText();
        int end = row.offset(index) + row.length(index);
        for (int i = row.offset(index); i < end && readable && column.isForeignText(); i++) {
            readable = row.array()[i] >= 0;
        }
        if (!readable) {
            throw new ConversionException("its character set is not UTF-8; its bytes can be read");
        }
    }

    /** UTF-8 to a string; malformed bytes fail instead of being replaced. */
    static String utf8(byte[] array, int offset, int length) {
        String text = new String(array, offset, length, StandardCharsets.UTF_8);
        // The decoder puts U+FFFD for malformed bytes; only then is it worth finding out whether it was there before.
        if (text.indexOf('\uFFFD') >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(array, offset, length));
            } catch (CharacterCodingException e) {
                throw new ConversionException("its bytes are not valid UTF-8");
            }
        }
        return text;
    }
}
