package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.internal.value.RowBytes.descriptor;
import static io.github.asyncmysql.internal.value.RowBytes.named;
import static io.github.asyncmysql.internal.value.RowBytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.internal.wire.ColumnType;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowMappersTest {

    enum Status {
        ACTIVE,
        GONE
    }

    record User(long id, @Nullable String firstName, Status status) {}

    private record Everything(
            byte b,
            short s,
            int i,
            long l,
            float f,
            double d,
            boolean flag,
            char letter,
            @Nullable Integer boxed,
            @Nullable BigDecimal amount,
            @Nullable Instant at) {}

    record Positive(int value) {
        Positive {
            if (value < 0) {
                throw new IllegalArgumentException("negative");
            }
        }
    }

    record Empty() {}

    record Listed(int id, List<String> name) {}

    private static final RowDescriptor USERS = descriptor(
            named("STATUS", ColumnType.VAR_STRING),
            named("unused", ColumnType.LONG),
            named("first_name", ColumnType.VAR_STRING),
            named("id", ColumnType.LONGLONG));

    @Test
    void matchesComponentsWithColumnsIgnoringCaseAndUnderscores() {
        RowMapper<User> mapper = RowMappers.forType(User.class, ValueSettings.DEFAULT);

        assertThat(mapper.map(row(USERS, "ACTIVE", "0", "Ada", "7"))).isEqualTo(new User(7, "Ada", Status.ACTIVE));
        assertThat(mapper.map(row(USERS, "GONE", null, null, "8"))).isEqualTo(new User(8, null, Status.GONE));
    }

    @Test
    void matchesAgainWhenTheColumnsChange() {
        RowMapper<User> mapper = RowMappers.forType(User.class, ValueSettings.DEFAULT);
        RowDescriptor other = descriptor(
                named("Id", ColumnType.LONG),
                named("firstName", ColumnType.VAR_STRING),
                named("status", ColumnType.VAR_STRING));

        mapper.map(row(USERS, "ACTIVE", "0", "Ada", "7"));

        assertThat(mapper.map(row(other, "9", "Bob", "GONE"))).isEqualTo(new User(9, "Bob", Status.GONE));
        assertThat(mapper.map(row(USERS, "ACTIVE", "0", "Ada", "7")).id()).isEqualTo(7);
        assertThat(mapper.map(row(USERS, "ACTIVE", "0", "Ada", "7").detach()).id())
                .isEqualTo(7);
    }

    @Test
    void fillsComponentsOfAllPrimitiveTypes() {
        RowDescriptor descriptor = descriptor(
                named("b", ColumnType.TINY),
                named("s", ColumnType.SHORT),
                named("i", ColumnType.LONG),
                named("l", ColumnType.LONGLONG),
                named("f", ColumnType.FLOAT),
                named("d", ColumnType.DOUBLE),
                named("flag", ColumnType.TINY),
                named("letter", ColumnType.STRING),
                named("boxed", ColumnType.LONG),
                named("amount", ColumnType.NEWDECIMAL),
                named("at", ColumnType.TIMESTAMP));
        Row row = row(descriptor, "1", "2", "3", "4", "0.5", "0.25", "1", "x", null, "1.50", "2023-01-01 00:00:00");

        assertThat(RowMappers.forType(Everything.class, ValueSettings.DEFAULT).map(row))
                .isEqualTo(new Everything(
                        (byte) 1,
                        (short) 2,
                        3,
                        4,
                        0.5f,
                        0.25,
                        true,
                        'x',
                        null,
                        new BigDecimal("1.50"),
                        Instant.parse("2023-01-01T00:00:00Z")));
    }

    @Test
    void mapsScalarsFromTheOnlyColumn() {
        RowDescriptor one = descriptor(named("n", ColumnType.LONGLONG));

        assertThat(RowMappers.forType(Long.class, ValueSettings.DEFAULT).map(row(one, "5")))
                .isEqualTo(5L);
        assertThat(RowMappers.forType(String.class, ValueSettings.DEFAULT).map(row(one, "5")))
                .isEqualTo("5");
        assertThat(RowMappers.forType(Object.class, ValueSettings.DEFAULT).map(row(one, "5")))
                .isEqualTo(5L);
        assertThat(RowMappers.forType(long.class, ValueSettings.DEFAULT).map(row(one, "5")))
                .isEqualTo(5L);
        assertThat(RowMappers.forType(Long.class, ValueSettings.DEFAULT).map(row(one, (String) null)))
                .isNull();
        assertThatThrownBy(() ->
                        RowMappers.forType(long.class, ValueSettings.DEFAULT).map(row(one, (String) null)))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("NULL");
        assertThatThrownBy(() -> RowMappers.forType(Long.class, ValueSettings.DEFAULT)
                        .map(row(USERS, "ACTIVE", "0", "Ada", "7")))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("4 columns")
                .hasMessageContaining("'first_name'");
    }

    @Test
    void mapsEnumsAsScalars() {
        assertThat(RowMappers.forType(Status.class, ValueSettings.DEFAULT)
                        .map(row(descriptor(named("s", ColumnType.ENUM)), "GONE")))
                .isEqualTo(Status.GONE);
    }

    @Test
    void namesTheComponentThatHasNoColumn() {
        RowDescriptor descriptor = descriptor(named("id", ColumnType.LONG), named("name", ColumnType.VAR_STRING));

        assertThatThrownBy(() ->
                        RowMappers.forType(User.class, ValueSettings.DEFAULT).map(row(descriptor, "1", "x")))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("'firstName'")
                .hasMessageContaining("User")
                .hasMessageContaining("'id', 'name'");
    }

    @Test
    void refusesTwoColumnsForOneComponent() {
        RowDescriptor descriptor = descriptor(named("value", ColumnType.LONG), named("VAL_UE", ColumnType.LONG));

        assertThatThrownBy(() -> RowMappers.forType(Positive.class, ValueSettings.DEFAULT)
                        .map(row(descriptor, "1", "2")))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("More than one column")
                .hasMessageContaining("'value'");
    }

    @Test
    void namesThePrimitiveComponentThatCannotBeNull() {
        RowDescriptor descriptor = descriptor(named("value", ColumnType.LONG));

        assertThatThrownBy(() -> RowMappers.forType(Positive.class, ValueSettings.DEFAULT)
                        .map(row(descriptor, (String) null)))
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContaining("'value'")
                .hasMessageContaining("int")
                .hasMessageContaining("NULL");
    }

    @Test
    void letsExceptionsOfTheConstructorThrough() {
        RowDescriptor descriptor = descriptor(named("value", ColumnType.LONG));

        assertThatThrownBy(() -> RowMappers.forType(Positive.class, ValueSettings.DEFAULT)
                        .map(row(descriptor, "-1")))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("negative");
    }

    @Test
    void mapsToARecordWithoutComponents() {
        assertThat(RowMappers.forType(Empty.class, ValueSettings.DEFAULT).map(row(USERS, "ACTIVE", "0", "Ada", "7")))
                .isEqualTo(new Empty());
    }

    @Test
    void refusesClassesItCannotMapToBeforeAnythingIsSent() {
        assertThatThrownBy(() -> RowMappers.forType(Thread.class, ValueSettings.DEFAULT))
                .isInstanceOfSatisfying(MySqlMappingException.class, e -> assertThat(e.outcome())
                        .isEqualTo(Outcome.NOT_SENT))
                .hasMessageContaining("java.lang.Thread");
        assertThatThrownBy(() -> RowMappers.forType(Listed.class, ValueSettings.DEFAULT))
                .isInstanceOfSatisfying(MySqlMappingException.class, e -> assertThat(e.outcome())
                        .isEqualTo(Outcome.NOT_SENT))
                .hasMessageContaining("'name'")
                .hasMessageContaining("java.util.List");
    }

    @Test
    void asksToOpenThePackageOfARecordThatIsNotAccessible(@TempDir Path directory) throws Exception {
        Class<?> hidden = recordInAClosedModule(directory);

        assertThatThrownBy(() -> RowMappers.forType(hidden, ValueSettings.DEFAULT))
                .isInstanceOfSatisfying(MySqlMappingException.class, e -> assertThat(e.outcome())
                        .isEqualTo(Outcome.NOT_SENT))
                .hasMessageContaining("open package closed.inside");
    }

    private static Class<?> recordInAClosedModule(Path directory) throws Exception {
        Path module = Files.writeString(directory.resolve("module-info.java"), "module closed {}");
        Path record =
                Files.createDirectories(directory.resolve("closed/inside")).resolve("Hidden.java");
        Files.writeString(record, "package closed.inside; record Hidden(int id) {}");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", directory.toString(), module.toString(), record.toString());
        assertThat(result).isZero();
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration =
                boot.configuration().resolve(ModuleFinder.of(directory), ModuleFinder.of(), Set.of("closed"));
        return boot.defineModulesWithOneLoader(configuration, ClassLoader.getSystemClassLoader())
                .findLoader("closed")
                .loadClass("closed.inside.Hidden");
    }

    private static WireRow row(RowDescriptor descriptor, @Nullable String... values) {
        byte[][] bytes = new byte[values.length][];
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            bytes[i] = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        }
        return text(descriptor, bytes);
    }
}
