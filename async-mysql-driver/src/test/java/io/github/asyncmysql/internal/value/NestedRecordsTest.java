package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.descriptor;
import static io.github.asyncmysql.internal.value.RowBytes.named;
import static io.github.asyncmysql.internal.value.RowBytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.TypeReference;
import io.github.asyncmysql.ValueCodec;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records within records, optional components and components of generic types. */
class NestedRecordsTest {

    record Address(@Nullable String street, int zip) {}

    record Person(long id, @Nullable Address address) {}

    record Order(long id, Person buyer, Optional<Person> seller, Optional<String> note) {}

    record Money(long cents) {}

    record Line(Money price, Money discount) {}

    record Page<T>(T item, long total) {}

    record Pair<A, B>(A left, Page<B> right) {}

    record Users(Page<Address> page, Pair<Set<String>, Money> pair) {}

    record Unit() {}

    record WithUnit(int id, Unit unit) {}

    record Node(int id, @Nullable Node parent) {}

    record Loop(Optional<Back> back) {}

    record Back(Loop loop) {}

    record Clash(String addressStreet, Address address) {}

    record Lists(List<String> names) {}

    record Wild(Set<? extends Thread.State> states) {}

    private static WireRow row(String names, @Nullable String... values) {
        ColumnDefinition[] columns = Arrays.stream(names.split(" "))
                .map(name -> named(name, ColumnType.VAR_STRING))
                .toArray(ColumnDefinition[]::new);
        byte[][] bytes = new byte[values.length][];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = values[i] == null ? null : values[i].getBytes(StandardCharsets.UTF_8);
        }
        return text(descriptor(columns), bytes);
    }

    private static <T> T map(Class<T> type, WireRow row) {
        return RowMappers.forType(type, ValueSettings.DEFAULT).map(row);
    }

    @ParameterizedTest
    @ValueSource(strings = {"address_street", "address.street", "addressStreet", "ADDRESS__STREET"})
    void componentsOfANestedRecordTakeTheColumnsWithItsNameInFront(String name) {
        assertThat(map(Person.class, row("id unused " + name + " address_zip", "7", "x", "High Street", "123")))
                .isEqualTo(new Person(7, new Address("High Street", 123)));
    }

    @Test
    void aNestedRecordWhoseColumnsAreAllNullIsNullOrEmpty() {
        assertThat(map(Person.class, row("id address_street address_zip", "7", null, null)))
                .isEqualTo(new Person(7, null));
        assertThat(map(Person.class, row("id address_street address_zip", "7", null, "1")))
                .isEqualTo(new Person(7, new Address(null, 1)));
        String names = "id buyer_id buyer_address_street buyer_address_zip seller_id seller_address_street"
                + " seller_address_zip note";
        assertThat(map(Order.class, row(names, "1", "2", "s", "3", null, null, null, null)))
                .isEqualTo(new Order(1, new Person(2, new Address("s", 3)), Optional.empty(), Optional.empty()));
        assertThat(map(Order.class, row(names, "1", "2", null, null, "5", null, null, "n")))
                .isEqualTo(new Order(1, new Person(2, null), Optional.of(new Person(5, null)), Optional.of("n")));
    }

    @Test
    void aRecordWithoutComponentsIsAlwaysThere() {
        assertThat(map(WithUnit.class, row("id", "1"))).isEqualTo(new WithUnit(1, new Unit()));
    }

    @Test
    void namesThePathOfWhatIsMissingOrNull() {
        assertThatThrownBy(() -> map(Person.class, row("id address_street", "7", "x")))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("No column matches component 'address.zip' of record")
                .hasMessageContaining("'id', 'address_street'");
        assertThatThrownBy(() -> map(Person.class, row("id address_street address_zip", "7", "x", null)))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("'address.zip'")
                .hasMessageContaining("int")
                .hasMessageContaining("NULL");
        assertThatThrownBy(
                        () -> map(Person.class, row("id address_street address.zip address_zip", "7", "x", "1", "2")))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("More than one column matches component 'address.zip'");
        assertThatThrownBy(() -> map(Person.class, row("id address_street address_zip", "7", "x", "99999999999")))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("Column 'address_zip' (VARCHAR) cannot be read as int");
    }

    @Test
    void aCodecWinsOverNesting() {
        ValueCodec<Money> codec = ValueCodec.of(Money.class, (r, i) -> new Money(r.getLong(i)), Money::cents);
        ValueSettings settings = ValueSettings.of(
                MySqlConfig.builder().host("localhost").codec(codec).build());

        assertThat(RowMappers.forType(Line.class, settings).map(row("price discount", "250", null)))
                .isEqualTo(new Line(new Money(250), null));
        assertThat(map(Line.class, row("price_cents discount_cents", "250", null)))
                .isEqualTo(new Line(new Money(250), null));
    }

    private static <T> T map(TypeReference<T> type, WireRow row) {
        return RowMappers.forType(type, ValueSettings.DEFAULT).map(row);
    }

    @Test
    void typeParametersAreWhatTheReferenceSaysTheyAre() {
        assertThat(map(new TypeReference<Page<Address>>() {}, row("item_street item_zip total", "x", "1", "20")))
                .isEqualTo(new Page<>(new Address("x", 1), 20));
        assertThat(map(new TypeReference<Page<Integer>>() {}, row("item total", "5", "20")))
                .isEqualTo(new Page<>(5, 20));
        assertThat(map(
                        new TypeReference<Pair<Set<String>, Money>>() {},
                        row("left right_item_cents right_total", "a,b", "99", "30")))
                .isEqualTo(new Pair<>(Set.of("a", "b"), new Page<>(new Money(99), 30)));
        assertThat(map(new TypeReference<Long>() {}, row("total", "5"))).isEqualTo(5L);
        assertThat(map(TypeReference.<Unit>of(Unit.class), row("total", "5"))).isEqualTo(new Unit());
        assertThat(new TypeReference<Page<Long>>() {})
                .isEqualTo(new TypeReference<Page<Long>>() {})
                .hasToString(Page.class.getTypeName() + "<java.lang.Long>")
                .isNotEqualTo(new TypeReference<Page<Integer>>() {});
    }

    private static <T> TypeReference<Page<T>> pageOfAnything() {
        return new TypeReference<>() {};
    }

    @SuppressWarnings("rawtypes")
    private static final class Raw extends TypeReference {}

    @Test
    void referencesToWhatIsNoRecordAreRefused() {
        assertThatThrownBy(() -> RowMappers.forType(pageOfAnything(), ValueSettings.DEFAULT))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("it is not known what T stands for, the type of component 'item'");
        assertThatThrownBy(() -> RowMappers.forType(new TypeReference<List<Long>>() {}, ValueSettings.DEFAULT))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("java.util.List<java.lang.Long>");
        assertThatThrownBy(() -> RowMappers.forType(new TypeReference<Page<List<Long>>>() {}, ValueSettings.DEFAULT))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("no column can be read as java.util.List<java.lang.Long>");
        assertThatThrownBy(Raw::new)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("new TypeReference<Page<User>>() {}");
    }

    @Test
    void typeParametersAreWhatTheRecordAroundSaysTheyAre() {
        assertThat(map(
                        Users.class,
                        row(
                                "page_item_street page_item_zip page_total pair_left pair_right_item_cents pair_right_total",
                                "x",
                                "1",
                                "20",
                                "a,b",
                                "99",
                                "30")))
                .isEqualTo(new Users(
                        new Page<>(new Address("x", 1), 20),
                        new Pair<>(Set.of("a", "b"), new Page<>(new Money(99), 30))));
    }

    @Test
    void refusesBeforeAnythingIsSentWhatNoColumnsCouldFill() {
        assertRefused(Page.class, "what T stands for", "'item'", "row mapper");
        assertRefused(Node.class, "'parent'", "within a");
        assertRefused(Loop.class, "'back.loop'", "within a");
        assertRefused(Clash.class, "'addressStreet'", "'address.street'", "the same column");
        assertRefused(Lists.class, "java.util.List<java.lang.String>", "'names'");
        assertRefused(Wild.class, "'states'");
    }

    private static void assertRefused(Class<?> type, String... parts) {
        assertThatThrownBy(() -> RowMappers.forType(type, ValueSettings.DEFAULT))
                .isInstanceOfSatisfying(MySqlMappingException.class, e -> assertThat(e.outcome())
                        .isEqualTo(Outcome.NOT_SENT))
                .hasMessageContaining(type.getTypeName())
                .hasMessageContainingAll(parts);
    }
}
