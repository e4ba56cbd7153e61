package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.UNSIGNED;
import static io.github.asyncmysql.internal.value.RowBytes.binary;
import static io.github.asyncmysql.internal.value.RowBytes.column;
import static io.github.asyncmysql.internal.value.RowBytes.hex;
import static io.github.asyncmysql.internal.value.RowBytes.int4;
import static io.github.asyncmysql.internal.value.RowBytes.int8;
import static io.github.asyncmysql.internal.value.RowBytes.lengthEncoded;
import static io.github.asyncmysql.internal.value.RowBytes.text;
import static io.github.asyncmysql.internal.value.RowBytes.textColumn;
import static io.github.asyncmysql.internal.value.RowBytes.withLength;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.testsupport.Covers;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Year;
import java.util.BitSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Covers("guarantee:5")
class NumbersTest {

    private static final ColumnDefinition DECIMAL = column(ColumnType.NEWDECIMAL);
    private static final ColumnDefinition BIGINT_UNSIGNED = column(ColumnType.LONGLONG, UNSIGNED);
    private static final ColumnDefinition VARCHAR = textColumn(ColumnType.VAR_STRING);

    @ParameterizedTest
    @CsvSource({"3, 5", "3, 4294967295", "8, 18446744073709551615", "8, 0"})
    void readsNumbersFilledWithZerosToTheGreatestWidth(int type, BigInteger value) {
        String digits = value.toString();
        Row row = text(withLength(type, UNSIGNED | 1 << 6, 255), "0".repeat(255 - digits.length()) + digits);
        assertThat(row.getBigInteger(0)).isEqualTo(value);
        assertThat(row.getBigDecimal(0)).isEqualByComparingTo(new BigDecimal(value));
        assertThat(row.get(0)).asString().isEqualTo(digits);
        assertThat(row.getString(0)).hasSize(255);
    }

