package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.ResultPart;
import io.github.asyncmysql.ResultRows;
import io.github.asyncmysql.SessionChanges;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Measures what each server reports about changes of a session, and compares that with the table in
 * {@code docs/session-state.md}; {@code -Dsession-state.refresh} rewrites it. Versions without a column there are not
 * compared.
 */
class SessionStateDocumentIT {

    private static final String BEGIN = "<!-- measured: begin -->\n";
    private static final String END = "<!-- measured: end -->\n";
    private static final String FIRST = "left behind";
    private static final String LAST = "known by";
    private static final Path DOCUMENT = Path.of(
                    System.getProperty("basedir", Path.of("").toAbsolutePath().toString()))
            .resolveSibling("docs")
            .resolve("session-state.md");

    @EveryServer
    @Covers("pool:F6")
    void theTableSaysWhatThisServerReports(TestServer server) throws IOException {
        String document = Files.readString(DOCUMENT);
        Map<String, Map<String, String>> columns = columns(table(document));
        boolean refresh = System.getProperty("session-state.refresh") != null;
        if (columns.containsKey(server.name()) || refresh) {
            columns.put(server.name(), measure(server));
        }
        String current = document.substring(0, document.indexOf(BEGIN) + BEGIN.length())
                + render(columns)
                + document.substring(document.indexOf(END));
        if (refresh) {
            Files.writeString(DOCUMENT, current);
            return;
        }
        assertThat(document)
                .as(
                        "docs/session-state.md is stale; refresh it with ./mvnw -pl async-mysql-driver verify -Dtest=none"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=SessionStateDocumentIT -Dsession-state.refresh")
                .isEqualTo(current);
    }

    private static String table(String document) {
        assertThat(document).contains(BEGIN).contains(END);
        return document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END));
    }

    /** For each server what it reports about each thing. */
    private static Map<String, Map<String, String>> columns(String table) {
        Map<String, Map<String, String>> columns = new TreeMap<>();
        List<String[]> rows = table.lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
                .toList();
        for (int column = 1; !rows.isEmpty() && column < rows.get(0).length - 1; column++) {
            Map<String, String> cells = new LinkedHashMap<>();
            for (String[] row : rows.subList(1, rows.size())) {
                cells.put(row[0], row[column]);
            }
            columns.put(rows.get(0)[column], cells);
        }
        return columns;
    }

    private static String render(Map<String, Map<String, String>> columns) {
        StringBuilder table = new StringBuilder("| " + FIRST + " | ");
        columns.keySet().forEach(server -> table.append(server).append(" | "));
        table.append(LAST + " |\n|---|").append("---|".repeat(columns.size())).append("---|\n");
        for (Leftover leftover : Leftovers.all()) {
            table.append("| ").append(leftover.name()).append(" | ");
            columns.values().forEach(cells -> table.append(cells.getOrDefault(leftover.name(), ""))
                    .append(" | "));
            table.append(leftover.knownBy().text).append(" |\n");
        }
        return table.toString();
    }

    private static Map<String, String> measure(TestServer server) {
        Leftovers.prepare(server);
        Map<String, String> cells = new LinkedHashMap<>();
        for (Leftover leftover : Leftovers.all()) {
            cells.put(leftover.name(), leftover.where().is(server) ? reportOf(server, leftover) : "-");
            if (leftover.changesTables()) {
                Leftovers.clear(server);
            }
        }
        return cells;
    }

    private static String reportOf(TestServer server, Leftover leftover) {
        try (MySqlConnection connection = AsyncMySql.connect(
                        Pools.config(server).sslMode(SslMode.DISABLED).build())
                .join()) {
            List<SessionChanges> changes = new ArrayList<>();
            for (String sql : leftover.statements()) {
                try {
                    connection.sql(sql).results().join().forEach(part -> {
                        SessionChanges reported = changes(part);
                        if (reported != null) {
                            changes.add(reported);
                        }
                    });
                } catch (CompletionException e) {
                    // Whether it works depends on the machine, so the table must not show what was reported.
                    assertThat(leftover.isUnsupportedBy((MySqlServerException) e.getCause()))
                            .as("%s: %s", leftover, e.getCause())
                            .isTrue();
                }
            }
            return report(changes, connection.inTransaction());
        }
    }

    private static @Nullable SessionChanges changes(ResultPart part) {
        return part instanceof UpdateResult update ? update.sessionChanges() : ((ResultRows) part).sessionChanges();
    }

    private static String report(List<SessionChanges> changes, boolean inTransaction) {
        List<String> words = new ArrayList<>();
        if (changes.stream().anyMatch(SessionChanges::stateChanged)) {
            words.add("changed");
        }
        if (changes.stream().anyMatch(change -> change.schema() != null)) {
            words.add("schema");
        }
        if (changes.stream().anyMatch(change -> !change.systemVariables().isEmpty())) {
            words.add("variable");
        }
        if (inTransaction) {
            words.add("transaction");
        }
        return words.isEmpty() ? "nothing" : String.join(", ", words);
    }
}
