package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads one field of a bound row, which is not NULL, as a Java value. Text and binary rows give equal values.
 *
 * <p>A FLOAT in a text row has only the digits that the server prints, at most six; in a binary row it is exact.
 *
 * <p>Confined to the thread that owns the row.
 */
final class FieldValues {

    private static final int FLAG_ZEROFILL = 1 << 6;
    private static final int UUID_LENGTH = 36;
    private static final double LONG_LIMIT = 0x1p63;

    private FieldValues() {}

    static long longValue(WireRow row, int index) {
        byte[] array = row.array();
        int offset = row.offset(index);
        FieldKind kind = row.kind(index);
        switch (kind) {
            case FLOAT, DOUBLE:
                return doubleToLong(doubleValue(row, index));
            case BIT:
                return checkSign(BinaryValues.bits(array, offset, row.length(index)));
            case DECIMAL, TEXT, BYTES, OPAQUE:
                return TextValues.parseLong(array, offset, row.length(index));
            case DATE, DATE_TIME, TIME:
                throw ConversionException.wrongType();
            default:
                if (!row.isBinary()) {
                    return TextValues.parseLong(array, offset, row.length(index));
                }
                long value = BinaryValues.integer(array, offset, kind);
                return kind == FieldKind.UINT64 ? checkSign(value) : value;
        }
    }

    private static long checkSign(long unsigned) {
        if (unsigned < 0) {
            throw ConversionException.doesNotFit();
        }
        return unsigned;
    }

    private static long doubleToLong(double value) {
        if (value < -LONG_LIMIT || value >= LONG_LIMIT) {
            throw ConversionException.doesNotFit();
        }
        if (value != Math.rint(value)) {
            throw ConversionException.fraction();
        }
        return (long) value;
    }

    static int toInt(long value) {
        if (value != (int) value) {
            throw ConversionException.doesNotFit();
        }
        return (int) value;
    }

    static boolean toBoolean(long value) {
        if (value != 0 && value != 1) {
            throw new ConversionException("it is neither 0 nor 1");
        }
        return value == 1;
    }

    /** Decimals become the nearest double, as everywhere; whole numbers that no double equals do not. */
    static double doubleValue(WireRow row, int index) {
        int offset = row.offset(index);
        switch (row.kind(index)) {
            case DOUBLE:
                return row.isBinary()
                        ? checkFinite(BinaryValues.float8(row.array(), offset))
                        : TextValues.parseDouble(row.array(), offset, row.length(index));
            case FLOAT:
                return floatValue(row, index);
            case DECIMAL, TEXT, BYTES, OPAQUE:
                return TextValues.parseDouble(row.array(), offset, row.length(index));
            case UINT64, BIT:
                BigInteger unsigned = bigInteger(row, index);
                double nearest = unsigned.doubleValue();
                if (!new BigDecimal(nearest).toBigInteger().equals(unsigned)) {
                    throw ConversionException.doesNotFit();
                }
                return nearest;
            default:
                long value = longValue(row, index);
                double result = value;
                // (long) turns 2^63 into Long.MAX_VALUE, which would look equal.
                if ((long) result != value || value == Long.MAX_VALUE) {
                    throw ConversionException.doesNotFit();
                }
                return result;
        }
    }

    private static double checkFinite(double value) {
        if (!Double.isFinite(value)) {
            throw ConversionException.noNumber();
        }
        return value;
    }

    static float floatValue(WireRow row, int index) {
        int offset = row.offset(index);
        switch (row.kind(index)) {
            case FLOAT:
                return row.isBinary()
                        ? (float) checkFinite(BinaryValues.float4(row.array(), offset))
                        : TextValues.parseFloat(row.array(), offset, row.length(index));
            case DECIMAL, TEXT, BYTES, OPAQUE:
                return TextValues.parseFloat(row.array(), offset, row.length(index));
            default:
                double value = doubleValue(row, index);
                float result = (float) value;
                if (result != value) {
                    throw ConversionException.doesNotFit();
                }
                return result;
        }
    }

    static BigDecimal decimal(WireRow row, int index) {
        return switch (row.kind(index)) {
            case FLOAT -> new BigDecimal(Float.toString(floatValue(row, index)));
            case DOUBLE -> BigDecimal.valueOf(doubleValue(row, index));
            case DECIMAL, TEXT, BYTES, OPAQUE ->
                TextValues.parseDecimal(row.array(), row.offset(index), row.length(index));
            default -> new BigDecimal(bigInteger(row, index));
        };
    }

