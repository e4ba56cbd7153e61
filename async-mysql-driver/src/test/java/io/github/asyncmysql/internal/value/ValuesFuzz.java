package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.fuzz.FuzzTarget.check;
import static io.github.asyncmysql.fuzz.FuzzTarget.same;

import io.github.asyncmysql.Geometry;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.ZeroDates;
import io.github.asyncmysql.fuzz.FuzzInput;
import io.github.asyncmysql.fuzz.FuzzTarget;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.testsupport.FakePackets;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One value of any column type, in a text or a binary row, read as every Java type: the exact value, or a mapping exception
 * and nothing else. All ways to ask for a type answer alike, a copy of the row too, and so does a text row with what a
 * binary one says as text. Thread-safe.
 */
public final class ValuesFuzz implements FuzzTarget {

    private static final List<@Nullable ZoneId> ZONES = Arrays.asList(ZoneOffset.UTC, ZoneId.of("Europe/Berlin"), null);
    private static final List<ValueSettings> SETTINGS = Arrays.stream(ZeroDates.values())
            .map(mode -> ValueSettings.of(MySqlConfig.builder()
                    .username("app")
                    .password("")
                    .zeroDates(mode)
                    .build()))
            .toList();
    private static final List<Class<?>> TYPES = types();

    private enum Constant {
        ACTIVE,
        LOCKED
    }

    private static List<Class<?>> types() {
        List<Class<?>> types = new ArrayList<>(ValueConversion.Conversions.types());
        types.addAll(List.of(Constant.class, Geometry.class, Geometry.Point.class));
        return types;
    }

    @Override
    public String name() {
        return "values";
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (int type : new int[] {
            ColumnType.TINY,
            ColumnType.LONGLONG,
            ColumnType.NEWDECIMAL,
            ColumnType.DOUBLE,
            ColumnType.FLOAT,
            ColumnType.YEAR
        }) {
            text(seeds, type, "0", "-128", "255", "18446744073709551615", "9007199254740993", "1.5e10", "-0.0");
        }
        text(seeds, ColumnType.DATE, "2024-02-29", "0000-00-00", "9999-12-31");
        text(seeds, ColumnType.DATETIME, "2024-03-31 02:30:00.5", "2023-00-01 00:00:00");
        text(seeds, ColumnType.TIME, "-838:59:59.999999", "00:00:00");
        text(seeds, ColumnType.VAR_STRING, "ACTIVE", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "ü\uD83D\uDE00", "1e9999");
        seeds.put("int", input(1, ColumnType.LONG, FakePackets.int4(-5)));
        seeds.put("long", input(1, ColumnType.LONGLONG, FakePackets.int8(Long.MIN_VALUE)));
        seeds.put("double", input(1, ColumnType.DOUBLE, FakePackets.int8(Double.doubleToRawLongBits(1e300))));
        seeds.put("nan", input(1, ColumnType.FLOAT, FakePackets.int4(0x7fc00000)));
        seeds.put("date", input(1, ColumnType.DATE, FakePackets.hex("e8 07 02 1d")));
        seeds.put("datetime", input(1, ColumnType.DATETIME, FakePackets.hex("e8 07 0a 1b 02 1e 00 40 42 0f 00")));
        seeds.put("time", input(1, ColumnType.TIME, FakePackets.hex("01 22 00 00 00 16 3b 3b 3f 42 0f 00")));
        seeds.put("bits", input(1, ColumnType.BIT, FakePackets.hex("ff 00 ff")));
        seeds.put("uuid", input(1, ColumnType.STRING, new byte[16]));
        seeds.put("vector", input(0, ColumnType.VECTOR, FakePackets.hex("00 00 80 3f 00 00 00 40")));
        seeds.put("point", input(0, ColumnType.GEOMETRY, new Geometry.Point(4326, 1, 2).toBytes()));
        return seeds;
    }

    private static void text(Map<String, byte[]> seeds, int type, String... values) {
        for (String value : values) {
            seeds.put("type " + type + " " + value, input(0, type, FakePackets.utf8(value)));
        }
    }

