package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes parameters of prepared statements in the binary protocol. An {@link Optional} counts as what is in it. Times are
 * sent with microseconds; what is finer is cut, because no server keeps it.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_execute.html">COM_STMT_EXECUTE</a>
 */
public final class ParamEncoder {

    /** Added to the type of a parameter whose value is unsigned. */
    public static final int UNSIGNED = 0x8000;

    private static final int MAX_YEAR = 9999;
    static final int MAX_PLAIN_DIGITS = 100;

    // What is beyond has a year out of range in every zone; some of it LocalDateTime could not even hold.
    private static final Instant MIN_INSTANT = Instant.parse("-0001-12-01T00:00:00Z");
    private static final Instant MAX_INSTANT = Instant.parse("+10000-02-01T00:00:00Z");

    private static final int DATE_LENGTH = 4;
    private static final int DATE_TIME_LENGTH = 7;
    private static final int DATE_TIME_MICROS_LENGTH = 11;
    private static final int TIME_LENGTH = 8;
    private static final int TIME_MICROS_LENGTH = 12;

    private ParamEncoder() {}

    /**
     * Checks that all values can be sent.
     *
     * @throws MySqlMappingException naming the position, from 1, and the Java class of a value that cannot
     */
    public static void check(@Nullable Object[] params) {
        for (int i = 0; i < params.length; i++) {
            String problem = problem(unwrap(params[i]));
            if (problem != null) {
                Object value = unwrap(params[i]);
                throw refused("Parameter " + (i + 1) + " (" + (value == null ? "null" : typeName(value)) + ") cannot be"
                        + " sent: " + problem);
            }
        }
    }

    /** Where the first {@link LargeValue} stands, from a position on; -1 if there is none. */
    public static int indexOfLarge(@Nullable Object[] params, int from) {
        for (int i = from; i < params.length; i++) {
            if (params[i] instanceof LargeValue) {
                return i;
            }
        }
        return -1;
    }

    private static String typeName(Object value) {
        return value.getClass().getTypeName();
    }

    private static MySqlMappingException refused(String message) {
        return new MySqlMappingException(message, Outcome.NOT_SENT, null);
    }

    static @Nullable Object unwrap(@Nullable Object value) {
        Object content = value;
        while (content instanceof Optional<?> optional) {
            content = optional.orElse(null);
        }
        return content;
    }

    private static @Nullable String problem(@Nullable Object value) {
        if (value instanceof String text) {
            return hasUnpairedSurrogate(text)
                    ? "the text holds an unpaired surrogate, which UTF-8 cannot encode"
                    : null;
        }
        if (value instanceof Character c) {
            return Character.isSurrogate(c) ? "the character is half of a surrogate pair" : null;
        }
        if (value instanceof Double d) {
            return d.isNaN() || d.isInfinite() ? "the number is not finite" : null;
        }
        if (value instanceof Float f) {
            return f.isNaN() || f.isInfinite() ? "the number is not finite" : null;
        }
        if (value instanceof BitSet bits) {
            return bits.length() > Long.SIZE ? "bit fields have at most 64 bits" : null;
        }
        if (value instanceof Duration duration) {
            return isOutOfRange(duration) ? "TIME reaches from -838:59:59.999999 to 838:59:59.999999 only" : null;
        }
        int year = year(value);
        if (year < 0 || year > MAX_YEAR) {
            return "years reach from 0 to 9999 only";
        }
        return value == null || type(value) >= 0 ? null : "there is no SQL type for this Java type";
    }

    // Points in time get their year only in the session's zone; they are checked when they are written.
    private static int year(@Nullable Object value) {
        if (value instanceof LocalDate date) {
            return date.getYear();
        }
        if (value instanceof LocalDateTime dateTime) {
            return dateTime.getYear();
        }
        return value instanceof Year year ? year.getValue() : 0;
    }

