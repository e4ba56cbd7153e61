package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about errors has every exception, and says of each what the code says. */
class ErrorsDocumentTest {

    private static final Path PAGE = Path.of("../docs/errors.md");
    private static final String BEGIN = "<!-- generated from the translator: begin -->\n";
    private static final String END = "<!-- generated from the translator: end -->";
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `([^`]+)` \\| ([^|]*) \\|");
    // No server uses it.
    private static final int UNKNOWN = 60_001;

    private final MySqlExceptionTranslator translator = new MySqlExceptionTranslator();

    private static String page() throws IOException {
        return Files.readString(PAGE).replace("\r\n", "\n");
    }

    /** The first two cells of each row of a table, by the first. */
    private static Map<String, String> table(String name) throws IOException {
        String page = page();
        String table = page.substring(page.indexOf("<!-- checked: " + name + " -->\n\n|"))
                .split("\n\n", 3)[1];
        Map<String, String> rows = new LinkedHashMap<>();
        FIRST_CELL.matcher(table).results().forEach(row -> rows.put(row.group(1), row.group(2)));
        return rows;
    }

    private static String[] names(Enum<?>[] constants) {
        return Stream.of(constants).map(Enum::name).toArray(String[]::new);
    }

    @Test
    void everyExceptionAndEachOfTheirReasonsIsListed() throws IOException {
        assertThat(table("exceptions"))
                .containsOnlyKeys(Stream.of(MySqlException.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
        assertThat(table("kinds")).containsOnlyKeys(names(MySqlConnectionException.Kind.values()));
        assertThat(table("reasons")).containsOnlyKeys(names(MySqlPoolException.Reason.values()));
    }

    @Test
    void questionsAreAnsweredForTheNumbersThatThePageHas() throws IOException {
        Map<String, Predicate<MySqlServerException>> questions = Map.of(
                "isDuplicateKey()", MySqlServerException::isDuplicateKey,
                "isDeadlock()", MySqlServerException::isDeadlock,
                "isLockWaitTimeout()", MySqlServerException::isLockWaitTimeout,
                "isTransactionConflict()", MySqlServerException::isTransactionConflict,
                "isInterrupted()", MySqlServerException::isInterrupted,
                "isAccessDenied()", MySqlServerException::isAccessDenied,
                "isUnknownDatabase()", MySqlServerException::isUnknownDatabase);
        Map<String, String> table = table("questions");

        questions.forEach((name, question) -> assertThat(table.get(name))
                .as(name)
                .isEqualTo(numbers()
                        .filter(number -> question.test(error(number, "HY000")))
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "))));
        Set<String> others = new TreeSet<>(table.keySet());
        others.removeAll(questions.keySet());
        assertThat(others).containsExactly("isFatal()", "isReadOnlyServer()");
    }

    private static Stream<Integer> numbers() {
        return IntStream.rangeClosed(1000, 5000).boxed();
    }

    private static MySqlServerException error(int number, String state) {
        return new MySqlServerException(number, state, "no", null, Outcome.NOT_EXECUTED);
    }

    private String translated(int number, String state) {
        return translator.translate(error(number, state)).getClass().getSimpleName();
    }

    private String generated() {
        String none = translated(UNKNOWN, "HY000");
        Map<String, Set<Integer>> byNumber = new TreeMap<>();
        numbers().forEach(number -> {
            String name = translated(number, "HY000");
            if (!name.equals(none)) {
                byNumber.computeIfAbsent(name, key -> new TreeSet<>()).add(number);
            }
        });
        Map<String, Set<String>> byState = new TreeMap<>();
        states().forEach(state -> {
            String name = translated(UNKNOWN, state + "000");
            if (!name.equals(none)) {
                byState.computeIfAbsent(name, key -> new TreeSet<>()).add("`" + state + "`");
            }
        });
        Set<String> exceptions = new TreeSet<>(byNumber.keySet());
        exceptions.addAll(byState.keySet());
        StringBuilder table = new StringBuilder("\n| exception | numbers | else SQLSTATE |\n|---|---|---|\n");
        for (String exception : exceptions) {
            table.append("| `")
                    .append(exception)
                    .append("` | ")
                    .append(list(byNumber.get(exception)))
                    .append(" | ")
                    .append(list(byState.get(exception)))
                    .append(" |\n");
        }
        return table.append("| `").append(none).append("` | all others | |\n\n").toString();
    }

    private static String list(Set<?> values) {
        return values == null ? "" : values.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static List<String> states() {
        String characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        return Arrays.stream(characters.split(""))
                .flatMap(first -> Arrays.stream(characters.split("")).map(second -> first + second))
                .toList();
    }

    @Test
    void theTableOfTheTranslatorIsOfNow() throws IOException {
        String page = page();
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String wanted = page.substring(0, begin) + generated() + page.substring(end);
        if (System.getProperty("errors.refresh") != null) {
            Files.writeString(PAGE, wanted);
        } else {
            assertThat(page)
                    .as("docs/errors.md is stale; refresh it with -Dtest=ErrorsDocumentTest -Derrors.refresh")
                    .isEqualTo(wanted);
        }
    }
}
