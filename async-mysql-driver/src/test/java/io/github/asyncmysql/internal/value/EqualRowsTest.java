package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.UNSIGNED;
import static io.github.asyncmysql.internal.value.RowBytes.column;
import static io.github.asyncmysql.internal.value.RowBytes.lengthEncoded;
import static io.github.asyncmysql.internal.value.RowBytes.withDecimals;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.testsupport.Covers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random values, the same ones in text and in binary rows; and random bytes, which must not fail in unforeseen ways. */
class EqualRowsTest {

    private static final List<Class<?>> TYPES = List.of(
            Object.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            Character.class,
            Number.class,
            BigDecimal.class,
            BigInteger.class,
            String.class,
            byte[].class,
            ByteBuffer.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            Instant.class,
            Duration.class,
            UUID.class);

    private static final int ROUNDS = 250;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void readsEqualValuesFromTextAndBinaryRows(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            long integer = random.nextLong() >> random.nextInt(64);
            assertEqual(column(ColumnType.LONGLONG), Long.toString(integer), RowBytes.int8(integer));
            assertEqual(column(ColumnType.LONGLONG, UNSIGNED), Long.toUnsignedString(integer), RowBytes.int8(integer));
            assertEqual(column(ColumnType.LONG), Integer.toString((int) integer), RowBytes.int4((int) integer));
            assertEqual(column(ColumnType.SHORT), Short.toString((short) integer), RowBytes.int2((short) integer));

            double real = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(real)) {
                String text = (random.nextBoolean()
                        ? Double.toString(real)
                        : new BigDecimal(real).round(MATH).toString());
                real = Double.parseDouble(text);
                assertEqual(column(ColumnType.DOUBLE), text, RowBytes.int8(Double.doubleToLongBits(real)));
                float single = (float) real;
                if (Float.isFinite(single)) {
                    String singleText = Float.toString(single);
                    assertEqual(column(ColumnType.FLOAT), singleText, RowBytes.int4(Float.floatToIntBits(single)));
                }
            }
            BigDecimal decimal = new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(30));
            assertEqual(column(ColumnType.NEWDECIMAL), decimal.toPlainString(), lengthEncoded(decimal.toPlainString()));
        }
    }

    private static final MathContext MATH = new MathContext(17);

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void readsEqualDatesAndTimesFromTextAndBinaryRows(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            int decimals = random.nextInt(7);
            long unit = (long) Math.pow(10, 6 - decimals);
            long micros = random.nextLong(1_000_000) / unit * unit;
            LocalDateTime dateTime = LocalDateTime.of(1, 1, 1, 0, 0)
                    .plusDays(random.nextInt(3_000_000))
                    .plusSeconds(random.nextInt(4) == 0 ? 0 : random.nextInt(86_400))
                    .plusNanos(random.nextBoolean() ? 0 : micros * 1000);
            String fraction = decimals == 0
                    ? ""
                    : "."
                            + String.format(Locale.ROOT, "%09d", dateTime.getNano())
                                    .substring(0, decimals);
            String dateText = dateTime.toLocalDate().toString();
            String text = dateText
                    + String.format(
                            Locale.ROOT,
                            " %02d:%02d:%02d",
                            dateTime.getHour(),
                            dateTime.getMinute(),
                            dateTime.getSecond());
            assertEqual(column(ColumnType.DATE), dateText, encode(dateTime.toLocalDate()));
            assertEqual(withDecimals(ColumnType.DATETIME, decimals), text + fraction, encode(dateTime));

            Duration time = Duration.ofSeconds(random.nextInt(3_020_399)).plusNanos(micros * 1000);
            String timeText = String.format(
                            Locale.ROOT, "%02d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                    + (decimals == 0
                            ? ""
                            : "."
                                    + String.format(Locale.ROOT, "%09d", time.toNanosPart())
                                            .substring(0, decimals));
            boolean negative = random.nextBoolean() && !time.isZero();
            assertEqual(
                    withDecimals(ColumnType.TIME, decimals),
                    negative ? "-" + timeText : timeText,
                    encode(negative ? time.negated() : time));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7})
    @Covers({"hostile:T131", "hostile:T141", "hostile:T142"})
    void failsOnlyWithMappingAndProtocolExceptionsWhateverTheBytes(long seed) {
        Random random = new Random(seed);
        int[] types = {
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 0x20, 0xf2, 0xf5, 0xf6, 0xf7, 0xf8, 0xfc, 0xfd, 0xfe,
            0xff
        };
        byte[] alphabet = "0123456789-:. e+".getBytes();
        int read = 0;
        for (int i = 0; i < 10 * ROUNDS; i++) {
            ColumnDefinition column = new ColumnDefinition(
                    "",
                    "c",
                    random.nextInt(200),
                    random.nextInt(100),
                    types[random.nextInt(types.length)],
                    random.nextInt(512),
                    random.nextInt(40));
            byte[] packet = new byte[random.nextInt(30)];
            random.nextBytes(packet);
            boolean text = random.nextBoolean();
            for (int j = 1; j < packet.length && random.nextInt(4) > 0; j++) {
                packet[j] = alphabet[random.nextInt(alphabet.length)];
            }
            if (packet.length > 1) {
                packet[0] = (byte) (text ? packet.length - 1 : 0);
            }
            WireRow row = new WireRow(RowBytes.descriptor(column));
            try {
                if (text) {
                    row.bindText(RowBytes.reader(packet));
                } else {
                    row.bindBinary(RowBytes.reader(packet));
                }
            } catch (MySqlProtocolException e) {
                continue;
            }
            for (Class<?> type : TYPES) {
                read += outcome(row, type) instanceof Failure ? 0 : 1;
            }
        }
        assertThat(read).isPositive();
    }

    private record Failure(String message) {}

    private static Object outcome(Row row, Class<?> type) {
        try {
            Object value = row.get(0, type);
            return value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : value == null ? "null" : value;
        } catch (MySqlMappingException e) {
            return new Failure(e.getMessage());
        }
    }

    private static void assertEqual(ColumnDefinition column, String text, byte[] binary) {
        Row textRow = RowBytes.text(column, text);
        Row binaryRow = RowBytes.binary(column, binary);
        for (Class<?> type : TYPES) {
            // Not assertThat for each of a million comparisons.
            Object expected = outcome(textRow, type);
            Object actual = outcome(binaryRow, type);
            if (!expected.equals(actual)) {
                assertThat(actual).as("%s as %s from %s", column, type, text).isEqualTo(expected);
            }
        }
    }

    private static byte[] encode(Object value) {
        PacketWriter out = new PacketWriter().startPacket(0);
        int start = out.size();
        ParamEncoder.writeValue(out, value, ZoneOffset.UTC);
        return Arrays.copyOfRange(out.array(), start, out.size());
    }
}