    private static boolean isOutOfRange(Duration duration) {
        long limit = TemporalValues.MAX_TIME / 1_000_000 + 1;
        long seconds = duration.toSeconds();
        return seconds >= limit || seconds < -limit || Math.abs(micros(duration)) > TemporalValues.MAX_TIME;
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    private static boolean hasUnpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /**
     * The type that the value is sent as, one of {@link ColumnType}, plus {@link #UNSIGNED} if it is unsigned. Values of
     * one Java class have one type as far as possible, so that types need not be sent again. {@code null} and an empty
     * {@link Optional} are {@link ColumnType#NULL}; they have no value to be written.
     *
     * @return negative if the value cannot be sent
     */
    public static int type(@Nullable Object value) {
        if (value instanceof String) {
            return ColumnType.VAR_STRING;
        }
        if (value instanceof Number number) {
            return numberType(number);
        }
        if (value == null) {
            return ColumnType.NULL;
        }
        if (value instanceof Boolean) {
            return ColumnType.TINY;
        }
        if (value instanceof Character || value instanceof UUID || value instanceof Enum<?>) {
            return ColumnType.VAR_STRING;
        }
        if (value instanceof byte[] || value instanceof ByteBuffer || value instanceof float[]) {
            return ColumnType.BLOB;
        }
        if (value instanceof LocalDateTime
                || value instanceof Instant
                || value instanceof OffsetDateTime
                || value instanceof ZonedDateTime) {
            return ColumnType.DATETIME;
        }
        if (value instanceof LocalDate) {
            return ColumnType.DATE;
        }
        if (value instanceof LocalTime || value instanceof Duration) {
            return ColumnType.TIME;
        }
        if (value instanceof Year) {
            return ColumnType.SHORT;
        }
        // As a number a bit field can be stored as well as compared; as bytes it could only be stored.
        if (value instanceof BitSet) {
            return ColumnType.LONGLONG | UNSIGNED;
        }
        if (value instanceof LargeValue large) {
            return large.isText() ? ColumnType.VAR_STRING : ColumnType.BLOB;
        }
        return value instanceof Optional<?> optional ? type(optional.orElse(null)) : -1;
    }

    private static int numberType(Number number) {
        if (number instanceof Long) {
            return ColumnType.LONGLONG;
        }
        if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return ColumnType.LONG;
        }
        if (number instanceof Double) {
            return ColumnType.DOUBLE;
        }
        if (number instanceof Float) {
            return ColumnType.FLOAT;
        }
        if (number instanceof BigDecimal) {
            return ColumnType.NEWDECIMAL;
        }
        if (number instanceof BigInteger integer) {
            // An index on BIGINT is used only for numbers that are sent as such.
            if (integer.bitLength() < Long.SIZE) {
                return ColumnType.LONGLONG;
            }
            return integer.bitLength() == Long.SIZE && integer.signum() > 0
                    ? ColumnType.LONGLONG | UNSIGNED
                    : ColumnType.NEWDECIMAL;
        }
        return -1;
    }

    /**
     * Writes a value in the form that belongs to its {@link #type}. Of a {@link LargeValue} nothing is written, since it was
     * sent before.
     *
     * @param value has passed {@link #check}; its type is not {@link ColumnType#NULL}
     * @param zone the session's time zone, in which points in time are written; {@code null} if it is not known
     * @throws MySqlMappingException if the value is a point in time that cannot be written in this zone
     */
    public static void writeValue(PacketWriter out, Object value, @Nullable ZoneId zone) {
        if (value instanceof String text) {
            out.writeLengthEncodedString(text);
        } else if (value instanceof Number number) {
            writeNumber(out, number);
        } else if (value instanceof Boolean b) {
            out.writeByte(b ? 1 : 0);
        } else if (value instanceof Enum<?> constant) {
            out.writeLengthEncodedString(constant.name());
        } else if (value instanceof Character || value instanceof UUID) {
            out.writeLengthEncodedString(value.toString());
        } else if (value instanceof byte[] bytes) {
            out.writeLengthEncodedBytes(bytes);
        } else if (value instanceof ByteBuffer buffer) {
            writeBuffer(out, buffer);
        } else if (value instanceof float[] floats) {
            writeFloats(out, floats);
        } else if (value instanceof BitSet bits) {
            out.writeInt8(bits.isEmpty() ? 0 : bits.toLongArray()[0]);
        } else if (value instanceof Optional<?> optional && optional.isPresent()) {
            writeValue(out, optional.get(), zone);
        } else {
            writeTemporal(out, value, zone);
        }
    }

    private static void writeNumber(PacketWriter out, Number number) {
        if (number instanceof Long) {
            out.writeInt8(number.longValue());
        } else if (number instanceof Double) {
            out.writeInt8(Double.doubleToRawLongBits(number.doubleValue()));
        } else if (number instanceof Float) {
            out.writeInt4(Float.floatToRawIntBits(number.floatValue()));
        } else if (number instanceof BigDecimal decimal) {
            writeDecimal(out, decimal);
        } else if (number instanceof BigInteger integer) {
            if (numberType(integer) == ColumnType.NEWDECIMAL) {
                out.writeLengthEncodedString(integer.toString());
            } else {
                out.writeInt8(integer.longValue());
            }
        } else {
            out.writeInt4(number.intValue());
        }
    }

