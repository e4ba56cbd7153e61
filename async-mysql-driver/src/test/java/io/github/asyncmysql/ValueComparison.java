package io.github.asyncmysql;

import io.github.asyncmysql.internal.wire.Text;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Compares the value of column 1 of our rows with what Connector/J reads, and with column 2, what the server itself shows
 * as text. Counts what was equal. Confined to the test's thread.
 */
final class ValueComparison {

    private static final int VALUE = 2;

    private final Map<String, String> differences = new TreeMap<>();
    private String type = "";
    private int count;

    void start(String columnType) {
        type = columnType;
    }

    /** How many values were found equal. */
    int count() {
        return count;
    }

    /** What was not equal, the first of each type and accessor. */
    Map<String, String> differences() {
        return differences;
    }

    /** Notes that a value differs. */
    void differs(String what, @Nullable Object actual, @Nullable Object expected) {
        String values = Text.shortenSql("expected " + expected + " but was " + actual);
        differences.putIfAbsent(type + ", " + what, values);
    }

    private void equal(String what, @Nullable Object actual, @Nullable Object expected) {
        if (Objects.deepEquals(actual, expected)) {
            count++;
        } else {
            differs(what, actual, expected);
        }
    }

    void compare(SampleValues.Kind kind, Row row, ResultSet expected) throws SQLException {
        equal("id", row.getInt(0), expected.getInt(1));
        equal("null", row.isNull(1), expected.getString(VALUE) == null);
        if (row.isNull(1)) {
            equal("object", row.get(1), expected.getObject(VALUE));
            equal("string", row.getString("v"), expected.getString(VALUE));
            equal("bytes", row.getBytes(1), expected.getBytes(VALUE));
            equal("decimal", row.getBigDecimal(1), null);
            return;
        }
        switch (kind) {
            case INTEGER -> compareIntegers(row, expected);
            case DECIMAL -> compareDecimals(row, expected);
            case FLOAT -> {
                equal("float", row.getFloat(1), expected.getFloat(VALUE));
                equal("object", row.get(1), expected.getFloat(VALUE));
                equal("double", row.getDouble(1), (double) expected.getFloat(VALUE));
                equal("string", row.getString(1), Float.toString(expected.getFloat(VALUE)));
            }
            case DOUBLE -> {
                equal("double", row.getDouble(1), expected.getDouble(VALUE));
                equal("object", row.get(1), expected.getDouble(VALUE));
                equal("decimal", row.getBigDecimal(1), BigDecimal.valueOf(expected.getDouble(VALUE)));
                equal("string", Double.parseDouble(row.getString(1)), expected.getDouble(VALUE));
            }
            case BIT -> compareBits(row, expected);
            case YEAR -> {
                equal("int", row.getInt(1), expected.getInt(VALUE));
                equal("object", row.get(1), Year.of(expected.getInt(VALUE)));
                equal("string", row.getString(1), row.getString(2));
            }
            case TEXT, JSON -> compareTexts(row, expected);
            case SET, UUID, ADDRESS -> {
                compareTexts(row, expected);
                compareStructured(kind, row, expected.getString(VALUE));
            }
            case BYTES -> {
                equal("bytes", row.getBytes(1), expected.getBytes(VALUE));
                equal("object", row.get(1), expected.getBytes(VALUE));
                equal("buffer", row.get(1, ByteBuffer.class), ByteBuffer.wrap(expected.getBytes(VALUE)));
            }
            case VECTOR -> {
                equal("bytes", HexFormat.of().withUpperCase().formatHex(row.getBytes(1)), row.getString(2));
                equal("object", row.get(1), row.get(1, float[].class));
            }
            case DATE -> compareDates(row, expected);
            case TIME -> compareTimes(row, expected);
            default -> compareDateTimes(row, expected);
        }
    }

    private void compareIntegers(Row row, ResultSet expected) throws SQLException {
        BigDecimal number = expected.getBigDecimal(VALUE);
        equal("decimal", row.getBigDecimal(1), number);
        equal("integer", row.getBigInteger(1), number.toBigIntegerExact());
        equal("object", new BigDecimal(String.valueOf(row.get(1))), number);
        equal("string", row.getString(1), row.getString(2));
        equal("bytes", new String(row.getBytes(1), StandardCharsets.UTF_8), row.getString(2));
        int bits = number.toBigInteger().bitLength();
        if (bits < 64) {
            equal("long", row.getLong(1), expected.getLong(VALUE));
        }
        if (bits < 54) {
            equal("double", row.getDouble(1), expected.getDouble(VALUE));
        }
        if (bits < 32) {
            equal("int", row.getInt(1), expected.getInt(VALUE));
        }
        if (bits < 16) {
            equal("short", row.get(1, Short.class), expected.getShort(VALUE));
        }
        if (bits < 8) {
            equal("byte", row.get(1, Byte.class), expected.getByte(VALUE));
        }
    }

