package io.github.asyncmysql.testsupport;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptanceReportTest {

    private static final String RUN = "20260101000000";

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();

    @TempDir
    private Path root;

    @BeforeEach
    void createTwoModules() throws IOException {
        for (String module : List.of("one", "two")) {
            Files.createDirectories(root.resolve(module).resolve("src/test/java"));
            Files.createFile(root.resolve(module).resolve("pom.xml"));
        }
        Files.createDirectories(root.resolve("docs"));
        Files.writeString(
                root.resolve("docs/guarantees.md"),
                guarantees()
                        .map(item -> "### " + item + ". Promised.\n\n*Tests:* none\n")
                        .collect(joining("\n")));
    }

    private static Stream<String> guarantees() {
        return AcceptanceCatalogue.load().items("guarantee").stream().map(item -> item.replace("guarantee:", ""));
    }

    /** Every promise has a test. */
    private static String[] kept() {
        return guarantees()
                .map(item -> "guarantee:" + item + "\tPromiseTest.keeps" + item + "\t-\tDECLARED")
                .toArray(String[]::new);
    }

    private void note(String module, String run, String... lines) throws IOException {
        Path folder = Files.createDirectories(root.resolve(module).resolve("target/acceptance"));
        Files.write(folder.resolve(run + "-x.tsv"), List.of(lines));
    }

    private void report(boolean narrowed, boolean refresh) throws IOException {
        new AcceptanceReport(root, RUN, new PrintStream(console)).run(narrowed, refresh);
    }

    private String documentation() throws IOException {
        return Files.readString(root.resolve("docs/acceptance.md"));
    }

    @Test
    void refreshedPageNamesTestsAndOpenItemsAndThenFits() throws IOException {
        note(
                "one",
                RUN,
                "pool:A1\tPoolTest.neverExceedsMax\t-\tDECLARED",
                "pool:A1\tPoolTest.neverExceedsMax\t-\tPASSED");
        note("two", RUN, kept());

        report(false, true);

        assertThat(Files.readString(root.resolve("docs/guarantees.md"))).contains("*Tests:* `PromiseTest.keeps26`\n");
        assertThat(documentation())
                .contains("| A1 | Never more open connections than max-size, those still logging in included |"
                        + " `PoolTest.neverExceedsMax` |")
                .containsPattern("1 of \\d+ items have a test\\.")
                .contains("- A2: Borrowing and returning");
        assertThatCode(() -> report(false, false)).doesNotThrowAnyException();
    }

    @Test
    void changedTestsMakeThePageStale() throws IOException {
        note("one", RUN, "pool:A1\tPoolTest.neverExceedsMax\t-\tDECLARED");
        note("two", RUN, kept());
        report(false, true);

        note("one", RUN, "pool:A1\tPoolTest.renamed\t-\tDECLARED");

        assertThatThrownBy(() -> report(false, false)).hasMessageContaining("./mvnw verify -Dacceptance.refresh");
    }

    @Test
    void partialRunIsNotComparedAndNotWritten() throws IOException {
        note("one", RUN, "pool:A1\tPoolTest.neverExceedsMax\t-\tDECLARED");
        note("two", "20250101000000");

        report(false, true);
        assertThat(root.resolve("docs/acceptance.md")).doesNotExist();

        note("two", RUN);
        report(true, true);
        assertThat(root.resolve("docs/acceptance.md")).doesNotExist();
    }

    @Test
    void unknownItemFailsTheBuildAndNamesTheTest() throws IOException {
        note("one", RUN, "pool:Z99\tPoolTest.x\t-\tDECLARED");

        assertThatThrownBy(() -> report(true, false)).hasMessageContaining("pool:Z99, named by PoolTest.x");
    }

    @Test
    void itemIsGreenOnlyByATestThatPassedEverywhereItRan() throws IOException {
        note(
                "one",
                RUN,
                "pool:A1\tPoolIT.a\tMySQL 8.0.12\tPASSED",
                "pool:A1\tPoolIT.a\tMariaDB 11.4.5\tFAILED",
                "pool:A2\tPoolIT.b\tMySQL 8.0.12\tPASSED",
                "pool:A2\tPoolIT.b\tMariaDB 11.4.5\tPASSED",
                "pool:A3\tPoolIT.c\t-\tABORTED");

        report(true, false);

        assertThat(console.toString())
                .containsPattern("pool: 1 of \\d+ \\(on MariaDB 11.4.5, MySQL 8.0.12\\); open: A1 A3 A4");
        assertThat(Files.readString(root.resolve("target/acceptance.md")).lines())
                .anyMatch(line -> line.startsWith("| A1 ") && line.contains("| open |"))
                .anyMatch(line -> line.startsWith("| A2 ") && line.contains("| green | MariaDB 11.4.5, MySQL 8.0.12 |"))
                .anyMatch(line -> line.startsWith("| A3 ") && line.contains("| open |"));
    }

    @Test
    void catalogueRefusesDoubleAndMalformedItems() {
        assertThatThrownBy(() -> AcceptanceCatalogue.parse(List.of("pool:A1 one", "pool:A1 two")))
                .hasMessage("acceptance item pool:A1 stands there twice");
        assertThatThrownBy(() -> AcceptanceCatalogue.parse(List.of("pool A1 one")))
                .hasMessage("not an acceptance item: pool A1 one");
    }
}
