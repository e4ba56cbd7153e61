package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.load.CannedServer;
import io.github.asyncmysql.benchmark.load.Dataset;
import io.github.asyncmysql.benchmark.load.Logging;
import io.github.asyncmysql.benchmark.load.Sample;
import io.github.asyncmysql.benchmark.load.Target;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Starts a server, measures every {@link Run} in a JVM of its own, in interleaved rounds, and reports.
 *
 * <p>Runs on the main thread.
 */
public final class Benchmark {

    private static final List<String> JVM_OPTIONS = List.of("-Xms64m", "-Xmx1g", "-XX:+UseG1GC");

    private final Settings settings;
    private final Results results;
    private final Dataset dataset;
    private final Target target;

    private Benchmark(Settings settings, Results results, Dataset dataset, Target target) {
        this.settings = settings;
        this.results = results;
        this.dataset = dataset;
        this.target = target;
    }

    public static void main(String[] arguments) throws Exception {
        Logging.warningsOnly();
        Settings settings = Settings.fromSystemProperties();
        Results results = Results.in(settings.folder(), settings.resume());
        TestServer server = chooseServer();
        Target target =
                new Target(server.host(), server.port(), server.username(), server.password(), server.database());
        Report report = new Report(settings, server.name(), results);
        Benchmark benchmark = new Benchmark(settings, results, Dataset.load(server), target);
        int failures = benchmark.measure(report);
        System.out.println(report.markdown());
        if (settings.isComplete()) {
            report.publish();
        }
        System.exit(failures == 0 ? 0 : 1);
    }

    /** The newest MySQL that was found, else the newest MariaDB. The others are ended, since they share the machine. */
    private static TestServer chooseServer() {
        List<TestServer> servers = TestServers.all();
        TestServer chosen = servers.stream()
                .max(Comparator.comparing(TestServer::isMySql)
                        .thenComparing(server -> server.version().major())
                        .thenComparing(server -> server.version().minor()))
                .orElseThrow();
        servers.stream().filter(server -> server != chosen).forEach(TestServer::close);
        System.out.println("Measuring on " + chosen);
        return chosen;
    }

    /** @return how many runs of this project's own client have failed */
    private int measure(Report report) throws Exception {
        List<Run> tables = Run.ofTables(settings);
        List<Run> curves = Run.ofCurves(settings);
        if (tables.isEmpty() && curves.isEmpty()) {
            throw new IllegalArgumentException("benchmark.only fits no run, but is " + settings.only());
        }
        int failures = 0;
        for (int round = 1; round <= Math.max(settings.rounds(), settings.curveRounds()); round++) {
            List<Run> runs = new ArrayList<>(round <= settings.rounds() ? tables : List.of());
            runs.addAll(round <= settings.curveRounds() ? curves : List.of());
            for (Run run : runs) {
                failures += measureOnce(run, round);
            }
            report.save();
        }
        return failures;
    }

    /** @return 1 if this project's own client has failed, else 0 */
    private int measureOnce(Run run, int round) throws Exception {
        if (results.has(run, round) || results.failure(run).isPresent()) {
            return 0;
        }
        String title = "Round " + round + ": " + run.scenario() + ", "
                + run.contender().title();
        try {
            Sample sample = measureChecked(run);
            results.add(run, round, sample);
            System.out.println(title + ", per " + run.scenario().workload().unit() + ": " + sample);
            return 0;
        } catch (IllegalStateException e) {
            results.addFailure(run, String.valueOf(e.getMessage()));
            System.out.println(title + " FAILED: " + e.getMessage());
            return run.contender().isOurs() ? 1 : 0;
        }
    }

    private Sample measureChecked(Run run) throws IOException, InterruptedException, SQLException {
        dataset.prepareFor(run.scenario().workload());
        Sample sample;
        if (run.scenario().workload().isCanned()) {
            Process canned = Forks.start(settings.java(), List.of(), CannedServer.class, List.of(), target);
            try (BufferedReader lines = canned.inputReader()) {
                sample = fork(run, target.onPort(CannedServer.readPort(lines)));
            } finally {
                canned.destroyForcibly().waitFor();
            }
        } else {
            sample = fork(run, target);
        }
        dataset.check(run.scenario().workload(), (long) sample.operations());
        return sample;
    }

    private Sample fork(Run run, Target at) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(JVM_OPTIONS);
        settings.jvmOptions().forEach(option -> options.add(option.replace("%c", run.name())));
        List<String> arguments = List.of(
                run.contender().name(),
                run.scenario().print(),
                Integer.toString(settings.warmupSeconds()),
                Integer.toString(settings.longestWarmupSeconds()),
                Integer.toString(settings.seconds()));
        Process process = Forks.start(settings.java(), options, Measurement.class, arguments, at);
        Sample sample = null;
        String complaint = "";
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Sample.isPrinted(line)) {
                    sample = Sample.parse(line);
                } else {
                    complaint = line.startsWith("Caused by: ") ? line.substring(11) : complaint;
                    System.out.println("  " + run.name() + ": " + line);
                }
            }
        }
        int exit = process.waitFor();
        if (exit != 0 || sample == null) {
            throw new IllegalStateException("exit code " + exit + (complaint.isEmpty() ? "" : ", " + complaint));
        }
        return sample;
    }
}