    private void compareDecimals(Row row, ResultSet expected) throws SQLException {
        equal("decimal", row.getBigDecimal(1), expected.getBigDecimal(VALUE));
        equal("object", row.get(1), expected.getObject(VALUE));
        equal("string", new BigDecimal(row.getString(1)), new BigDecimal(expected.getString(VALUE)));
        equal("text", row.getString(1), row.getString(2));
        equal("bytes", new String(row.getBytes(1), StandardCharsets.UTF_8), row.getString(2));
        equal("double", row.getDouble(1), expected.getDouble(VALUE));
    }

    private void compareBits(Row row, ResultSet expected) throws SQLException {
        BigInteger bits = new BigInteger(1, expected.getBytes(VALUE));
        equal("bytes", row.getBytes(1), expected.getBytes(VALUE));
        equal("integer", row.getBigInteger(1), bits);
        equal("string", row.getString(1), bits.toString());
        BitSet set = BitSet.valueOf(new long[] {bits.longValue()});
        equal("bits", row.get(1, BitSet.class), set);
        if (bits.bitLength() < 64) {
            equal("long", row.getLong(1), expected.getLong(VALUE));
        }
        if (bits.bitLength() < 2) {
            equal("boolean", row.getBoolean(1), expected.getBoolean(VALUE));
        }
    }

    private void compareTexts(Row row, ResultSet expected) throws SQLException {
        String text = expected.getString(VALUE);
        equal("string", row.getString(1), text);
        equal("object", row.get(1), text);
        equal("bytes", row.getBytes(1), text.getBytes(StandardCharsets.UTF_8));
        equal("text", row.getString(1), row.getString(2));
        if (text.length() == 1) {
            equal("character", row.get(1, Character.class), text.charAt(0));
        }
    }

    private void compareStructured(SampleValues.Kind kind, Row row, String text) {
        if (kind == SampleValues.Kind.SET) {
            equal("set", row.getSet(1, String.class), text.isEmpty() ? Set.of() : Set.of(text.split(",")));
        } else if (kind == SampleValues.Kind.UUID) {
            equal("uuid", row.get(1, UUID.class), UUID.fromString(text));
        } else {
            equal("address", row.get(1, InetAddress.class).getAddress(), addressBytes(text));
        }
    }

    // Java makes IPv4 addresses of those that are mapped into IPv6.
    private static byte[] addressBytes(String text) {
        try {
            byte[] bytes = InetAddress.getByName(text).getAddress();
            if (bytes.length == 16 || !text.contains(":")) {
                return bytes;
            }
            return ByteBuffer.allocate(16)
                    .position(10)
                    .putShort((short) -1)
                    .put(bytes)
                    .array();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void compareDates(Row row, ResultSet expected) throws SQLException {
        LocalDate date = expected.getObject(VALUE, LocalDate.class);
        equal("date", row.getLocalDate(1), date);
        equal("object", row.get(1), LocalDate.parse(row.getString(2)));
        equal("datetime", row.getLocalDateTime(1), expected.getObject(VALUE, LocalDateTime.class));
        equal("string", row.getString(1), expected.getString(VALUE));
        equal("text", row.getString(1), row.getString(2));
    }

    private void compareTimes(Row row, ResultSet expected) throws SQLException {
        String shown = row.getString(2);
        boolean negative = shown.startsWith("-");
        String[] parts = (negative ? shown.substring(1) : shown).split(":");
        Duration time = Duration.ofHours(Integer.parseInt(parts[0]))
                .plusMinutes(Integer.parseInt(parts[1]))
                .plusNanos(new BigDecimal(parts[2]).movePointRight(9).longValueExact());
        equal("duration", row.getDuration(1), negative ? time.negated() : time);
        equal("object", row.get(1), negative ? time.negated() : time);
        equal("text", row.getString(1), shown);
        if (!negative && time.toHours() < 24) {
            equal("time", row.getLocalTime(1), expected.getObject(VALUE, LocalTime.class));
        }
    }

    private void compareDateTimes(Row row, ResultSet expected) throws SQLException {
        LocalDateTime local = expected.getObject(VALUE, LocalDateTime.class);
        ZonedDateTime utc =
                LocalDateTime.parse(row.getString(2).replace(' ', 'T')).atZone(ZoneOffset.UTC);
        equal("local", row.getLocalDateTime(1), local);
        equal("object", row.get(1), utc.toLocalDateTime());
        equal("instant", row.getInstant(1), utc.toInstant());
        equal("offset", row.get(1, OffsetDateTime.class), utc.toOffsetDateTime());
        equal("zoned", row.get(1, ZonedDateTime.class), utc);
        equal("text", row.getString(1), row.getString(2));
        if (local.toLocalTime().equals(LocalTime.MIDNIGHT)) {
            equal("date", row.getLocalDate(1), expected.getObject(VALUE, LocalDate.class));
        }
    }
}