    static BigInteger bigInteger(WireRow row, int index) {
        return switch (row.kind(index)) {
            // Not by way of the shortest decimal, which need not be the number that it stands for.
            case FLOAT, DOUBLE -> TextValues.decimalToInteger(new BigDecimal(doubleValue(row, index)));
            case DECIMAL, TEXT, BYTES, OPAQUE -> TextValues.decimalToInteger(decimal(row, index));
            case UINT64 ->
                row.isBinary()
                        ? unsigned(BinaryValues.integer(row.array(), row.offset(index), FieldKind.UINT64))
                        : TextValues.decimalToInteger(
                                TextValues.parseDecimal(row.array(), row.offset(index), row.length(index)));
            case BIT -> unsigned(BinaryValues.bits(row.array(), row.offset(index), row.length(index)));
            default -> BigInteger.valueOf(longValue(row, index));
        };
    }

    private static BigInteger unsigned(long value) {
        return value >= 0
                ? BigInteger.valueOf(value)
                : BigInteger.valueOf(value).add(BigInteger.ONE.shiftLeft(64));
    }

    static String string(WireRow row, int index) {
        FieldKind kind = row.kind(index);
        return switch (kind) {
            case FLOAT -> Float.toString(floatValue(row, index));
            case DOUBLE -> Double.toString(doubleValue(row, index));
            case BIT -> Long.toUnsignedString(BinaryValues.bits(row.array(), row.offset(index), row.length(index)));
            case TEXT -> TextValues.text(row, index);
            case DECIMAL, BYTES, OPAQUE -> TextValues.utf8(row.array(), row.offset(index), row.length(index));
            default ->
                row.isBinary()
                        ? binaryToString(row, index)
                        : TextValues.utf8(row.array(), row.offset(index), row.length(index));
        };
    }

    /** What a text row would hold. */
    private static String binaryToString(WireRow row, int index) {
        ColumnDefinition column = row.descriptor().column(index);
        FieldKind kind = row.kind(index);
        return switch (kind) {
            case DATE -> TemporalValues.formatDate(date(row, index), false, 0);
            case DATE_TIME -> TemporalValues.formatDate(date(row, index), true, column.decimals());
            case TIME -> TemporalValues.formatTime(time(row, index), column.decimals());
            default -> {
                long value = BinaryValues.integer(row.array(), row.offset(index), kind);
                boolean unsigned = column.isUnsigned() || kind == FieldKind.YEAR;
                String digits = unsigned ? Long.toUnsignedString(value) : Long.toString(value);
                // Only columns without sign are filled with zeros, whatever a server may say.
                if ((column.flags() & FLAG_ZEROFILL) != 0 && (unsigned || value >= 0)) {
                    long width = Math.min(column.length(), TextValues.MAX_ZEROFILL);
                    yield "0".repeat((int) Math.max(0, width - digits.length())) + digits;
                }
                yield digits;
            }
        };
    }

    /** Strings and bit fields as they came, everything else as its text. */
    static byte[] bytes(WireRow row, int index) {
        FieldKind kind = row.kind(index);
        if (kind.isString() || kind == FieldKind.DECIMAL || kind == FieldKind.BIT) {
            int offset = row.offset(index);
            return Arrays.copyOfRange(row.array(), offset, offset + row.length(index));
        }
        return string(row, index).getBytes(StandardCharsets.UTF_8);
    }

    /** The packed date, by the settings made into one that Java knows; {@code NULL_DATE} if it shall be null. */
    private static long knownDate(WireRow row, int index) {
        return TemporalValues.known(date(row, index), row.settings().zeroDates());
    }

    private static long date(WireRow row, int index) {
        FieldKind kind = row.kind(index);
        int offset = row.offset(index);
        if (kind == FieldKind.DATE || kind == FieldKind.DATE_TIME) {
            return row.isBinary()
                    ? TemporalValues.dateFromBinary(row.array(), offset, row.length(index))
                    : TemporalValues.dateFromText(row.array(), offset, row.length(index));
        }
        if (kind.isString()) {
            return TemporalValues.dateFromText(row.array(), offset, row.length(index));
        }
        throw ConversionException.wrongType();
    }

    private static long time(WireRow row, int index) {
        FieldKind kind = row.kind(index);
        int offset = row.offset(index);
        if (kind == FieldKind.TIME && row.isBinary()) {
            return TemporalValues.timeFromBinary(row.array(), offset, row.length(index));
        }
        if (kind == FieldKind.TIME || kind.isString()) {
            return TemporalValues.timeFromText(row.array(), offset, row.length(index));
        }
        throw ConversionException.wrongType();
    }

    static @Nullable LocalDate localDate(WireRow row, int index) {
        long packed = knownDate(row, index);
        return packed == TemporalValues.NULL_DATE ? null : TemporalValues.toLocalDate(packed);
    }