    private static void writeDecimal(PacketWriter out, BigDecimal decimal) {
        int scale = decimal.scale();
        if (scale >= 0
                && scale <= PacketWriter.MAX_LONG_DIGITS
                && decimal.precision() <= PacketWriter.MAX_LONG_DIGITS) {
            out.writeLengthEncodedDecimal(decimal.scaleByPowerOfTen(scale).longValue(), scale);
        } else {
            // Writing out the zeros of 1E+1000000 would need a megabyte.
            boolean plain = Math.abs((long) scale) <= MAX_PLAIN_DIGITS;
            out.writeLengthEncodedString(plain ? decimal.toPlainString() : decimal.toString());
        }
    }

    private static void writeBuffer(PacketWriter out, ByteBuffer buffer) {
        int length = buffer.remaining();
        out.writeLengthEncoded(length).writeBytes(buffer.duplicate(), length);
    }

    private static void writeFloats(PacketWriter out, float[] floats) {
        out.writeLengthEncoded((long) floats.length * Float.BYTES);
        for (float element : floats) {
            out.writeInt4(Float.floatToRawIntBits(element));
        }
    }

    private static void writeTemporal(PacketWriter out, Object value, @Nullable ZoneId zone) {
        if (value instanceof LocalDateTime dateTime) {
            writeDateTime(out, dateTime);
        } else if (value instanceof LocalDate date) {
            out.writeByte(DATE_LENGTH); // length [1 byte]
            writeDate(out, date);
        } else if (value instanceof Instant instant) {
            writeDateTime(out, local(instant, zone));
        } else if (value instanceof OffsetDateTime dateTime) {
            writeDateTime(out, local(dateTime.toInstant(), zone));
        } else if (value instanceof ZonedDateTime dateTime) {
            writeDateTime(out, local(dateTime.toInstant(), zone));
        } else if (value instanceof Duration duration) {
            writeTime(out, micros(duration));
        } else if (value instanceof LocalTime time) {
            writeTime(out, time.toNanoOfDay() / 1000);
        } else if (value instanceof Year year) {
            out.writeInt2(year.getValue());
        } else if (!(value instanceof LargeValue)) {
            throw refused("A parameter of type " + typeName(value) + " cannot be sent");
        }
    }

    private static LocalDateTime local(Instant instant, @Nullable ZoneId zone) {
        if (zone == null) {
            throw refused("A point in time cannot be sent because the session's time zone is not known;"
                    + " set session-time-zone");
        }
        LocalDateTime local = instant.isBefore(MIN_INSTANT) || instant.isAfter(MAX_INSTANT)
                ? null
                : LocalDateTime.ofInstant(instant, zone);
        if (local == null || local.getYear() < 0 || local.getYear() > MAX_YEAR) {
            throw refused("A point in time cannot be sent because its year is not within 0 to 9999");
        }
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.size() > 1 && !local.toInstant(offsets.get(0)).equals(instant)) {
            throw refused(
                    "A point in time cannot be sent because its local time occurs twice in the session's time zone"
                            + " and it is the later of the two; set session-time-zone to a fixed offset such as UTC");
        }
        return local;
    }

    private static void writeDateTime(PacketWriter out, LocalDateTime value) {
        int micros = value.getNano() / 1000;
        out.writeByte(micros == 0 ? DATE_TIME_LENGTH : DATE_TIME_MICROS_LENGTH); // length [1 byte]
        writeDate(out, value.toLocalDate());
        out.writeByte(value.getHour()); // hour [1 byte]
        out.writeByte(value.getMinute()); // minute [1 byte]
        out.writeByte(value.getSecond()); // second [1 byte]
        if (micros != 0) {
            out.writeInt4(micros); // microsecond [4 bytes]
        }
    }

    private static void writeDate(PacketWriter out, LocalDate date) {
        out.writeInt2(date.getYear()); // year [2 bytes]
        out.writeByte(date.getMonthValue()); // month [1 byte]
        out.writeByte(date.getDayOfMonth()); // day [1 byte]
    }

    private static void writeTime(PacketWriter out, long signedMicros) {
        long micros = Math.abs(signedMicros);
        long seconds = micros / 1_000_000;
        int fraction = (int) (micros % 1_000_000);
        if (micros == 0) {
            out.writeByte(0); // length [1 byte]
            return;
        }
        out.writeByte(fraction == 0 ? TIME_LENGTH : TIME_MICROS_LENGTH); // length [1 byte]
        out.writeByte(signedMicros < 0 ? 1 : 0); // is_negative [1 byte]
        out.writeInt4((int) (seconds / 86_400)); // days [4 bytes]
        out.writeByte((int) (seconds / 3600 % 24)); // hour [1 byte]
        out.writeByte((int) (seconds / 60 % 60)); // minute [1 byte]
        out.writeByte((int) (seconds % 60)); // second [1 byte]
        if (fraction != 0) {
            out.writeInt4(fraction); // microsecond [4 bytes]
        }
    }
}
