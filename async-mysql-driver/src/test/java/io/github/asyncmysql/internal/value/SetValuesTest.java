package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.column;
import static io.github.asyncmysql.internal.value.RowBytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.wire.ColumnType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SetValuesTest {

    enum Tag {
        RED,
        GREEN,
        BLUE
    }

    record Colours(Set<Tag> set, EnumSet<Tag> tags, Set<String> names, Optional<Set<Tag>> maybe) {}

    private static WireRow row(@Nullable String value) {
        return text(column(ColumnType.SET), value);
    }

    @Test
    void readsMembersInTheirOrder() {
        assertThat(row("b,a,ü").getSet(0, String.class)).containsExactly("b", "a", "ü");
        assertThat(row("").getSet("c", String.class)).isEmpty();
        assertThat(row(null).getSet(0, String.class)).isNull();
        assertThat(row("GREEN,RED").getSet(0, Tag.class)).containsExactly(Tag.RED, Tag.GREEN);
        assertThat(row("GREEN,RED").get(0, Set.class)).isEqualTo(Set.of("RED", "GREEN"));
        assertThatThrownBy(() -> row("RED").getSet(0, Tag.class).add(Tag.BLUE))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void namesWhatCannotBeASet() {
        assertFails(() -> row("a,b,a").getSet(0, String.class), "'c' (SET)", "Set<String>", "occurs twice");
        assertFails(() -> row("RED,PINK").getSet(0, Tag.class), "'c' (SET)", "Set<Tag>", "name of a constant");
        assertFails(() -> row("1").getSet(0, Integer.class), "'c'", "java.lang.Integer", "strings or enums");
        assertFails(() -> text(column(ColumnType.LONG), "1").getSet(0, String.class), "'c' (INT)", "no such");
    }

    private static void assertFails(ThrowingCallable read, String... parts) {
        assertThatThrownBy(read).isInstanceOf(MySqlMappingException.class).hasMessageContainingAll(parts);
    }

    @Test
    void fillsComponentsOfRecords() {
        RowDescriptor columns = RowBytes.descriptor(
                RowBytes.named("set", ColumnType.SET),
                RowBytes.named("tags", ColumnType.SET),
                RowBytes.named("names", ColumnType.SET),
                RowBytes.named("maybe", ColumnType.SET));

        assertThat(RowMappers.forType(Colours.class, ValueSettings.DEFAULT)
                        .map(text(columns, "RED,BLUE".getBytes(), "GREEN".getBytes(), "x,y".getBytes(), null)))
                .isEqualTo(new Colours(
                        Set.of(Tag.RED, Tag.BLUE), EnumSet.of(Tag.GREEN), Set.of("x", "y"), Optional.empty()));
    }

    @Test
    void sendsMembersJoinedByCommas() {
        @Nullable
        Object[] params = {
            new LinkedHashSet<>(List.of("b", "a")),
            EnumSet.of(Tag.BLUE, Tag.RED),
            Set.of(),
            Optional.of(EnumSet.of(Tag.GREEN)),
            Optional.empty()
        };

        ValueSettings.DEFAULT.prepare(params);

        assertThat(params).containsExactly("b,a", "RED,BLUE", "", "GREEN", Optional.empty());
    }

    @Test
    void refusesMembersThatWouldBecomeSomethingElse() {
        List<Set<?>> sets = new ArrayList<>(List.of(Set.of("a,b"), Set.of(""), Set.of(1)));
        sets.add(Collections.singleton(null));
        for (Set<?> set : sets) {
            assertThatThrownBy(() -> ValueSettings.DEFAULT.prepare(new Object[] {set}))
                    .isInstanceOfSatisfying(MySqlMappingException.class, e -> assertThat(e.outcome())
                            .isEqualTo(Outcome.NOT_SENT))
                    .hasMessageContaining("Parameter 1")
                    .hasMessageContaining("member")
                    .hasMessageNotContaining("a,b");
        }
    }
}