    private static byte[] input(int binary, int type, byte[] value) {
        return FakePackets.concat(new byte[] {(byte) binary, (byte) type, 0, 0, 6, 1, 0, 0}, value);
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        boolean binary = input.nextBoolean();
        int type = input.nextByte();
        int flags = input.nextByte();
        int charset = input.nextBoolean() ? ColumnDefinition.CHARSET_BINARY : RowBytes.UTF8MB4;
        int decimals = input.next(32);
        ColumnDefinition column = new ColumnDefinition("t", "c", charset, input.nextByte(), type, flags, decimals);
        RowDescriptor descriptor = new RowDescriptor(List.of(column), ZONES.get(input.next(ZONES.size())));
        ValueSettings settings = SETTINGS.get(input.next(SETTINGS.size()));
        byte[] value = input.rest();
        WireRow row = row(descriptor, settings, binary, value);
        if (row == null) {
            return;
        }
        Map<Class<?>, String> outcomes = outcomes(row);
        same(outcomes(row.detach()), outcomes, "a copy of the row says the same");
        checkAccessors(row, outcomes);
        checkNumbers(row, outcomes);
        if (binary) {
            checkText(row, outcomes);
        }
    }

    /** {@code null} if the value does not lie as values of its type do. */
    private static @Nullable WireRow row(
            RowDescriptor descriptor, ValueSettings settings, boolean binary, byte[] value) {
        WireRow row = new WireRow(descriptor);
        row.settings(settings);
        if (!binary) {
            row.bindText(RowBytes.reader(RowBytes.lengthEncoded(value)));
            return row;
        }
        int layout = descriptor.kind(0).layout;
        byte[] laidOut = layout > 0 ? Arrays.copyOf(value, layout) : RowBytes.lengthEncoded(value);
        try {
            row.bindBinary(RowBytes.reader(RowBytes.binaryPacket(new byte[1], laidOut)));
        } catch (MySqlProtocolException e) {
            return null;
        }
        return row;
    }

    private static Map<Class<?>, String> outcomes(Row row) {
        Map<Class<?>, String> outcomes = new LinkedHashMap<>();
        for (Class<?> type : TYPES) {
            outcomes.put(type, outcome(() -> row.get(0, type)));
        }
        return outcomes;
    }

    private interface Access {
        @Nullable
        Object value();
    }

    private static String outcome(Access access) {
        try {
            return text(access.value());
        } catch (MySqlMappingException e) {
            // How the type is called differs with the way it is asked for.
            String message = String.valueOf(e.getMessage());
            return "refused" + message.substring(message.indexOf(": "));
        }
    }

