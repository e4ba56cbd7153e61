package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.descriptor;
import static io.github.asyncmysql.internal.value.RowBytes.named;
import static io.github.asyncmysql.internal.value.RowBytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.Geometry;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.ValueCodec;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValueCodecTest {

    private interface Shape {}

    private record Money(long cents) implements Shape {}

    private record Other() implements Shape {}

    private record Order(int id, Money price, @Nullable Money discount) {}

    private enum Status {
        OPEN,
        DONE
    }

    private static final ColumnDefinition[] COLUMNS = {
        named("id", ColumnType.LONG), named("price", ColumnType.LONG), named("discount", ColumnType.LONG)
    };

    private static final ValueCodec<Money> MONEY =
            ValueCodec.of(Money.class, (row, i) -> new Money(row.getLong(i)), Money::cents);

    private static ValueSettings settings(ValueCodec<?>... codecs) {
        MySqlConfig.Builder builder = MySqlConfig.builder();
        for (ValueCodec<?> codec : codecs) {
            builder.codec(codec);
        }
        return ValueSettings.of(builder.build());
    }

    private static WireRow row(ValueSettings settings) {
        WireRow row = text(
                descriptor(COLUMNS),
                "7".getBytes(StandardCharsets.UTF_8),
                "250".getBytes(StandardCharsets.UTF_8),
                null);
        row.settings(settings);
        return row;
    }

    @Test
    void readsColumnsScalarsAndComponents() {
        ValueSettings settings = settings(MONEY);
        WireRow row = row(settings);

        assertThat(row.knows(Money.class)).isTrue();
        assertThat(row.get(1, Money.class)).isEqualTo(new Money(250));
        assertThat(row.get("discount", Money.class)).isNull();
        assertThat(row.detach().get(1, Money.class)).isEqualTo(new Money(250));
        assertThat(RowMappers.forType(Order.class, settings).map(row)).isEqualTo(new Order(7, new Money(250), null));
        WireRow one = text(named("price", ColumnType.LONG), "5");
        one.settings(settings);
        assertThat(RowMappers.forType(Money.class, settings).map(one)).isEqualTo(new Money(5));
    }

    @Test
    void withoutItTheTypeIsUnknown() {
        assertThat(row(ValueSettings.DEFAULT).knows(Money.class)).isFalse();
        assertThat(row(ValueSettings.DEFAULT).knows(Status.class)).isTrue();
        assertThatThrownBy(() -> row(ValueSettings.DEFAULT).get(1, Money.class))
                .isInstanceOf(MySqlMappingException.class);
        assertThatThrownBy(() ->
                        RowMappers.forType(Order.class, ValueSettings.DEFAULT).map(row(ValueSettings.DEFAULT)))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("'price.cents'");
        Object[] parameters = {new Money(1)};
        assertThatThrownBy(() -> ValueSettings.DEFAULT.prepare(parameters)).isInstanceOf(MySqlMappingException.class);
    }

    @Test
    void writesParametersAlsoInsideOptionals() {
        @Nullable Object[] parameters = {new Money(1), null, "text", Optional.of(new Money(2)), Optional.empty()};

        settings(MONEY).prepare(parameters);

        assertThat(parameters).containsExactly(1L, null, "text", 2L, null);
    }

    @Test
    void sendsGeometriesAsBytes() {
        Geometry.Point point = new Geometry.Point(1, 2);
        @Nullable Object[] parameters = {point, Optional.of(point)};

        ValueSettings.DEFAULT.prepare(parameters);

        assertThat(parameters).containsExactly(point.toBytes(), point.toBytes());
    }

    @Test
    void readsGeometriesAndSaysWhichKindItIsElse() {
        WireRow row = text(
                descriptor(RowBytes.column(ColumnType.GEOMETRY), RowBytes.column(ColumnType.GEOMETRY)),
                new Geometry.Point(1, 2).toBytes(),
                new byte[] {1});

        assertThat(row.get(0, Geometry.class)).isEqualTo(new Geometry.Point(1, 2));
        assertThat(row.get(0, Geometry.Point.class)).isEqualTo(new Geometry.Point(1, 2));
        assertThatThrownBy(() -> row.get(0, Geometry.Polygon.class))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("it is a Point");
        assertThatThrownBy(() -> row.get(1, Geometry.class))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("cut off");
    }

    @Test
    void replacesWhatTheDriverKnowsAndTheLatestCounts() {
        ValueCodec<Status> wrong = ValueCodec.of(Status.class, (row, i) -> null, status -> null);
        ValueCodec<Status> ordinal =
                ValueCodec.of(Status.class, (row, i) -> Status.values()[row.getInt(i)], Status::ordinal);
        ValueSettings settings = settings(wrong, ordinal);
        @Nullable Object[] parameters = {Status.DONE};

        settings.prepare(parameters);

        assertThat(parameters).containsExactly(1);
        WireRow row = text(named("status", ColumnType.LONG), "1");
        row.settings(settings);
        assertThat(row.get(0, Status.class)).isEqualTo(Status.DONE);
    }

    @Test
    void writesSubclassesUnlessTheyHaveOneOfTheirOwn() {
        ValueCodec<Shape> shapes = ValueCodec.of(Shape.class, (row, i) -> new Other(), shape -> "shape");
        @Nullable Object[] parameters = {new Money(3), new Other()};

        settings(MONEY, shapes).prepare(parameters);

        assertThat(parameters).containsExactly(3L, "shape");
    }

    @Test
    void sendsUuidsAsBytesAndReadsThemFromBoth() {
        UUID uuid = UUID.fromString("f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        ValueSettings settings = settings(ValueCodec.uuidAsBytes());
        @Nullable Object[] parameters = {uuid, Optional.of(uuid), null};

        settings.prepare(parameters);

        byte[] bytes = RowBytes.hex("f81d4fae7dec11d0a76500a0c91e6bf6");
        assertThat(parameters).containsExactly(bytes, bytes, null);
        WireRow row = text(
                descriptor(RowBytes.column(ColumnType.STRING), named("t", ColumnType.STRING), named("e", 0xfd)),
                bytes,
                uuid.toString().toUpperCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8),
                "f81d4fae-7dec-11d0-a765+00a0c91e6bf6".getBytes(StandardCharsets.UTF_8));
        row.settings(settings);
        assertThat(row.get(0, UUID.class)).isEqualTo(uuid);
        assertThat(row.get(1, UUID.class)).isEqualTo(uuid);
        assertThatThrownBy(() -> row.get(2, UUID.class))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("'e' (VARCHAR) cannot be read as UUID");
    }

    @Test
    void namesTheParameterWhoseCodecFails() {
        ValueCodec<Money> broken = ValueCodec.of(Money.class, (row, i) -> null, money -> {
            throw new IllegalStateException("broken");
        });
        @Nullable Object[] parameters = {1, new Money(3)};

        assertThatThrownBy(() -> settings(broken).prepare(parameters))
                .isInstanceOfSatisfying(MySqlMappingException.class, e -> assertThat(e.outcome())
                        .isEqualTo(Outcome.NOT_SENT))
                .hasMessageContaining("Parameter 2")
                .hasMessageContaining("Money")
                .hasRootCauseMessage("broken");
    }

    @Test
    void refusesWhatACodecMakesIfItCannotBeSent() {
        ValueCodec<Money> odd = ValueCodec.of(Money.class, (row, i) -> null, money -> new Object());
        @Nullable Object[] parameters = {new Money(3)};

        assertThatThrownBy(() -> settings(odd).prepare(parameters))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("Parameter 1");
    }
}
