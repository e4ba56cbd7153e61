package io.github.asyncmysql.testsupport;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts together what {@link AcceptanceListener} noted in all modules of one build. Run by the build of the last module;
 * fails it when a test names an unknown item, or when {@code docs/acceptance.md} or {@code docs/guarantees.md} does not fit
 * the tests.
 *
 * <p>Only a complete run is compared with the documentation: every module, every test. Free of JUnit, which is not on
 * the class path of every module. Confined to one thread.
 */
public final class AcceptanceReport {

    /** With this property the documentation is written instead of compared; the build then runs no test. */
    static final String REFRESH_PROPERTY = "acceptance.refresh";

    private static final List<String> NARROWING_PROPERTIES = List.of(
            "test",
            "it.test",
            "groups",
            "excludedGroups",
            "skipTests",
            "skipITs",
            "maven.test.skip",
            "surefire.includes");

    private final Path root;
    private final String run;
    private final PrintStream console;

    AcceptanceReport(Path root, String run, PrintStream console) {
        this.root = root;
        this.run = run;
        this.console = console;
    }

    /** Arguments: the folder of the whole project, the name of this build. */
    public static void main(String[] arguments) throws IOException {
        boolean narrowed = NARROWING_PROPERTIES.stream()
                .anyMatch(property -> !"false".equals(System.getProperty(property, "false")));
        String refresh = System.getProperty(REFRESH_PROPERTY);
        new AcceptanceReport(Path.of(arguments[0]), arguments[1], System.out)
                .run(narrowed, refresh != null && !refresh.equals("false"));
    }

    void run(boolean narrowed, boolean refresh) throws IOException {
        List<AcceptanceResult> results = new ArrayList<>();
        boolean complete = !narrowed;
        for (Path module : modulesWithTests()) {
            List<Path> notes = notesOf(module);
            complete &= !notes.isEmpty();
            for (Path file : notes) {
                Files.readAllLines(file).stream().map(AcceptanceResult::ofLine).forEach(results::add);
            }
        }
        AcceptanceTable table = new AcceptanceTable(AcceptanceCatalogue.load(), results);
        if (!table.unknownItems().isEmpty()) {
            throw new IllegalStateException("@Covers names items that are in no list: " + table.unknownItems());
        }
        if (!refresh) {
            console.print(table.summary());
            Path page = root.resolve("target").resolve("acceptance.md");
            Files.createDirectories(page.getParent());
            Files.writeString(page, table.runPage());
            console.println("The table of this run: " + page);
        }
        if (complete) {
            compare(table, refresh);
        } else {
            console.println(
                    "Not every test was asked to run, so docs/acceptance.md and docs/guarantees.md were not compared.");
        }
    }

    private void compare(AcceptanceTable table, boolean refresh) throws IOException {
        compare("acceptance.md", table.documentation(), refresh);
        Path guarantees = root.resolve("docs").resolve("guarantees.md");
        String promises = withoutCarriageReturns(Files.readString(guarantees));
        compare("guarantees.md", new GuaranteesPage(promises).withTests(AcceptanceCatalogue.load(), table), refresh);
    }

    private void compare(String name, String wanted, boolean refresh) throws IOException {
        Path page = root.resolve("docs").resolve(name);
        if (refresh) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, wanted);
            console.println("Refreshed " + page);
        } else if (!Files.exists(page)
                || !withoutCarriageReturns(Files.readString(page)).equals(wanted)) {
            throw new IllegalStateException("docs/" + name + " does not fit the tests any more. Refresh it with"
                    + " ./mvnw verify -D" + REFRESH_PROPERTY);
        }
    }

    private static String withoutCarriageReturns(String text) {
        return text.replace("\r\n", "\n");
    }

    private List<Path> modulesWithTests() throws IOException {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .filter(folder -> Files.exists(folder.resolve("src/test/java")))
                    .sorted()
                    .toList();
        }
    }

    private List<Path> notesOf(Path module) throws IOException {
        Path folder = module.resolve(AcceptanceResult.FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(run + "-"))
                    .toList();
        }
    }
}
