package io.github.asyncmysql.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.r2dbc.core.DatabaseClient;

/** The pages for users of other clients leave out nothing that those clients have. */
class PeerNamesDocumentTest {

    private static final Pattern WORD = Pattern.compile("[A-Za-z]\\w*");

    /** All words in the left column of a section's table. */
    private static Set<String> left(String page, String heading) throws IOException {
        String text = Files.readString(Path.of("../docs", page)).replace("\r\n", "\n");
        String section = text.substring(text.indexOf("\n### " + heading + "\n"));
        int end = section.indexOf("\n##", 1);
        Set<String> words = new TreeSet<>();
        section.substring(0, end)
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split("\\|")[1])
                .forEach(cell -> WORD.matcher(cell).results().forEach(word -> words.add(word.group())));
        return words;
    }

    private static Set<String> methods(Class<?>... types) {
        Set<String> names = new TreeSet<>();
        Stream.of(types)
                .flatMap(type -> Stream.of(type.getMethods()))
                .map(Method::getName)
                .forEach(names::add);
        return names;
    }

    private static Set<String> without(Set<String> names, String... others) {
        Set<String> rest = new TreeSet<>(names);
        rest.removeAll(Set.of(others));
        return rest;
    }

    @Test
    void everySettingOfHikariHasItsCounterpart() throws IOException {
        Set<String> settings = new TreeSet<>();
        Stream.of(HikariConfig.class.getMethods())
                .filter(method -> method.getName().startsWith("set") && method.getParameterCount() == 1)
                .filter(method -> !method.isAnnotationPresent(Deprecated.class))
                .map(method -> method.getName().substring(3))
                .map(name -> name.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + name.substring(1))
                .forEach(settings::add);

        assertThat(left("coming-from-jdbc.md", "HikariCP"))
                .containsAll(without(settings, "dataSourceJNDI", "dataSourceProperties", "metricsTrackerFactory"));
    }

    @Test
    void everyOperationOfSpringsTemplatesHasItsCounterpart() throws IOException {
        assertThat(left("coming-from-jdbc.md", "Spring's JdbcTemplate and JdbcClient"))
                .containsAll(without(methods(JdbcOperations.class)))
                .containsAll(without(
                        methods(JdbcClient.StatementSpec.class),
                        "paramSource",
                        "withFetchSize",
                        "withMaxRows",
                        "withQueryTimeout"));
        assertThat(left("coming-from-r2dbc.md", "Spring's DatabaseClient"))
                .containsAll(without(
                        methods(DatabaseClient.GenericExecuteSpec.class),
                        "bindProperties",
                        "filter",
                        "flatMap",
                        "mapValue"));
    }

    @Test
    void everyCallOfR2dbcHasItsCounterpart() throws IOException {
        assertThat(left("coming-from-r2dbc.md", "The SPI"))
                .containsAll(without(methods(Statement.class)))
                .containsAll(without(methods(Result.class), "filter"))
                .containsAll(without(
                        methods(Connection.class),
                        "getMetadata",
                        "getTransactionIsolationLevel",
                        "isAutoCommit",
                        "setLockWaitTimeout"));
    }
}