    static @Nullable LocalDateTime localDateTime(WireRow row, int index) {
        long packed = knownDate(row, index);
        return packed == TemporalValues.NULL_DATE ? null : TemporalValues.toLocalDateTime(packed);
    }

    static LocalTime localTime(WireRow row, int index) {
        return TemporalValues.toLocalTime(time(row, index));
    }

    static Duration duration(WireRow row, int index) {
        return TemporalValues.toDuration(time(row, index));
    }

    static @Nullable Instant instant(WireRow row, int index) {
        ZonedDateTime value = zonedDateTime(row, index);
        return value == null ? null : value.toInstant();
    }

    static @Nullable ZonedDateTime zonedDateTime(WireRow row, int index) {
        if (row.kind(index) == FieldKind.DATE) {
            throw ConversionException.wrongType();
        }
        ZoneId zone = row.descriptor().zone();
        if (zone == null) {
            throw new ConversionException("the session's time zone is not known; set session-time-zone");
        }
        LocalDateTime local = localDateTime(row, index);
        return local == null ? null : TemporalValues.toZoned(local, zone);
    }

    static Year year(WireRow row, int index) {
        long value = longValue(row, index);
        if (value < 0 || value > 9999) {
            throw ConversionException.doesNotFit();
        }
        return Year.of((int) value);
    }

    static BitSet bitSet(WireRow row, int index) {
        if (row.kind(index) != FieldKind.BIT) {
            throw ConversionException.wrongType();
        }
        return BinaryValues.bitSet(BinaryValues.bits(row.array(), row.offset(index), row.length(index)));
    }

    static float[] floats(WireRow row, int index) {
        if (row.kind(index) != FieldKind.BYTES) {
            throw ConversionException.wrongType();
        }
        return BinaryValues.floats(row.array(), row.offset(index), row.length(index));
    }

    /** From 16 bytes, or from text with its hyphens. */
    static UUID uuid(WireRow row, int index) {
        FieldKind kind = row.kind(index);
        int offset = row.offset(index);
        int length = row.length(index);
        if (!kind.isString()) {
            throw ConversionException.wrongType();
        }
        if (length == 2 * Long.BYTES && kind == FieldKind.BYTES) {
            return new UUID(
                    BinaryValues.bits(row.array(), offset, Long.BYTES),
                    BinaryValues.bits(row.array(), offset + Long.BYTES, Long.BYTES));
        }
        String text = length == UUID_LENGTH ? TextValues.utf8(row.array(), offset, length) : "";
        try {
            UUID uuid = UUID.fromString(text);
            if (uuid.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            throw noUuid();
        }
        throw noUuid();
    }

    private static ConversionException noUuid() {
        return new ConversionException("it is not a UUID: neither 16 bytes nor 36 characters of text");
    }

    static Character character(WireRow row, int index) {
        String text = row.kind(index).isString() ? string(row, index) : "";
        if (text.length() != 1) {
            throw new ConversionException("it is not one character");
        }
        return text.charAt(0);
    }

    static Number number(WireRow row, int index) {
        return switch (row.kind(index)) {
            case YEAR -> (int) longValue(row, index);
            case BIT -> {
                BigInteger bits = bigInteger(row, index);
                yield bits.bitLength() < Long.SIZE ? (Number) bits.longValue() : bits;
            }
            case TEXT, BYTES, OPAQUE -> decimal(row, index);
            case DATE, DATE_TIME, TIME -> throw ConversionException.wrongType();
            default -> (Number) Objects.requireNonNull(natural(row, index));
        };
    }

    /** See {@link io.github.asyncmysql.Row#get(int)}. */
    static @Nullable Object natural(WireRow row, int index) {
        return switch (row.kind(index)) {
            case INT8, UINT8, INT16, UINT16, INT32 -> toInt(longValue(row, index));
            case UINT32, INT64 -> longValue(row, index);
            case UINT64 -> bigInteger(row, index);
            case YEAR -> year(row, index);
            case FLOAT -> floatValue(row, index);
            case DOUBLE -> doubleValue(row, index);
            case DECIMAL -> decimal(row, index);
            case BIT ->
                row.descriptor().column(index).length() == 1
                        ? toBoolean(longValue(row, index))
                        : (Object) bitSet(row, index);
            case DATE -> localDate(row, index);
            case DATE_TIME -> localDateTime(row, index);
            case TIME -> duration(row, index);
            case TEXT -> string(row, index);
            case BYTES ->
                row.descriptor().column(index).type() == ColumnType.VECTOR ? floats(row, index) : bytes(row, index);
            case OPAQUE -> bytes(row, index);
        };
    }
}
