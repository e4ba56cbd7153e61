package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.binary;
import static io.github.asyncmysql.internal.value.RowBytes.column;
import static io.github.asyncmysql.internal.value.RowBytes.hex;
import static io.github.asyncmysql.internal.value.RowBytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.ZeroDates;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZeroDatesTest {

    private static final ColumnDefinition DATE = column(ColumnType.DATE);
    private static final ColumnDefinition DATETIME = column(ColumnType.DATETIME);

    private static List<WireRow> both(ZeroDates zeroDates, ColumnDefinition column, String shown, String bytes) {
        ValueSettings settings =
                ValueSettings.of(MySqlConfig.builder().zeroDates(zeroDates).build());
        List<WireRow> rows = List.of(text(column, shown), binary(column, hex(bytes)));
        rows.forEach(row -> row.settings(settings));
        return rows;
    }

    @Test
    void areErrorsByDefault() {
        assertThat(MySqlConfig.builder().build().zeroDates()).isEqualTo(ZeroDates.ERROR);
        for (WireRow row : both(ZeroDates.ERROR, DATE, "0000-00-00", "00")) {
            assertThatThrownBy(() -> row.getLocalDate(0))
                    .isInstanceOf(MySqlMappingException.class)
                    .hasMessageContaining("zero-dates");
        }
    }

    @Test
    void canBeNull() {
        for (WireRow row : both(ZeroDates.NULL, DATE, "0000-00-00", "00")) {
            assertThat(row.getLocalDate(0)).isNull();
            assertThat(row.getLocalDateTime(0)).isNull();
            assertThat(row.get(0)).isNull();
            assertThat(row.getString(0)).isEqualTo("0000-00-00");
            assertThat(row.isNull(0)).isFalse();
            assertThat(row.detach().getLocalDate(0)).isNull();
        }
        for (WireRow row : both(ZeroDates.NULL, DATETIME, "2023-00-10 01:02:03", "07 e707 00 0a 01 02 03")) {
            assertThat(row.getLocalDateTime(0)).isNull();
            assertThat(row.getInstant(0)).isNull();
            assertThat(row.get(0, ZonedDateTime.class)).isNull();
            assertThat(row.get(0, OffsetDateTime.class)).isNull();
            assertThat(row.getString(0)).isEqualTo("2023-00-10 01:02:03");
        }
    }

    @Test
    void canBeRounded() {
        for (WireRow row : both(ZeroDates.ROUND, DATE, "0000-00-00", "00")) {
            assertThat(row.getLocalDate(0)).isEqualTo(LocalDate.of(1, 1, 1));
            assertThat(row.getString(0)).isEqualTo("0000-00-00");
        }
        for (WireRow row : both(ZeroDates.ROUND, DATE, "2023-00-10", "04 e707 00 0a")) {
            assertThat(row.get(0)).isEqualTo(LocalDate.of(2023, 1, 10));
        }
        for (WireRow row : both(ZeroDates.ROUND, DATE, "0000-05-00", "04 0000 05 00")) {
            assertThat(row.getLocalDate(0)).isEqualTo(LocalDate.of(0, 5, 1));
        }
        for (WireRow row : both(ZeroDates.ROUND, DATETIME, "2023-10-00 01:02:03", "07 e707 0a 00 01 02 03")) {
            assertThat(row.getLocalDateTime(0)).isEqualTo(LocalDateTime.of(2023, 10, 1, 1, 2, 3));
            assertThat(row.getInstant(0)).isEqualTo(Instant.parse("2023-10-01T01:02:03Z"));
        }
    }

    @Test
    void otherDatesStayAsTheyAreAndImpossibleOnesFail() {
        for (ZeroDates zeroDates : ZeroDates.values()) {
            for (WireRow row : both(zeroDates, DATE, "2024-02-29", "04 e807 02 1d")) {
                assertThat(row.getLocalDate(0)).isEqualTo(LocalDate.of(2024, 2, 29));
            }
            for (WireRow row : both(zeroDates, DATE, "2023-02-30", "04 e707 02 1e")) {
                assertThatThrownBy(() -> row.getLocalDate(0)).isInstanceOf(MySqlMappingException.class);
            }
        }
    }
}
