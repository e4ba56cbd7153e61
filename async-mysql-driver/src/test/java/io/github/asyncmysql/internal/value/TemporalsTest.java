package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.binary;
import static io.github.asyncmysql.internal.value.RowBytes.column;
import static io.github.asyncmysql.internal.value.RowBytes.hex;
import static io.github.asyncmysql.internal.value.RowBytes.text;
import static io.github.asyncmysql.internal.value.RowBytes.textColumn;
import static io.github.asyncmysql.internal.value.RowBytes.textPacket;
import static io.github.asyncmysql.internal.value.RowBytes.withDecimals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Covers("guarantee:5")
class TemporalsTest {

    private static final ColumnDefinition DATE = column(ColumnType.DATE);
    private static final ColumnDefinition DATETIME = column(ColumnType.DATETIME);
    private static final ColumnDefinition TIME = column(ColumnType.TIME);
    private static final ColumnDefinition DATETIME6 = withDecimals(ColumnType.DATETIME, 6);
    private static final ColumnDefinition TIME6 = withDecimals(ColumnType.TIME, 6);

    @Test
    void readsDates() {
        for (Row row : both(DATE, "2023-07-09", "04 e707 07 09")) {
            assertThat(row.get(0)).isEqualTo(LocalDate.of(2023, 7, 9));
            assertThat(row.getLocalDate(0)).isEqualTo(LocalDate.of(2023, 7, 9));
            assertThat(row.getLocalDateTime(0)).isEqualTo(LocalDateTime.of(2023, 7, 9, 0, 0));
            assertThat(row.getString(0)).isEqualTo("2023-07-09");
            assertThat(row.getBytes(0)).isEqualTo("2023-07-09".getBytes());
            assertFails(() -> row.getInstant(0));
            assertFails(() -> row.getLocalTime(0));
            assertFails(() -> row.getDuration(0));
            assertFails(() -> row.get(0, Year.class));
        }
    }

    @Test
    void readsTheLimitsOfDates() {
        assertThat(text(DATE, "0001-01-01").getLocalDate(0)).isEqualTo(LocalDate.of(1, 1, 1));
        assertThat(text(DATE, "9999-12-31").getLocalDate(0)).isEqualTo(LocalDate.of(9999, 12, 31));
        assertThat(binary(DATE, hex("04 0f27 0c 1f")).getLocalDate(0)).isEqualTo(LocalDate.of(9999, 12, 31));
        assertThat(binary(DATE, hex("04 e807 02 1d")).getLocalDate(0)).isEqualTo(LocalDate.of(2024, 2, 29));
    }

