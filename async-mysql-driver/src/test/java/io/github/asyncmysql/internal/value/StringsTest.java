package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.binary;
import static io.github.asyncmysql.internal.value.RowBytes.column;
import static io.github.asyncmysql.internal.value.RowBytes.descriptor;
import static io.github.asyncmysql.internal.value.RowBytes.hex;
import static io.github.asyncmysql.internal.value.RowBytes.lengthEncoded;
import static io.github.asyncmysql.internal.value.RowBytes.textColumn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.testsupport.Covers;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StringsTest {

    private static final ColumnDefinition VARCHAR = textColumn(ColumnType.VAR_STRING);
    private static final ColumnDefinition BLOB = column(ColumnType.BLOB);

    enum Fruit {
        APPLE,
        PEAR {
            @Override
            public String toString() {
                return "a pear";
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "héllo", "日本語", "😀👍🏽", "a\0b", "\uFFFD", "x\uFFFDé", "'\"\\"})
    void readsText(String value) {
        for (Row row : both(VARCHAR, value.getBytes(UTF_8))) {
            assertThat(row.getString(0)).isEqualTo(value);
            assertThat(row.get(0)).isEqualTo(value);
            assertThat(row.get(0, Object.class)).isEqualTo(value);
            assertThat(row.getBytes(0)).isEqualTo(value.getBytes(UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0af", "eda080", "e697", "ff", "61 80 62", "f8 88 80 80 80", "f4 90 80 80", "efbfbd 80"})
    @Covers({"hostile:T135", "guarantee:5"})
    void refusesInvalidUtf8ButGivesItsBytes(String bytes) {
        for (ColumnDefinition column : new ColumnDefinition[] {VARCHAR, BLOB, column(ColumnType.JSON)}) {
            for (Row row : both(column, hex(bytes))) {
                assertFails(() -> row.getString(0));
                assertThat(row.getBytes(0)).isEqualTo(hex(bytes));
            }
        }
        assertFails(() -> RowBytes.text(descriptor(VARCHAR), hex(bytes)).get(0));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                ColumnType.VARCHAR,
                ColumnType.VAR_STRING,
                ColumnType.STRING,
                ColumnType.TINY_BLOB,
                ColumnType.BLOB,
                ColumnType.MEDIUM_BLOB,
                ColumnType.LONG_BLOB
            })
    void tellsTextFromBytesByTheCharset(int type) {
        for (Row row : both(textColumn(type), "abc".getBytes(UTF_8))) {
            assertThat(row.get(0)).isEqualTo("abc");
        }
        for (Row row : both(column(type), "abc".getBytes(UTF_8))) {
            assertThat(row.get(0)).isEqualTo("abc".getBytes(UTF_8));
            assertThat(row.getString(0)).isEqualTo("abc");
            assertThat(row.get(0, ByteBuffer.class)).isEqualTo(ByteBuffer.wrap("abc".getBytes(UTF_8)));
        }
    }

    @Test
    @Covers("hostile:T132")
    void handsJsonOverAsTextWithoutLookingIntoIt() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        String large = "\"" + "é".repeat(5 << 20) + "\"";
        for (String json : new String[] {"{\"a\": 1}", deep, large}) {
            for (Row row : both(column(ColumnType.JSON), json.getBytes(UTF_8))) {
                assertThat(row.get(0)).isEqualTo(json);
            }
        }
    }

    @Test
    void readsGeometriesAsBytesAndEnumsAndSetsAsText() {
        for (Row row : both(column(ColumnType.GEOMETRY), hex("0000000001010000"))) {
            assertThat(row.get(0)).isEqualTo(hex("0000000001010000"));
        }
        for (Row row : both(column(ColumnType.ENUM), "small".getBytes(UTF_8))) {
            assertThat(row.get(0)).isEqualTo("small");
        }
        for (Row row : both(column(ColumnType.SET), "a,b".getBytes(UTF_8))) {
            assertThat(row.get(0)).isEqualTo("a,b");
        }
    }

    @Test
    @Covers("hostile:T134")
    void readsEnumsByName() {
        assertThat(RowBytes.text(VARCHAR, "APPLE").get(0, Fruit.class)).isEqualTo(Fruit.APPLE);
        assertThat(RowBytes.text(VARCHAR, "PEAR").get(0, Fruit.class)).isEqualTo(Fruit.PEAR);
        assertThat(RowBytes.text(VARCHAR, null).get(0, Fruit.class)).isNull();
        assertFails(() -> RowBytes.text(VARCHAR, "apple").get(0, Fruit.class));
        assertFails(() -> RowBytes.text(VARCHAR, "").get(0, Fruit.class));
        assertFails(() -> RowBytes.text(column(ColumnType.LONG), "0").get(0, Fruit.class));
    }

    @Test
    void readsUuidsFromTextAndFrom16Bytes() {
        UUID uuid = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        byte[] bytes = hex("f81d4fae7dec11d0a76500a0c91e6bf6");
        for (Row row : both(VARCHAR, uuid.toString().getBytes(UTF_8))) {
            assertThat(row.get(0, UUID.class)).isEqualTo(uuid);
        }
        for (Row row : both(column(ColumnType.STRING), bytes)) {
            assertThat(row.get(0, UUID.class)).isEqualTo(uuid);
        }
        assertThat(RowBytes.text(VARCHAR, "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6")
                        .get(0, UUID.class))
                .isEqualTo(uuid);
        for (String wrong : new String[] {
            "",
            "f81d4fae7dec11d0a76500a0c91e6bf6",
            "f81d4fae-7dec-11d0-a765-00a0c91e6bfx",
            "0f81d4fae-7dec-11d0-a76-00a0c91e6bf6",
            "1234567890123456",
            " ".repeat(36)
        }) {
            assertFails(() -> RowBytes.text(VARCHAR, wrong).get(0, UUID.class));
        }
        assertFails(() -> RowBytes.text(column(ColumnType.LONG), "1").get(0, UUID.class));
    }

    @Test
    void readsSingleCharacters() {
        assertThat(RowBytes.text(VARCHAR, "é").get(0, Character.class)).isEqualTo('é');
        assertThat(RowBytes.text(VARCHAR, "x").get(0, char.class)).isEqualTo('x');
        assertFails(() -> RowBytes.text(VARCHAR, "").get(0, Character.class));
        assertFails(() -> RowBytes.text(VARCHAR, "xy").get(0, Character.class));
        assertFails(() -> RowBytes.text(VARCHAR, "😀").get(0, Character.class));
        assertFails(() -> RowBytes.text(column(ColumnType.LONG), "1").get(0, Character.class));
    }

    @Test
    void givesCopiesOfBytes() {
        WireRow row = RowBytes.text(descriptor(BLOB), hex("010203"));

        byte[] first = row.getBytes(0);
        first[0] = 9;

        assertThat(row.getBytes(0)).isEqualTo(hex("010203"));
    }

    private static Row[] both(ColumnDefinition column, byte[] value) {
        return new Row[] {RowBytes.text(descriptor(column), value), binary(column, lengthEncoded(value))};
    }

    private static void assertFails(ThrowingCallable read) {
        assertThatExceptionOfType(MySqlMappingException.class).isThrownBy(read);
    }
}
