package io.github.asyncmysql.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.internal.value.ValueSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the keys of all rows follow from the one in the answer. */
class GeneratedKeysTest {

    private static List<BatchRow> rows(Object[]... rows) {
        List<BatchRow> all = new ArrayList<>();
        for (Object[] row : rows) {
            all.add(BatchRow.bind(
                    all.size(), row, (values, p) -> Arrays.asList(values).forEach(p::add), ValueSettings.DEFAULT, 1));
        }
        return all;
    }

    private static Object[] row(Object... values) {
        return values;
    }

    @Test
    void rowsWithoutKeysOfTheirOwnGetConsecutiveOnes() {
        assertThat(GeneratedKeys.areConsecutive(rows(row("Ada", 36), row("Bob", 17)), 100))
                .isTrue();
        assertThat(GeneratedKeys.areConsecutive(rows(row(null, 36), row(null, 17)), 100))
                .isTrue();
        assertThat(GeneratedKeys.areConsecutive(rows(row(), row()), 1)).isTrue();
    }

    @Test
    void withoutAKeyThereAreNone() {
        assertThat(GeneratedKeys.areConsecutive(rows(row("Ada"), row("Bob")), 0))
                .isFalse();
    }

    @Test
    void theLastRowsOwnKeyIsNotTakenForTheFirst() {
        assertThat(GeneratedKeys.areConsecutive(rows(row(5, "Ada"), row(6, "Bob")), 6))
                .isFalse();
        assertThat(GeneratedKeys.areConsecutive(rows(row("5"), row(" 6 ")), 6)).isFalse();
        assertThat(GeneratedKeys.areConsecutive(rows(row("5x"), row("6x")), 6)).isFalse();
        assertThat(GeneratedKeys.areConsecutive(rows(row(1.0), row(6.4)), 6)).isFalse();
        assertThat(GeneratedKeys.areConsecutive(rows(row(false), row(true)), 1)).isFalse();
        assertThat(GeneratedKeys.areConsecutive(rows(row(Optional.of(5)), row(Optional.of(6))), 6))
                .isFalse();
    }

    @Test
    void keysOfSomeRowsMakeTheOthersUncertain() {
        assertThat(GeneratedKeys.areConsecutive(rows(row(5, "Ada"), row(null, "Bob")), 6))
                .isFalse();
        assertThat(GeneratedKeys.areConsecutive(rows(row(0), row(50)), 6)).isFalse();
        assertThat(GeneratedKeys.areConsecutive(rows(row(Optional.empty()), row("50")), 6))
                .isFalse();
        assertThat(GeneratedKeys.areConsecutive(rows(row("Ada"), row("50")), 6)).isFalse();
    }

    @Test
    void aNumberCountsTheSameHoweverItIsGiven() {
        for (String text : List.of("0", "6", "-6", "0.9", "-.5", "6.4", "5.1", "0E+25", "60e-1", "1E+19", "1e-30")) {
            BigDecimal number = new BigDecimal(text);
            for (Object last : List.of(5, 6, 0, "Ada")) {
                for (long first : new long[] {1, 5, 6}) {
                    boolean asText = GeneratedKeys.areConsecutive(rows(row(text), row(last)), first);
                    assertThat(GeneratedKeys.areConsecutive(rows(row(number), row(last)), first))
                            .as("%s, %s, %s", text, last, first)
                            .isEqualTo(asText);
                }
            }
        }
        for (Object six : List.of(6, 6L, (short) 6, (byte) 6, 6.0, new BigDecimal("6.00"), "6", '6')) {
            assertThat(GeneratedKeys.areConsecutive(rows(row(5), row(six)), 6)).isFalse();
            assertThat(GeneratedKeys.areConsecutive(rows(row(5), row(six)), 7)).isTrue();
        }
    }

    @Test
    void textsThatOnlyLookLikeNumbersAreNone() {
        for (String text : List.of("+", "-", "e", "E.-+", "1e", "1.2.3", "", "..")) {
            boolean mayBeSix = Character.isDigit(text.isEmpty() ? ' ' : text.charAt(0));
            assertThat(GeneratedKeys.areConsecutive(rows(row(5), row(text)), 6)).isFalse();
            assertThat(GeneratedKeys.areConsecutive(rows(row("Ada"), row(text)), 6))
                    .as(text)
                    .isEqualTo(!mayBeSix);
        }
    }

    @Test
    void hugeAndTinyNumbersCostNothing() {
        List<BatchRow> rows = rows(row(new BigDecimal("1E+999999999")), row(new BigDecimal("1E+999999999")));
        assertThat(GeneratedKeys.areConsecutive(rows, 7)).isTrue();
        rows = rows(row("1e999999999"), row("1e-999999999"));
        assertThat(GeneratedKeys.areConsecutive(rows, 7)).isFalse();
    }
}
