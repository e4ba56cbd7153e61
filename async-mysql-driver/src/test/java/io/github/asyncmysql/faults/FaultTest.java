package io.github.asyncmysql.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Runs faults on a server of its own: the latest MySQL there is, else whatever there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FaultTest {

    private static final String BEGIN = "<!-- measured: begin -->\n";
    private static final String END = "<!-- measured: end -->\n";
    private static final Path DOCUMENT = Path.of(
                    System.getProperty("basedir", Path.of("").toAbsolutePath().toString()))
            .resolveSibling("docs")
            .resolve("faults.md");

    private final List<FaultReport> reports = new ArrayList<>();
    private TestServer server;

    @BeforeAll
    void startServer() {
        TestServer like = TestServers.all().stream()
                .filter(TestServer::canRestart)
                .max(Comparator.comparing(TestServer::isMySql)
                        .thenComparing(candidate -> candidate.version().major())
                        .thenComparing(candidate -> candidate.version().minor()))
                .orElse(null);
        assumeTrue(like != null, "faults need a server that the tests can stop");
        server = TestServers.startOwn(like, "--innodb-flush-log-at-trx-commit=1");
    }

    @AfterAll
    void endServer() throws IOException {
        if (server != null) {
            server.close();
        }
        if (Scale.isFull()) {
            write();
        }
    }

    TestServer server() {
        return server;
    }

    /** Runs the fault under load; every invariant has to hold. */
    FaultReport run(String id, FaultBench.Fault fault) throws Exception {
        return run(id, config -> config, fault);
    }

    FaultReport run(String id, UnaryOperator<MySqlConfig.Builder> change, FaultBench.Fault fault) throws Exception {
        FaultReport report = measure(id, change, fault);
        assertThat(report.broken()).as(report.toString()).isEmpty();
        return report;
    }

    /** Runs the fault under load, and leaves the judgement to the caller. */
    FaultReport measure(String id, UnaryOperator<MySqlConfig.Builder> change, FaultBench.Fault fault) throws Exception {
        try (FaultBench bench = new FaultBench(server, change)) {
            FaultReport report = bench.run(id, fault);
            System.out.print(report.row());
            reports.add(report);
            return report;
        }
    }

    /** Puts the rows of this run in the place of those of earlier ones. */
    private void write() throws IOException {
        String document = Files.readString(DOCUMENT);
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        Map<String, String> rows =
                new TreeMap<>(Comparator.comparing(FaultTest::number).thenComparing(id -> id));
        document.substring(begin, document.indexOf(END))
                .lines()
                .filter(line -> line.startsWith("| F"))
                .forEach(line -> rows.put(line.substring(2, line.indexOf(" |", 2)), line + "\n"));
        reports.forEach(report -> rows.put(report.id(), report.row()));
        Files.writeString(
                DOCUMENT,
                document.substring(0, begin)
                        + circumstances()
                        + FaultReport.HEADER
                        + String.join("", rows.values())
                        + document.substring(document.indexOf(END)));
    }

    private String circumstances() {
        Scale scale = Scale.ofThisRun();
        return String.format(
                Locale.ROOT,
                "%s on %s, %d processors shared with %s; %d callers, %d connections, faults of %d s, a soak of %d s, seed %d.%n%n",
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("os.name"),
                Runtime.getRuntime().availableProcessors(),
                server.name(),
                scale.callers(),
                scale.poolSize(),
                scale.hold().toSeconds(),
                Scale.soak().toSeconds(),
                Scale.seed());
    }

    private static int number(String id) {
        return Integer.parseInt(id.replaceFirst("F(\\d+).*", "$1"));
    }
}
