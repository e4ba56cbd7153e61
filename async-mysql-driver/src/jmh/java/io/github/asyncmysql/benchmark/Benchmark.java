package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Starts a server, measures every {@link Contender} in a JVM of its own, in interleaved rounds, and reports.
 *
 * <p>Runs on the main thread.
 */
public final class Benchmark {

    private static final List<String> JVM_OPTIONS = List.of("-Xms1g", "-Xmx1g", "-XX:+UseG1GC", "-XX:+AlwaysPreTouch");

    private final Settings settings;
    private final Target target;

    private Benchmark(Settings settings, Target target) {
        this.settings = settings;
        this.target = target;
    }

    public static void main(String[] arguments) throws Exception {
        Logging.warningsOnly();
        Settings settings = Settings.fromSystemProperties();
        List<Contender> contenders = Contender.matching(settings.only());
        TestServer server = chooseServer();
        Dataset.load(server);
        Target target =
                new Target(server.host(), server.port(), server.username(), server.password(), server.database());
        Map<Contender, List<Sample>> samples = new Benchmark(settings, target).measure(contenders);
        Report report = new Report(settings, server.name(), samples);
        System.out.println(report.markdown());
        if (settings.isComplete()) {
            report.writeInto(settings.report());
        }
        System.exit(0);
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

    private Map<Contender, List<Sample>> measure(List<Contender> contenders) throws Exception {
        Map<Contender, List<Sample>> samples = new EnumMap<>(Contender.class);
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Contender contender : contenders) {
                Sample sample = fork(contender);
                samples.computeIfAbsent(contender, ignored -> new ArrayList<>()).add(sample);
                System.out.printf(
                        "Round %d: %s, %s, per %s: %s%n",
                        round,
                        contender.workload().title(),
                        contender.title(),
                        contender.workload().unit(),
                        sample);
            }
        }
        return samples;
    }

    private Sample fork(Contender contender) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        settings.jvmOptions().forEach(option -> command.add(option.replace("%c", contender.name())));
        command.add(Measurement.class.getName());
        command.add(contender.name());
        command.add(Integer.toString(settings.warmupSeconds()));
        command.add(Integer.toString(settings.seconds()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // The class path is long and would fill the process list.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        target.putInto(builder.environment());
        Process process = builder.start();
        Sample sample = null;
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (Sample.isPrinted(line)) {
                    sample = Sample.parse(line);
                } else {
                    System.out.println("  " + contender + ": " + line);
                }
            }
        }
        int exit = process.waitFor();
        if (exit != 0 || sample == null) {
            throw new IllegalStateException("measuring " + contender + " failed with exit code " + exit);
        }
        return sample;
    }
}