    @Test
    void readsDatesWithTimes() {
        LocalDateTime expected = LocalDateTime.of(2023, 7, 9, 23, 59, 58, 123_456_000);
        for (Row row : both(DATETIME6, "2023-07-09 23:59:58.123456", "0b e707 07 09 17 3b 3a 40e20100")) {
            assertThat(row.get(0)).isEqualTo(expected);
            assertThat(row.getLocalDateTime(0)).isEqualTo(expected);
            assertThat(row.getInstant(0)).isEqualTo(Instant.parse("2023-07-09T23:59:58.123456Z"));
            assertThat(row.get(0, OffsetDateTime.class)).isEqualTo(OffsetDateTime.parse("2023-07-09T23:59:58.123456Z"));
            assertThat(row.get(0, ZonedDateTime.class)).isEqualTo(expected.atZone(ZoneId.of("Z")));
            assertThat(row.getString(0)).isEqualTo("2023-07-09 23:59:58.123456");
            assertFails(() -> row.getLocalDate(0));
            assertFails(() -> row.getLocalTime(0));
        }
        for (Row row : both(DATETIME, "2023-07-09 23:59:58", "07 e707 07 09 17 3b 3a")) {
            assertThat(row.getLocalDateTime(0)).isEqualTo(expected.withNano(0));
            assertThat(row.getString(0)).isEqualTo("2023-07-09 23:59:58");
        }
        for (Row row : both(DATETIME6, "2023-07-09 00:00:00.000000", "04 e707 07 09")) {
            assertThat(row.getLocalDateTime(0)).isEqualTo(LocalDateTime.of(2023, 7, 9, 0, 0));
            assertThat(row.getLocalDate(0)).isEqualTo(LocalDate.of(2023, 7, 9));
            assertThat(row.getString(0)).isEqualTo("2023-07-09 00:00:00.000000");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, .1", "2, .12", "3, .123", "4, .1234", "5, .12345", "6, .123456"})
    void readsFractionsOfEachLength(int decimals, String fraction) {
        int micros = Integer.parseInt((fraction.substring(1) + "00000").substring(0, 6));
        byte[] binary = hex("0b e707 07 09 17 3b 3a 00000000");
        System.arraycopy(RowBytes.int4(micros), 0, binary, 8, 4);
        ColumnDefinition column = withDecimals(ColumnType.TIMESTAMP, decimals);
        for (Row row : new Row[] {text(column, "2023-07-09 23:59:58" + fraction), binary(column, binary)}) {
            assertThat(row.getLocalDateTime(0)).isEqualTo(LocalDateTime.of(2023, 7, 9, 23, 59, 58, micros * 1000));
            assertThat(row.getString(0)).isEqualTo("2023-07-09 23:59:58" + fraction);
        }
    }

    @Test
    void showsFractionsOfUnknownLengthOnlyWhereThereIsOne() {
        ColumnDefinition column = withDecimals(ColumnType.TIME, 31);

        assertThat(binary(column, hex("08 00 00000000 01 02 03")).getString(0)).isEqualTo("01:02:03");
        assertThat(binary(column, hex("0c 00 00000000 01 02 03 10000000")).getString(0))
                .isEqualTo("01:02:03.000016");
    }

    @Test
    @Covers({"hostile:T131"})
    void readsZeroDatesAsTextOnly() {
        for (Row row : both(DATE, "0000-00-00", "00")) {
            assertThat(row.isNull(0)).isFalse();
            assertThat(row.getString(0)).isEqualTo("0000-00-00");
            assertFails(() -> row.getLocalDate(0));
            assertFails(() -> row.getLocalDateTime(0));
            assertThatThrownBy(() -> row.get(0))
                    .isInstanceOf(MySqlMappingException.class)
                    .hasMessageContaining("zero date")
                    .hasNoCause();
        }
        for (Row row : both(DATETIME6, "0000-00-00 00:00:00.000000", "00")) {
            assertThat(row.getString(0)).isEqualTo("0000-00-00 00:00:00.000000");
            assertFails(() -> row.get(0));
            assertFails(() -> row.getInstant(0));
        }
        for (Row row : both(DATE, "2023-00-10", "04 e707 00 0a")) {
            assertThat(row.getString(0)).isEqualTo("2023-00-10");
            assertFails(() -> row.getLocalDate(0));
        }
        for (Row row : both(DATETIME, "2023-10-00 01:02:03", "07 e707 0a 00 01 02 03")) {
            assertThat(row.getString(0)).isEqualTo("2023-10-00 01:02:03");
            assertFails(() -> row.getLocalDateTime(0));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2023-02-30",
                "2023-04-31",
                "2023-13-01",
                "2023-01-32",
                "10000-01-01",
                "999-01-01",
                "2023-1-1",
                "2023/01/01",
                "20230101",
                "",
                "2023-01-01 ",
                "2023-01-01 00:00",
                "-001-01-01",
                "2023-01-0\u0661",
                "abcd-ef-gh"
            })
    @Covers("hostile:T131")
    void refusesImpossibleDatesInText(String value) {
        assertFails(() -> text(DATE, value).getLocalDate(0));
        assertFails(() -> text(DATETIME, value + " 00:00:00").getLocalDateTime(0));
        assertFails(() -> text(textColumn(ColumnType.VAR_STRING), value).getLocalDate(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "24:00:00",
                "00:60:00",
                "00:00:60",
                "1:02:03",
                "01:02",
                "01:02:03.",
                "01:02:03.1234567",
                "01:02:03,5",
                "01-02-03",
                "01:02:0x"
            })
    @Covers("hostile:T131")
    void refusesImpossibleTimesOfDayInText(String time) {
        assertFails(() -> text(DATETIME, "2023-01-01 " + time).getLocalDateTime(0));
        assertFails(() -> text(TIME, time.replace("24:", "9999:")).getDuration(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "07 e707 0d 01 00 00 00",
                "07 e707 ff 01 00 00 00",
                "07 e707 02 1e 00 00 00",
                "07 e707 01 20 00 00 00",
                "07 e707 01 01 18 00 00",
                "07 e707 01 01 19 00 00",
                "07 e707 01 01 00 3c 00",
                "07 e707 01 01 00 00 3c",
                "0b e707 01 01 00 00 00 40420f00",
                "0b e707 01 01 00 00 00 ffffffff",
                "07 1027 01 01 00 00 00",
                "07 ffff 01 01 00 00 00"
            })
    @Covers("hostile:T141")
    void refusesImpossibleDatesInBinary(String bytes) {
        Row row = binary(DATETIME, hex(bytes));

        assertFails(() -> row.getLocalDateTime(0));
        assertFails(() -> row.get(0));
        assertFails(() -> row.getInstant(0));
        assertThat(row.isNull(0)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08 00 ffffffff 00 00 00",
                "08 02 00000000 01 00 00",
                "08 ff 00000000 01 00 00",
                "08 00 00000000 18 00 00",
                "08 00 00000000 00 3c 00",
                "08 00 00000000 00 00 3c",
                "0c 00 00000000 00 00 00 40420f00",
                "0c 00 00000000 00 00 00 ffffffff",
                "08 00 22000000 17 00 00",
                "08 00 23000000 00 00 00"
            })
    @Covers({"hostile:T142", "hostile:T131"})
    void refusesImpossibleTimesInBinary(String bytes) {
        Row row = binary(TIME, hex(bytes));

        assertFails(() -> row.getDuration(0));
        assertFails(() -> row.get(0));
        assertFails(() -> row.getString(0));
    }

    @ParameterizedTest
    @CsvSource({
        "838:59:59.999999, 0c 00 22000000 16 3b 3b 3f420f00, 3020399999999",
        "-838:59:59.999999, 0c 01 22000000 16 3b 3b 3f420f00, -3020399999999",
        "-838:59:59.000000, 08 01 22000000 16 3b 3b, -3020399000000",
        "00:00:00.000000, 00, 0",
        "-00:00:00.000001, 0c 01 00000000 00 00 00 01000000, -1",
        "23:59:59.999999, 0c 00 00000000 17 3b 3b 3f420f00, 86399999999",
        "24:00:00.000000, 08 00 01000000 00 00 00, 86400000000",
        "01:02:03.000000, 08 00 00000000 01 02 03, 3723000000"
    })
    @Covers("hostile:T131")
    void readsTimesAsDurations(String text, String bytes, long micros) {
        for (Row row : both(TIME6, text, bytes)) {
            assertThat(row.getDuration(0)).isEqualTo(Duration.ofSeconds(micros / 1_000_000, micros % 1_000_000 * 1000));
            assertThat(row.get(0)).isEqualTo(row.getDuration(0));
            assertThat(row.getString(0)).isEqualTo(text);
            if (micros >= 0 && micros < 86_400_000_000L) {
                assertThat(row.getLocalTime(0)).isEqualTo(LocalTime.ofNanoOfDay(micros * 1000));
            } else {
                assertFails(() -> row.getLocalTime(0));
            }
            assertFails(() -> row.getLocalDateTime(0));
        }
    }

    @Test
    @Covers("hostile:T131")
    void refusesTimesBeyondTheServersLimits() {
        assertFails(() -> text(TIME, "999:99:99").getDuration(0));
        assertFails(() -> text(TIME, "839:00:00").getDuration(0));
        assertFails(() -> text(TIME, "--01:00:00").getDuration(0));
        assertFails(() -> text(TIME, "").getDuration(0));
        assertFails(() -> text(TIME, "-").getDuration(0));
    }

    @Test
    void readsDatesAndTimesFromStrings() {
        ColumnDefinition varchar = textColumn(ColumnType.VAR_STRING);

        assertThat(text(varchar, "2023-07-09").getLocalDate(0)).isEqualTo(LocalDate.of(2023, 7, 9));
        assertThat(text(varchar, "2023-07-09T01:02:03").getLocalDateTime(0))
                .isEqualTo(LocalDateTime.of(2023, 7, 9, 1, 2, 3));
        assertThat(text(varchar, "-25:00:00").getDuration(0)).isEqualTo(Duration.ofHours(-25));
    }

    @Test
    void readsPointsInTimeInTheSessionsZone() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");

        assertThat(inZone(berlin, "2023-07-09 12:00:00").getInstant(0)).isEqualTo("2023-07-09T10:00:00Z");
        assertThat(inZone(berlin, "2023-01-09 12:00:00").get(0, OffsetDateTime.class))
                .isEqualTo(OffsetDateTime.parse("2023-01-09T12:00:00+01:00"));
        assertThat(inZone(berlin, "2023-10-29 01:59:59").getInstant(0)).isEqualTo("2023-10-28T23:59:59Z");
        assertThat(inZone(berlin, "2023-10-29 03:00:00").getInstant(0)).isEqualTo("2023-10-29T02:00:00Z");
        assertThatThrownBy(() -> inZone(berlin, "2023-10-29 02:30:00").getInstant(0))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("occurs twice")
                .hasMessageContaining("session-time-zone");
        assertThat(inZone(berlin, "2023-10-29 02:30:00").getLocalDateTime(0)).isEqualTo("2023-10-29T02:30:00");
        assertFails(() -> inZone(berlin, "2023-03-26 02:30:00").getInstant(0));
        assertThatThrownBy(() -> inZone(null, "2023-07-09 12:00:00").getInstant(0))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("session-time-zone");
        assertThat(inZone(null, "2023-07-09 12:00:00").getLocalDateTime(0)).isEqualTo("2023-07-09T12:00:00");
    }

    private static WireRow inZone(@Nullable ZoneId zone, String value) {
        WireRow row = new WireRow(new RowDescriptor(new ColumnDefinition[] {DATETIME}, zone));
        row.bindText(RowBytes.reader(textPacket(value.getBytes())));
        return row;
    }

    private static Row[] both(ColumnDefinition column, String text, String bytes) {
        return new Row[] {text(column, text), binary(column, hex(bytes))};
    }

    private static void assertFails(ThrowingCallable read) {
        assertThatExceptionOfType(MySqlMappingException.class).isThrownBy(read);
    }
}
