package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.binary;
import static io.github.asyncmysql.internal.value.RowBytes.binaryPacket;
import static io.github.asyncmysql.internal.value.RowBytes.column;
import static io.github.asyncmysql.internal.value.RowBytes.descriptor;
import static io.github.asyncmysql.internal.value.RowBytes.hex;
import static io.github.asyncmysql.internal.value.RowBytes.lengthEncoded;
import static io.github.asyncmysql.internal.value.RowBytes.reader;
import static io.github.asyncmysql.internal.value.RowBytes.textColumn;
import static io.github.asyncmysql.internal.value.RowBytes.textPacket;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.testsupport.Covers;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireRowTest {

    private static final ColumnDefinition INT = column(ColumnType.LONG);
    private static final ColumnDefinition TEXT = textColumn(ColumnType.VAR_STRING);

    @Test
    void findsTheFieldsOfATextRow() {
        WireRow row = RowBytes.text(descriptor(INT, TEXT, INT), "42".getBytes(), "héllo".getBytes(UTF_8), null);

        assertThat(row.size()).isEqualTo(3);
        assertThat(row.getInt(0)).isEqualTo(42);
        assertThat(row.getString(1)).isEqualTo("héllo");
        assertThat(row.isNull(2)).isTrue();
        assertThat(row.isNull(0)).isFalse();
        assertThat(row.get(2)).isNull();
    }

    @Test
    void findsTheFieldsOfABinaryRow() {
        WireRow row = binary(descriptor(INT, TEXT, INT), hex("10"), hex("2a000000"), lengthEncoded("héllo"));

        assertThat(row.getInt(0)).isEqualTo(42);
        assertThat(row.getString("C")).isEqualTo("42");
        assertThat(row.getString(1)).isEqualTo("héllo");
        assertThat(row.isNull(2)).isTrue();
    }

    @Test
    void findsFieldsBehindLongOnes() {
        for (int length : new int[] {0, 250, 251, 65_535, 65_536, 1 << 24}) {
            byte[] long0 = new byte[length];
            Arrays.fill(long0, (byte) 'x');

            WireRow text = RowBytes.text(descriptor(TEXT, INT), long0, "7".getBytes());
            WireRow binary = binary(descriptor(TEXT, INT), hex("00"), lengthEncoded(long0), hex("07000000"));

            assertThat(text.getBytes(0)).isEqualTo(long0);
            assertThat(text.getInt(1)).isEqualTo(7);
            assertThat(binary.getBytes(0)).isEqualTo(long0);
            assertThat(binary.getInt(1)).isEqualTo(7);
        }
    }

    @Test
    void readsNullBitmapsLongerThanAByte() {
        for (int columns = 1; columns <= 40; columns++) {
            for (int nullAt = 0; nullAt < columns; nullAt++) {
                byte[] bitmap = new byte[(columns + 9) / 8];
                bitmap[(nullAt + 2) / 8] |= (byte) (1 << (nullAt + 2) % 8);
                ColumnDefinition[] definitions = new ColumnDefinition[columns];
                Arrays.fill(definitions, column(ColumnType.TINY));
                byte[] values = new byte[columns - 1];
                Arrays.fill(values, (byte) 5);

                WireRow row = binary(descriptor(definitions), bitmap, values);

                int expected = nullAt;
                assertThat(IntStream.range(0, columns)).allMatch(i -> row.isNull(i) == (i == expected));
            }
        }
    }

    @Test
    @Covers("hostile:T125")
    void refusesBytesLeftOver() {
        assertMalformed(reader(hex("01 31 00")), true, INT);
        assertMalformed(reader(hex("00 00 2a000000 00")), false, INT);
    }

    @Test
    @Covers("hostile:T124")
    void refusesTooFewFields() {
        assertMalformed(reader(hex("01 31")), true, INT, INT);
        assertMalformed(reader(new byte[0]), true, INT);
        assertMalformed(reader(hex("00 00 2a000000")), false, INT, INT);
        assertMalformed(reader(hex("00 00 2a0000")), false, INT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "02 31",
                "ff 31",
                "fc 01",
                "fc ffff 31",
                "fd 010000",
                "fe 0000000000000080 31",
                "fe ffffffffffffffff 31"
            })
    @Covers("hostile:T126")
    void refusesFieldsLongerThanTheRow(String packet) {
        assertMalformed(reader(hex(packet)), true, TEXT);
        assertMalformed(reader(binaryPacket(hex("00"), hex(packet))), false, TEXT);
    }

    @Test
    void refusesTheNullMarkerOfTextRowsInBinaryRows() {
        assertMalformed(reader(hex("00 00 fb")), false, TEXT);
        assertMalformed(reader(hex("00 00 fb")), false, column(ColumnType.DATETIME));
    }

    @Test
    @Covers("hostile:T139")
    void refusesAShortNullBitmapAndIgnoresBitsWithoutAColumn() {
        ColumnDefinition[] seven = new ColumnDefinition[7];
        Arrays.fill(seven, column(ColumnType.TINY));
        assertMalformed(reader(hex("00 00")), false, seven);
        assertMalformed(reader(hex("00")), false, INT);

        WireRow row = binary(descriptor(INT), hex("fb"), hex("2a000000"));

        assertThat(row.getInt(0)).isEqualTo(42);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 8, 9, 10, 12, 250, 255})
    @Covers("hostile:T140")
    void refusesDatesOfAWrongLength(int length) {
        byte[] value = new byte[length + 1];
        value[0] = (byte) length;
        for (int type : new int[] {ColumnType.DATE, ColumnType.DATETIME, ColumnType.TIMESTAMP}) {
            assertMalformed(reader(binaryPacket(hex("00"), value)), false, column(type));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13, 255})
    @Covers("hostile:T140")
    void refusesTimesOfAWrongLength(int length) {
        byte[] value = new byte[length + 1];
        value[0] = (byte) length;
        assertMalformed(reader(binaryPacket(hex("00"), value)), false, column(ColumnType.TIME));
    }

    @Test
    @Covers("hostile:T146")
    void refusesDataInAColumnOfTypeNull() {
        assertMalformed(reader(hex("00 00 01 31")), false, column(ColumnType.NULL));
        assertMalformed(reader(hex("00 00")), false, column(ColumnType.NULL));

        assertThat(RowBytes.binaryNull(column(ColumnType.NULL)).get(0)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x0e, 0x11, 0x15, 0x80, 0xf1, 0xf4})
    @Covers("hostile:T119")
    void hasNoBinaryFormForUnknownTypesAndTakesTextOnesAsBytes(int type) {
        assertMalformed(reader(hex("00 00 01 31")), false, column(type));

        assertThat(RowBytes.text(column(type), "12").get(0)).isEqualTo("12".getBytes());
    }

    @Test
    @Covers("hostile:T145")
    void refusesATextRowWhereABinaryOneIsDueAndTheReverse() {
        assertMalformed(reader(textPacket("1234".getBytes())), false, INT);
        assertMalformed(reader(hex("00 00 2a000000")), true, INT);
        assertMalformed(reader(textPacket("a".getBytes(), "b".getBytes())), false, TEXT, TEXT);
    }

    @Test
    @Covers("hostile:T136")
    void givesNullOrFailsForPrimitivesWhereNullIsNotAllowed() {
        ColumnDefinition notNull = column(ColumnType.LONG, ColumnDefinition.FLAG_NOT_NULL);
        for (WireRow row : new WireRow[] {RowBytes.text(notNull, null), RowBytes.binaryNull(notNull)}) {
            assertThat(row.get(0)).isNull();
            assertThat(row.getString(0)).isNull();
            assertThat(row.get(0, Integer.class)).isNull();
            assertThatThrownBy(() -> row.getInt(0))
                    .isInstanceOf(MySqlMappingException.class)
                    .hasMessage("Column 'c' (INT) cannot be read as int: it is NULL");
            assertThatThrownBy(() -> row.getLong(0)).isInstanceOf(MySqlMappingException.class);
            assertThatThrownBy(() -> row.getBoolean(0)).isInstanceOf(MySqlMappingException.class);
            assertThatThrownBy(() -> row.getFloat(0)).isInstanceOf(MySqlMappingException.class);
            assertThatThrownBy(() -> row.getDouble(0)).isInstanceOf(MySqlMappingException.class);
        }
    }

    @Test
    @Covers("hostile:T206")
    void failsWithAHintAfterTheMapperHasReturned() {
        WireRow row = RowBytes.text(INT, "1");

        row.unbind();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> row.getInt(0))
                .withMessageContaining("detach()");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> row.isNull(0));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> row.get(0));
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(row::detach);
        assertThat(row.columns()).hasSize(1);
    }

    @Test
    void keepsADetachedRowWhenTheViewMovesOn() {
        RowDescriptor descriptor = descriptor(INT, TEXT);
        WireRow row = new WireRow(descriptor);
        PacketReader in = reader(textPacket("1".getBytes(), "one".getBytes()));
        row.bindText(in);
        Row detached = row.detach();

        Arrays.fill(in.array(), (byte) 0);
        row.bindBinary(reader(binaryPacket(hex("00"), hex("02000000"), lengthEncoded("two"))));
        Row second = row.detach();
        row.unbind();

        assertThat(detached.getInt(0)).isEqualTo(1);
        assertThat(detached.getString(1)).isEqualTo("one");
        assertThat(second.getInt(0)).isEqualTo(2);
        assertThat(second.getString(1)).isEqualTo("two");
        assertThat(detached.detach()).isSameAs(detached);
    }

    @ParameterizedTest
    @CsvSource({"-1", "1", "2147483647"})
    void refusesAnIndexOutOfRange(int index) {
        WireRow row = RowBytes.text(INT, "1");

        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> row.getInt(index));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> row.get(index));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> row.isNull(index));
    }

    @Test
    void namesTheJavaTypesThatColumnsAreNotReadAs() {
        assertThatThrownBy(() -> RowBytes.text(INT, "1").get(0, Thread.class))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("java.lang.Thread")
                .hasMessageContaining("'c'");
    }

    private static void assertMalformed(PacketReader in, boolean text, ColumnDefinition... columns) {
        WireRow row = new WireRow(descriptor(columns));
        assertThatExceptionOfType(MySqlProtocolException.class).isThrownBy(() -> {
            if (text) {
                row.bindText(in);
            } else {
                row.bindBinary(in);
            }
        });
    }
}
