package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.UNSIGNED;
import static io.github.asyncmysql.internal.value.RowBytes.column;
import static io.github.asyncmysql.internal.value.RowBytes.descriptor;
import static io.github.asyncmysql.internal.value.RowBytes.named;
import static io.github.asyncmysql.internal.value.RowBytes.textColumn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.Column;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.testsupport.Covers;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowDescriptorTest {

    @Test
    void describesColumnsInTheWordsOfUsers() {
        RowDescriptor descriptor = new RowDescriptor(
                List.of(new ColumnDefinition(
                        "users", "id", 63, 20, ColumnType.LONGLONG, UNSIGNED | ColumnDefinition.FLAG_NOT_NULL, 0)),
                ZoneOffset.UTC);

        assertThat(descriptor.columns()).containsExactly(new Column("id", "users", "BIGINT UNSIGNED", 20, 0, false));
        assertThat(descriptor.columns()).isSameAs(descriptor.columns());
        assertThat(descriptor.size()).isEqualTo(1);
        assertThat(descriptor.column(0).name()).isEqualTo("id");
        assertThat(descriptor.zone()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void namesTypes() {
        assertThat(typeName(column(ColumnType.TINY))).isEqualTo("TINYINT");
        assertThat(typeName(column(ColumnType.INT24, UNSIGNED))).isEqualTo("MEDIUMINT UNSIGNED");
        assertThat(typeName(column(ColumnType.NEWDECIMAL))).isEqualTo("DECIMAL");
        assertThat(typeName(column(ColumnType.YEAR, UNSIGNED))).isEqualTo("YEAR");
        assertThat(typeName(column(ColumnType.BIT, UNSIGNED))).isEqualTo("BIT");
        assertThat(typeName(column(ColumnType.VAR_STRING))).isEqualTo("VARBINARY");
        assertThat(typeName(textColumn(ColumnType.VAR_STRING))).isEqualTo("VARCHAR");
        assertThat(typeName(column(ColumnType.STRING))).isEqualTo("BINARY");
        assertThat(typeName(textColumn(ColumnType.STRING))).isEqualTo("CHAR");
        assertThat(typeName(column(ColumnType.STRING, ColumnDefinition.FLAG_ENUM)))
                .isEqualTo("ENUM");
        assertThat(typeName(column(ColumnType.STRING, ColumnDefinition.FLAG_SET)))
                .isEqualTo("SET");
        assertThat(typeName(column(ColumnType.BLOB))).isEqualTo("BLOB");
        assertThat(typeName(textColumn(ColumnType.BLOB))).isEqualTo("TEXT");
        assertThat(typeName(column(ColumnType.JSON))).isEqualTo("JSON");
        assertThat(typeName(column(ColumnType.TIMESTAMP))).isEqualTo("TIMESTAMP");
        assertThat(typeName(column(0x15))).isEqualTo("UNKNOWN(21)");
    }

    private static String typeName(ColumnDefinition column) {
        return descriptor(column).columns().get(0).typeName();
    }

    @Test
    void findsColumnsIgnoringCaseAndTheFirstOfEqualOnes() {
        RowDescriptor descriptor = descriptor(
                named("Name", ColumnType.LONG),
                named("ID", ColumnType.LONG),
                named("id", ColumnType.LONG),
                named("", ColumnType.LONG),
                named("id", ColumnType.LONG));

        assertThat(descriptor.indexOf("name")).isZero();
        assertThat(descriptor.indexOf("Name")).isZero();
        assertThat(descriptor.indexOf("id")).isEqualTo(1);
        assertThat(descriptor.indexOf("ID")).isEqualTo(1);
        assertThat(descriptor.indexOf("Id")).isEqualTo(1);
        assertThat(descriptor.indexOf("")).isEqualTo(3);
    }

    @Test
    void doesNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(descriptor(named("TITLE", ColumnType.LONG)).indexOf("title"))
                    .isZero();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    @Covers({"hostile:T121", "guarantee:26"})
    void listsTheColumnsEscapedAndBoundedWhenANameIsUnknown() {
        ColumnDefinition[] columns = IntStream.range(0, 1000)
                .mapToObj(i -> named("\u001b[2J" + i + "x".repeat(65_536), ColumnType.LONG))
                .toArray(ColumnDefinition[]::new);

        assertThatThrownBy(() -> descriptor(columns).indexOf("\u001bmissing"))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("'\\u001bmissing'")
                .hasMessageContaining("and 980 more")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2500).doesNotContain("\u001b"));
    }

    @Test
    @Covers("hostile:T122")
    void staysFastWhenAllNamesHaveTheSameHashCode() {
        // "Aa" and "BB" have equal hash codes, and so have all their concatenations of one length.
        ColumnDefinition[] columns = IntStream.range(0, 4096)
                .mapToObj(i -> {
                    StringBuilder name = new StringBuilder();
                    for (int bit = 0; bit < 12; bit++) {
                        name.append((i & 1 << bit) == 0 ? "Aa" : "BB");
                    }
                    return named(name.toString(), ColumnType.LONG);
                })
                .toArray(ColumnDefinition[]::new);
        RowDescriptor descriptor = descriptor(columns);

        assertThat(columns[0].name().hashCode()).isEqualTo(columns[4095].name().hashCode());
        for (int i = 0; i < columns.length; i++) {
            assertThat(descriptor.indexOf(columns[i].name())).isEqualTo(i);
        }
    }
}