    @Test
    void zerosInFrontDoNotMakeANumberOfAnyLength() {
        assertThat(text(VARCHAR, "-" + "0".repeat(255) + ".5").getDouble(0)).isEqualTo(-0.5);
        assertThat(text(VARCHAR, "0".repeat(255) + "7".repeat(100)).getBigInteger(0))
                .isEqualTo(new BigInteger("7".repeat(100)));
        assertThatThrownBy(() -> text(VARCHAR, "0".repeat(1000)).getBigDecimal(0))
                .isInstanceOf(MySqlMappingException.class);
        assertThatThrownBy(() -> text(VARCHAR, "0.".repeat(2)).getDouble(0)).isInstanceOf(MySqlMappingException.class);
        assertThatThrownBy(() -> text(VARCHAR, "-").getDouble(0)).isInstanceOf(MySqlMappingException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, -128, 80",
        "1, 0, 127, 7f",
        "1, 32, 255, ff",
        "2, 0, -32768, 0080",
        "2, 32, 65535, ffff",
        "9, 0, -8388608, 000080ff",
        "9, 32, 16777215, ffffff00",
        "3, 0, -2147483648, 00000080",
        "3, 0, 2147483647, ffffff7f",
        "3, 32, 4294967295, ffffffff",
        "8, 0, -9223372036854775808, 0000000000000080",
        "8, 0, 9223372036854775807, ffffffffffffff7f",
        "13, 32, 2155, 6b08",
        "13, 32, 1901, 6d07",
        "8, 0, 0, 0000000000000000"
    })
    void readsTheLimitsOfEachIntegerType(int type, int flags, long value, String bytes) {
        ColumnDefinition column = column(type, flags);
        for (Row row : new Row[] {text(column, Long.toString(value)), binary(column, hex(bytes))}) {
            assertThat(row.getLong(0)).isEqualTo(value);
            assertThat(row.getBigInteger(0)).isEqualTo(BigInteger.valueOf(value));
            assertThat(row.getBigDecimal(0)).isEqualTo(BigDecimal.valueOf(value));
            assertThat(row.getString(0)).isEqualTo(Long.toString(value));
            assertThat(row.getBytes(0)).isEqualTo(Long.toString(value).getBytes());
            if (value == (int) value) {
                assertThat(row.getInt(0)).isEqualTo((int) value);
                assertThat(row.getDouble(0)).isEqualTo(value);
            } else {
                assertFails(() -> row.getInt(0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "18446744073709551615"})
    void readsTheUpperHalfOfUnsignedBigints(String value) {
        byte[] bytes = int8(Long.parseUnsignedLong(value));
        for (Row row : new Row[] {text(BIGINT_UNSIGNED, value), binary(BIGINT_UNSIGNED, bytes)}) {
            assertThat(row.get(0)).isEqualTo(new BigInteger(value));
            assertThat(row.getBigDecimal(0)).isEqualTo(new BigDecimal(value));
            assertThat(row.getString(0)).isEqualTo(value);
            assertFails(() -> row.getLong(0));
            assertFails(() -> row.getInt(0));
            if (value.endsWith("8")) {
                assertThat(row.getDouble(0)).isEqualTo(0x1p63);
                assertThat(row.getFloat(0)).isEqualTo(0x1p63f);
            } else {
                assertFails(() -> row.getDouble(0));
                assertFails(() -> row.getFloat(0));
            }
        }
    }

    @Test
    void hasANaturalTypeForEachKindOfNumber() {
        assertNatural(column(ColumnType.TINY), "1", hex("01"), 1);
        assertNatural(column(ColumnType.SHORT, UNSIGNED), "1", hex("0100"), 1);
        assertNatural(column(ColumnType.INT24, UNSIGNED), "1", int4(1), 1L);
        assertNatural(column(ColumnType.LONG), "-1", int4(-1), -1);
        assertNatural(column(ColumnType.LONG, UNSIGNED), "4294967295", int4(-1), 4294967295L);
        assertNatural(column(ColumnType.LONGLONG), "-1", int8(-1), -1L);
        assertNatural(BIGINT_UNSIGNED, "1", int8(1), BigInteger.ONE);
        assertNatural(column(ColumnType.FLOAT), "0.1", int4(Float.floatToIntBits(0.1f)), 0.1f);
        assertNatural(column(ColumnType.DOUBLE), "0.1", int8(Double.doubleToLongBits(0.1)), 0.1);
        assertNatural(DECIMAL, "-1.50", lengthEncoded("-1.50"), new BigDecimal("-1.50"));
        assertNatural(column(ColumnType.YEAR, UNSIGNED), "2023", hex("e707"), Year.of(2023));
        assertNatural(withLength(ColumnType.BIT, UNSIGNED, 1), "\1", hex("01 01"), true);
        assertNatural(
                withLength(ColumnType.BIT, UNSIGNED, 9), "\1\2", hex("02 01 02"), BitSet.valueOf(new long[] {258}));
    }

    private static void assertNatural(ColumnDefinition column, String text, byte[] binary, Object expected) {
        assertThat(text(column, text).get(0)).isEqualTo(expected);
        assertThat(binary(column, binary).get(0)).isEqualTo(expected);
        assertThat(binary(column, binary).get(0, Object.class)).isEqualTo(expected);
        if (expected instanceof Number) {
            assertThat(text(column, text).get(0, Number.class)).isEqualTo(expected);
            assertThat(binary(column, binary).get(0, Number.class)).isEqualTo(expected);
        }
    }

    @Test
    void padsNumbersThatAreFilledWithZeros() {
        ColumnDefinition column = withLength(ColumnType.LONG, UNSIGNED | 1 << 6, 5);

        assertThat(text(column, "00042").getString(0)).isEqualTo("00042");
        assertThat(binary(column, int4(42)).getString(0)).isEqualTo("00042");
        assertThat(binary(column, int4(1_234_567)).getString(0)).isEqualTo("1234567");
        assertThat(text(column, "00042").getInt(0)).isEqualTo(42);
    }

    @Test
    void readsBooleansFromZeroAndOneOnly() {
        ColumnDefinition bit = withLength(ColumnType.BIT, UNSIGNED, 1);
        assertThat(text(column(ColumnType.TINY), "1").getBoolean(0)).isTrue();
        assertThat(binary(column(ColumnType.TINY), hex("00")).getBoolean(0)).isFalse();
        assertThat(binary(bit, hex("01 01")).getBoolean(0)).isTrue();
        assertThat(text(bit, "\0").get(0, Boolean.class)).isFalse();
        assertThat(text(DECIMAL, "1.0").getBoolean(0)).isTrue();
        assertFails(() -> text(column(ColumnType.TINY), "2").getBoolean(0));
        assertFails(() -> text(column(ColumnType.TINY), "-1").getBoolean(0));
        assertFails(() -> text(VARCHAR, "true").getBoolean(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+",
                ".",
                "e5",
                "1e",
                "1e+",
                "0x10",
                "1_000",
                " 1",
                "1 ",
                "1,5",
                "NaN",
                "nan",
                "inf",
                "-Infinity",
                "1f",
                "1d",
                "1.2.3",
                "--1",
                "+-1",
                "1e5.0",
                "\u0661\u0662",
                "1\0",
                "abc"
            })
    @Covers("hostile:T129")
    void refusesTextThatIsNotANumber(String value) {
        for (Row row : new Row[] {text(VARCHAR, value), binary(VARCHAR, lengthEncoded(value)), text(DECIMAL, value)}) {
            assertFails(() -> row.getLong(0));
            assertFails(() -> row.getInt(0));
            assertFails(() -> row.getDouble(0));
            assertFails(() -> row.getFloat(0));
            assertFails(() -> row.getBigDecimal(0));
            assertFails(() -> row.getBigInteger(0));
        }
    }

    @Test
    @Covers("hostile:T129")
    void refusesAbsurdNumbersWithoutComputingThem() {
        String digits = "9".repeat(1_000_000);
        for (String value : new String[] {digits, "1E+1000000000", "1E-1000000000", "1e99999", "0." + digits}) {
            Row row = text(DECIMAL, value);
            assertFails(() -> row.getBigDecimal(0));
            assertFails(() -> row.getBigInteger(0));
            assertFails(() -> row.getLong(0));
            assertFails(() -> row.getDouble(0));
        }
    }

    @Test
    void readsDecimalsExactly() {
        String widest = "-" + "9".repeat(35) + "." + "9".repeat(30);
        for (String value :
                new String[] {"0", "-0.00", "5.00", "0.1", "-123456789012345678901234567890.12", widest, "1e5"}) {
            Row row = binary(DECIMAL, lengthEncoded(value));
            assertThat(row.getBigDecimal(0)).isEqualTo(new BigDecimal(value));
            assertThat(text(DECIMAL, value).getBigDecimal(0)).isEqualTo(new BigDecimal(value));
            assertThat(row.getString(0)).isEqualTo(value);
        }
        assertThat(text(DECIMAL, "5.00").getInt(0)).isEqualTo(5);
        assertThat(text(DECIMAL, "-9223372036854775808").getLong(0)).isEqualTo(Long.MIN_VALUE);
        assertFails(() -> text(DECIMAL, "9223372036854775808").getLong(0));
        assertFails(() -> text(DECIMAL, "5.01").getInt(0));
        assertFails(() -> text(DECIMAL, "0.5").getBigInteger(0));
        assertThat(text(VARCHAR, "1e3").getInt(0)).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0,
                -0.0,
                1,
                -1.5,
                0.1,
                1e22,
                1e23,
                1.7976931348623157e308,
                4.9e-324,
                2.2250738585072014e-308,
                123456.789,
                9007199254740993.0
            })
    @Covers("hostile:T130")
    void readsDoublesAlikeFromTextAndBinary(double value) {
        ColumnDefinition column = column(ColumnType.DOUBLE);
        String text = Double.toString(value).replace("E", "e");
        for (Row row : new Row[] {text(column, text), binary(column, int8(Double.doubleToLongBits(value)))}) {
            assertThat(row.getDouble(0)).isEqualTo(value);
            assertThat(row.get(0)).isEqualTo(value);
            assertThat(row.getString(0)).isEqualTo(Double.toString(value));
            assertThat(row.getBigDecimal(0)).isEqualTo(BigDecimal.valueOf(value));
        }
    }

    @Test
    @Covers("hostile:T130")
    void refusesNumbersThatAreNotFinite() {
        ColumnDefinition column = column(ColumnType.DOUBLE);
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertFails(
                    () -> binary(column, int8(Double.doubleToLongBits(value))).getDouble(0));
            assertFails(
                    () -> binary(column, int8(Double.doubleToLongBits(value))).get(0));
            assertFails(() -> binary(column(ColumnType.FLOAT), int4(Float.floatToIntBits((float) value)))
                    .getFloat(0));
        }
        assertFails(() -> text(column, "1e400").getDouble(0));
        assertFails(() -> text(column, "-1e400").getDouble(0));
        assertFails(() -> text(column(ColumnType.FLOAT), "1e39").getFloat(0));
        assertThat(text(column, "1e-400").getDouble(0)).isZero();
    }

    @Test
    void cutsNoBitsOfFloatingPointNumbers() {
        ColumnDefinition column = column(ColumnType.DOUBLE);
        assertThat(text(column, "0.5").getFloat(0)).isEqualTo(0.5f);
        assertFails(() -> text(column, "0.1").getFloat(0));
        assertFails(() -> text(column, "0.5").getInt(0));
        assertFails(() -> text(column, "1e19").getLong(0));
        assertFails(() -> text(column, "9223372036854775808").getLong(0));
        assertThat(text(column, "-9223372036854775808").getLong(0)).isEqualTo(Long.MIN_VALUE);
        assertFails(() -> text(column(ColumnType.LONGLONG), "9007199254740993").getDouble(0));
        assertFails(
                () -> text(column(ColumnType.LONGLONG), "9223372036854775807").getDouble(0));
        assertFails(() -> text(column(ColumnType.LONG), "16777217").getFloat(0));
        assertThat(text(DECIMAL, "0.1").getDouble(0)).isEqualTo(0.1);
        assertThat(text(DECIMAL, "0.1").getFloat(0)).isEqualTo(0.1f);
    }

    @ParameterizedTest
    @CsvSource({"1, -128, -129", "2, 32767, 32768"})
    void refusesNumbersThatDoNotFitIntoBytesAndShorts(int ignored, String fits, String tooLarge) {
        ColumnDefinition column = column(ColumnType.LONG);
        Class<? extends Number> type = ignored == 1 ? Byte.class : Short.class;

        assertThat(text(column, fits).get(0, type)).hasToString(fits);
        assertFails(() -> text(column, tooLarge).get(0, type));
    }

    @Test
    @Covers("hostile:T134")
    void refusesBitFieldsAndVectorsOfAWrongShape() {
        ColumnDefinition bit = withLength(ColumnType.BIT, UNSIGNED, 64);
        assertThat(binary(bit, hex("08 ffffffffffffffff")).getBigInteger(0)).isEqualTo("18446744073709551615");
        assertThat(binary(bit, hex("08 ffffffffffffffff")).get(0, BitSet.class).cardinality())
                .isEqualTo(64);
        assertThat(binary(bit, hex("02 0102")).getBytes(0)).isEqualTo(hex("0102"));
        assertThat(binary(bit, hex("02 0102")).getString(0)).isEqualTo("258");
        assertThat(binary(bit, hex("02 0102")).get(0, Number.class)).isEqualTo(258L);
        assertFails(() -> binary(bit, hex("08 ffffffffffffffff")).getLong(0));
        assertFails(() -> binary(bit, hex("00")).getLong(0));
        assertFails(() -> binary(bit, hex("09 000000000000000001")).get(0));
        assertFails(() ->
                binary(withLength(ColumnType.BIT, UNSIGNED, 1), hex("01 02")).get(0));

        ColumnDefinition vector = column(ColumnType.VECTOR);
        assertThat((float[]) binary(vector, hex("08 0000803f 00000040")).get(0)).containsExactly(1f, 2f);
        assertThat(binary(vector, hex("04 0000803f")).get(0, float[].class)).containsExactly(1f);
        assertFails(() -> binary(vector, hex("03 000080")).get(0));
    }

    @Test
    void convertsNoNumbersToDatesAndNoDatesToNumbers() {
        assertFails(() -> text(column(ColumnType.LONG), "20230101").getLocalDate(0));
        assertFails(() -> text(column(ColumnType.LONG), "1").get(0, Duration.class));
        assertFails(() -> text(column(ColumnType.DATE), "2023-01-01").getLong(0));
        assertFails(() -> text(column(ColumnType.TIME), "00:00:01").getDouble(0));
        assertFails(() -> text(column(ColumnType.DATE), "2023-01-01").get(0, Number.class));
        assertFails(() -> text(column(ColumnType.LONG), "1").get(0, BitSet.class));
        assertFails(() -> text(column(ColumnType.LONG), "10000").get(0, Year.class));
    }

    @Test
    @Covers({"guarantee:25", "guarantee:26"})
    void namesColumnAndTypesButNotTheValue() {
        ColumnDefinition column =
                new ColumnDefinition("t", "b\u001b[31mad", RowBytes.UTF8MB4, 10, ColumnType.VAR_STRING, 0, 0);
        assertThatThrownBy(() -> text(column, "hunter2").getInt(0))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessage("Column 'b\\u001b[31mad' (VARCHAR) cannot be read as int: it is not a number")
                .hasNoCause();
        assertThatThrownBy(() -> text(column, "hunter2").get(0, Thread.State.class))
                .hasMessage(
                        "Column 'b\\u001b[31mad' (VARCHAR) cannot be read as State: it is not the name of a constant")
                .hasNoCause();
    }

    private static void assertFails(ThrowingCallable read) {
        assertThatExceptionOfType(MySqlMappingException.class).isThrownBy(read);
    }
}