    private static String text(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return Arrays.toString(bytes);
        }
        if (value instanceof ByteBuffer buffer) {
            return Arrays.toString(buffer.array());
        }
        if (value instanceof float[] floats) {
            return Arrays.toString(floats);
        }
        return String.valueOf(value);
    }

    private static void checkAccessors(WireRow row, Map<Class<?>, String> outcomes) {
        Map<Class<?>, Access> accessors = new LinkedHashMap<>();
        accessors.put(Boolean.class, () -> row.getBoolean(0));
        accessors.put(Integer.class, () -> row.getInt(0));
        accessors.put(Long.class, () -> row.getLong(0));
        accessors.put(Float.class, () -> row.getFloat(0));
        accessors.put(Double.class, () -> row.getDouble(0));
        accessors.put(String.class, () -> row.getString(0));
        accessors.put(byte[].class, () -> row.getBytes(0));
        accessors.put(BigDecimal.class, () -> row.getBigDecimal(0));
        accessors.put(BigInteger.class, () -> row.getBigInteger(0));
        accessors.put(java.time.LocalDate.class, () -> row.getLocalDate(0));
        accessors.put(java.time.LocalTime.class, () -> row.getLocalTime(0));
        accessors.put(java.time.LocalDateTime.class, () -> row.getLocalDateTime(0));
        accessors.put(java.time.Instant.class, () -> row.getInstant(0));
        accessors.put(java.time.Duration.class, () -> row.getDuration(0));
        accessors.put(Object.class, () -> row.get(0));
        accessors.forEach(
                (type, access) -> same(outcome(access), String.valueOf(outcomes.get(type)), "all ways to a " + type));
        same(String.valueOf(outcomes.get(long.class)), String.valueOf(outcomes.get(Long.class)), "primitive or not");
    }

    /** What is read as a whole number is the number that stands there; small ones are never refused. */
    private static void checkNumbers(WireRow row, Map<Class<?>, String> outcomes) {
        BigInteger exact = exact(row);
        if (exact == null) {
            return;
        }
        for (Class<?> type : List.of(byte.class, short.class, int.class, long.class, BigInteger.class)) {
            String outcome = String.valueOf(outcomes.get(type));
            int bits = type == byte.class ? 7 : type == short.class ? 15 : type == int.class ? 31 : 63;
            boolean fits = type == BigInteger.class || exact.bitLength() <= bits;
            same(fits ? outcome : outcome.startsWith("refused"), fits ? exact.toString() : (Object) true, "as " + type);
        }
        String asDouble = String.valueOf(outcomes.get(double.class));
        boolean exactDouble = asDouble.startsWith("refused")
                || new BigDecimal(Double.parseDouble(asDouble)).compareTo(new BigDecimal(exact)) == 0;
        // Text and DECIMAL become the nearest double.
        check(exactDouble || row.kind(0).isString() || row.kind(0) == FieldKind.DECIMAL, "a double is exact");
    }

    /** The whole number that a field holds without any doubt; {@code null} for all other fields. */
    private static @Nullable BigInteger exact(WireRow row) {
        byte[] value = Arrays.copyOfRange(row.array(), row.offset(0), row.offset(0) + row.length(0));
        FieldKind kind = row.kind(0);
        switch (kind) {
            case DATE, DATE_TIME, TIME, FLOAT, DOUBLE:
                return null;
            case BIT:
                return value.length == 0 || value.length > 8 ? null : new BigInteger(1, value);
            default:
                boolean text = !row.isBinary() || kind.isString() || kind == FieldKind.DECIMAL;
                String digits = new String(value, StandardCharsets.ISO_8859_1);
                if (text) {
                    boolean unsigned = kind == FieldKind.UINT64;
                    boolean whole = digits.matches(unsigned ? "[0-9]{1,18}" : "-?[0-9]{1,25}");
                    boolean wide = kind.isString() || kind == FieldKind.DECIMAL || digits.length() <= 18;
                    return whole && wide ? new BigInteger(digits) : null;
                }
                byte[] bigEndian = new byte[value.length];
                for (int i = 0; i < value.length; i++) {
                    bigEndian[i] = value[value.length - 1 - i];
                }
                boolean signed = kind == FieldKind.INT8
                        || kind == FieldKind.INT16
                        || kind == FieldKind.INT32
                        || kind == FieldKind.INT64;
                return signed ? new BigInteger(bigEndian) : new BigInteger(1, bigEndian);
        }
    }

    /** A text row with the text of a binary one gives the same values. */
    private static void checkText(WireRow row, Map<Class<?>, String> outcomes) {
        FieldKind kind = row.kind(0);
        int decimals = row.descriptor().column(0).decimals();
        boolean cut = decimals < 6 && (kind == FieldKind.DATE_TIME || kind == FieldKind.TIME)
                || kind == FieldKind.DATE && row.length(0) > 4;
        if (cut) {
            return;
        }
        byte[] value = Arrays.copyOfRange(row.array(), row.offset(0), row.offset(0) + row.length(0));
        if (!kind.isString() && kind != FieldKind.DECIMAL && kind != FieldKind.BIT) {
            String text;
            try {
                text = String.valueOf(row.getString(0));
            } catch (MySqlMappingException e) {
                return;
            }
            value = text.getBytes(StandardCharsets.UTF_8);
        }
        WireRow asText = row(row.descriptor(), row.settings(), false, value);
        check(asText != null, "a text row holds any bytes");
        same(outcomes(asText), outcomes, "text and binary rows say the same");
    }
}
