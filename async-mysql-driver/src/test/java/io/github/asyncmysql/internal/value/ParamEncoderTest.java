package io.github.asyncmysql.internal.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.testsupport.Covers;
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
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParamEncoderTest {

    private static final int UNSIGNED_LONGLONG = ColumnType.LONGLONG | 0x8000;

    @Test
    void writesNumbers() {
        assertEncoded((byte) -1, ColumnType.LONG, "ffffffff");
        assertEncoded((short) 258, ColumnType.LONG, "02010000");
        assertEncoded(Integer.MIN_VALUE, ColumnType.LONG, "00000080");
        assertEncoded(Long.MAX_VALUE, ColumnType.LONGLONG, "ffffffffffffff7f");
        assertEncoded(true, ColumnType.TINY, "01");
        assertEncoded(false, ColumnType.TINY, "00");
        assertEncoded(1.5f, ColumnType.FLOAT, "0000c03f");
        assertEncoded(-0.1, ColumnType.DOUBLE, "9a9999999999b9bf");
        assertEncoded(new BigDecimal("-1.50"), ColumnType.NEWDECIMAL, "05" + ascii("-1.50"));
        for (String decimal : new String[] {
            "0",
            "0.00",
            "7",
            "-7",
            "0.5",
            "-0.05",
            "10.00",
            "99.99",
            "-100",
            "0.000000000000000001",
            "999999999999999999",
            "-99.9999999999999999",
            "0.999999999999999999",
            "1234567890123456789",
            "0.1234567890123456789",
            "12345678901234567890.12",
        }) {
            String length = String.format("%02x", decimal.length());
            assertEncoded(new BigDecimal(decimal), ColumnType.NEWDECIMAL, length + ascii(decimal));
        }
        assertEncoded(new BigDecimal("1E+3"), ColumnType.NEWDECIMAL, "04" + ascii("1000"));
        assertEncoded(new BigDecimal("1E+1000000"), ColumnType.NEWDECIMAL, "0a" + ascii("1E+1000000"));
        assertEncoded(Year.of(2023), ColumnType.SHORT, "e707");
    }

    @Test
    void writesBigIntegersAsBigintsWhereTheyFit() {
        assertEncoded(BigInteger.valueOf(-1), ColumnType.LONGLONG, "ffffffffffffffff");
        assertEncoded(BigInteger.ONE.shiftLeft(63), UNSIGNED_LONGLONG, "0000000000000080");
        assertEncoded(new BigInteger("18446744073709551615"), UNSIGNED_LONGLONG, "ffffffffffffffff");
        assertEncoded(
                new BigInteger("18446744073709551616"), ColumnType.NEWDECIMAL, "14" + ascii("18446744073709551616"));
        assertEncoded(
                new BigInteger("-9223372036854775809"), ColumnType.NEWDECIMAL, "14" + ascii("-9223372036854775809"));
    }

    @Test
    void writesStringsAndBytes() {
        assertEncoded("", ColumnType.VAR_STRING, "00");
        assertEncoded("aé😀", ColumnType.VAR_STRING, "0761c3a9f09f9880");
        assertEncoded('é', ColumnType.VAR_STRING, "02c3a9");
        assertEncoded(TimeUnit.DAYS, ColumnType.VAR_STRING, "04" + ascii("DAYS"));
        UUID uuid = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        assertEncoded(uuid, ColumnType.VAR_STRING, "24" + ascii(uuid.toString()));
        assertEncoded(new byte[] {1, 2}, ColumnType.BLOB, "020102");
        assertEncoded(new float[] {1f, 2f}, ColumnType.BLOB, "080000803f00000040");
        assertEncoded("x".repeat(300), ColumnType.VAR_STRING, "fc2c01" + ascii("x".repeat(300)));
    }

    @Test
    void writesWhatIsLeftInBuffersWithoutMovingThem() {
        ByteBuffer heap =
                ByteBuffer.wrap(new byte[] {0, 1, 2, 3, 4}, 1, 3).slice().position(1);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(3).put(new byte[] {1, 2, 3}).flip().position(1);
        ByteBuffer readOnly = heap.asReadOnlyBuffer();

        assertEncoded(heap, ColumnType.BLOB, "020203");
        assertEncoded(direct, ColumnType.BLOB, "020203");
        assertEncoded(readOnly, ColumnType.BLOB, "020203");
        assertThat(heap.remaining()).isEqualTo(2);
        assertThat(direct.remaining()).isEqualTo(2);
    }

    @Test
    void writesBitFieldsAsUnsignedNumbers() {
        BitSet bits = new BitSet();
        assertEncoded(bits, UNSIGNED_LONGLONG, "0000000000000000");
        bits.set(0);
        bits.set(63);
        assertEncoded(bits, UNSIGNED_LONGLONG, "0100000000000080");
    }

    @Test
    void writesDatesAndTimes() {
        assertEncoded(LocalDate.of(2023, 7, 9), ColumnType.DATE, "04e7070709");
        assertEncoded(LocalDateTime.of(2023, 7, 9, 23, 59, 58), ColumnType.DATETIME, "07e7070709173b3a");
        assertEncoded(
                LocalDateTime.of(2023, 7, 9, 23, 59, 58, 123_456_999), ColumnType.DATETIME, "0be7070709173b3a40e20100");
        assertEncoded(LocalTime.MIDNIGHT, ColumnType.TIME, "00");
        assertEncoded(LocalTime.of(1, 2, 3), ColumnType.TIME, "080000000000010203");
        assertEncoded(LocalTime.of(1, 2, 3, 16_000), ColumnType.TIME, "0c000000000001020310000000");
        assertEncoded(Duration.ZERO, ColumnType.TIME, "00");
        assertEncoded(Duration.ofHours(25), ColumnType.TIME, "080001000000010000");
        assertEncoded(Duration.ofMillis(-1), ColumnType.TIME, "0c0100000000000000e8030000");
        assertEncoded(Duration.ofNanos(-1_000_999), ColumnType.TIME, "0c0100000000000000e8030000");
        assertEncoded(
                Duration.ofHours(-838).minusMinutes(59).minusSeconds(59).minusNanos(999_999_999),
                ColumnType.TIME,
                "0c0122000000163b3b3f420f00");
    }

    @Test
    void writesPointsInTimeInTheSessionsZone() {
        Instant instant = Instant.parse("2023-07-09T21:59:58.123456Z");
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        String expected = "0be7070709173b3a40e20100";

        assertThat(encode(instant, berlin)).isEqualTo(expected);
        assertThat(encode(OffsetDateTime.ofInstant(instant, ZoneOffset.ofHours(-7)), berlin))
                .isEqualTo(expected);
        assertThat(encode(ZonedDateTime.ofInstant(instant, ZoneId.of("Asia/Tokyo")), berlin))
                .isEqualTo(expected);
        assertThat(ParamEncoder.type(instant)).isEqualTo(ColumnType.DATETIME);
    }

    @Test
    void refusesPointsInTimeThatTheSessionsZoneCannotExpress() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        assertNotWritable(Instant.EPOCH, null, "session-time-zone");
        assertNotWritable(Instant.MAX, ZoneOffset.UTC, "0 to 9999");
        assertNotWritable(Instant.MIN, ZoneOffset.UTC, "0 to 9999");
        assertNotWritable(Instant.parse("9999-12-31T23:00:00Z"), berlin, "0 to 9999");
        assertNotWritable(Instant.parse("-0001-12-31T23:59:59Z"), ZoneOffset.UTC, "0 to 9999");
        assertThat(encode(Instant.parse("9999-12-31T23:59:59Z"), ZoneOffset.UTC))
                .isEqualTo("070f270c1f173b3b");
        assertThat(encode(Instant.parse("0000-01-01T00:00:00Z"), ZoneOffset.UTC))
                .isEqualTo("0700000101000000");
        assertNotWritable(Instant.parse("2023-10-29T01:30:00Z"), berlin, "session-time-zone");
        assertThat(encode(Instant.parse("2023-10-29T00:30:00Z"), berlin)).isEqualTo("07e7070a1d021e00");
    }

    @Test
    void takesOptionalsForWhatIsInThem() {
        assertEncoded(Optional.of(7), ColumnType.LONG, "07000000");
        assertThat(ParamEncoder.type(Optional.empty())).isEqualTo(ColumnType.NULL);
        assertThat(ParamEncoder.type(null)).isEqualTo(ColumnType.NULL);
    }

    @Test
    @Covers({"guarantee:5", "guarantee:6"})
    void refusesWhatCannotBeSentWithPositionAndClass() {
        assertRefused(new Object(), "java.lang.Object");
        assertRefused(new int[] {1}, "int[]");
        assertRefused(Double.NaN, "java.lang.Double");
        assertRefused(Double.NEGATIVE_INFINITY, "java.lang.Double");
        assertRefused(Float.POSITIVE_INFINITY, "java.lang.Float");
        assertRefused("a\ud800b", "java.lang.String");
        assertRefused("a\ud83d", "java.lang.String");
        assertRefused("\ude00", "java.lang.String");
        assertRefused('\ud83d', "java.lang.Character");
        assertRefused(BitSet.valueOf(new long[] {0, 1}), "java.util.BitSet");
        assertRefused(LocalDate.of(10_000, 1, 1), "java.time.LocalDate");
        assertRefused(LocalDateTime.of(-1, 1, 1, 0, 0), "java.time.LocalDateTime");
        assertRefused(Year.of(-1), "java.time.Year");
        assertRefused(Duration.ofHours(839), "java.time.Duration");
        assertRefused(Duration.ofHours(-839), "java.time.Duration");
        assertRefused(Duration.ofSeconds(Long.MAX_VALUE), "java.time.Duration");
        assertRefused(Duration.ofSeconds(Long.MIN_VALUE), "java.time.Duration");
        assertRefused(Optional.of(Optional.of(Double.NaN)), "java.lang.Double");
        assertRefused(Optional.of(new Object()), "java.lang.Object");
    }

    private static void assertRefused(Object value, String typeName) {
        assertThatThrownBy(() -> ParamEncoder.check(new @Nullable Object[] {1, null, value}))
                .isInstanceOfSatisfying(MySqlMappingException.class, e -> assertThat(e.outcome())
                        .isEqualTo(Outcome.NOT_SENT))
                .hasMessageStartingWith("Parameter 3 (" + typeName + ")");
    }

    private static void assertNotWritable(Instant value, @Nullable ZoneId zone, String hint) {
        assertThatThrownBy(() -> encode(value, zone))
                .isInstanceOfSatisfying(MySqlMappingException.class, e -> assertThat(e.outcome())
                        .isEqualTo(Outcome.NOT_SENT))
                .hasMessageContaining(hint);
    }

    private static void assertEncoded(Object value, int type, String hex) {
        assertThatCode(() -> ParamEncoder.check(new Object[] {value})).doesNotThrowAnyException();
        assertThat(ParamEncoder.type(value)).isEqualTo(type);
        assertThat(encode(value, ZoneOffset.UTC)).isEqualTo(hex);
    }

    private static String encode(Object value, @Nullable ZoneId zone) {
        PacketWriter out = new PacketWriter().startPacket(0);
        int start = out.size();
        ParamEncoder.writeValue(out, value, zone);
        return HexFormat.of().formatHex(Arrays.copyOfRange(out.array(), start, out.size()));
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes());
    }
}
