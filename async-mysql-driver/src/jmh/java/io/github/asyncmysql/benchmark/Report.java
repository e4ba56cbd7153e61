package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.client.Contender;
import io.github.asyncmysql.benchmark.load.Scenario;
import io.github.asyncmysql.benchmark.load.Workload;
import io.netty.util.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The results as Markdown and pictures. Immutable but for the results, which may grow. */
final class Report {

    private final Settings settings;
    private final String server;
    private final Results results;
    private final Ratios ratios;

    Report(Settings settings, String server, Results results) {
        this.settings = settings;
        this.server = server;
        this.results = results;
        this.ratios = new Ratios(results);
    }

    String markdown() {
        StringBuilder text = new StringBuilder(conditions());
        appendGoals(text);
        appendPictures(text);
        for (Workload workload : Workload.values()) {
            List<Run> runs = runsOf(workload);
            if (!runs.isEmpty()) {
                appendWorkload(text, workload, runs);
            }
        }
        for (Curve curve : Curve.values()) {
            appendCurve(text, curve);
        }
        return text.toString();
    }

    /** Writes down what there is so far, beside the samples. */
    void save() throws IOException {
        Files.writeString(settings.folder().resolve("report.md"), markdown());
        pictures().writeInto(settings.folder());
    }

    /** Into the manual, between its markers. */
    void publish() throws IOException {
        Document.replace(settings.report(), "results", markdown());
        pictures().writeInto(settings.report().resolveSibling("images"));
    }

    private Pictures pictures() {
        return new Pictures(results);
    }

    private String conditions() {
        return String.format(
                Locale.ROOT,
                "Measured %s on %s, %d × %s; Java %d in the measuring JVMs; server %s on the same machine; Netty %s, %s."
                        + " %d rounds, %d for the curves; warm-up of %d s and until the JVM has compiled, for %d s at most, and %d s measured in each JVM."
                        + " Median of the rounds, in parentheses the least and the greatest.%n",
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("os.name"),
                Runtime.getRuntime().availableProcessors(),
                processor(),
                Jdks.versionOf(settings.java()),
                server,
                nettyVersion(),
                settings.peers(),
                settings.rounds(),
                settings.curveRounds(),
                settings.warmupSeconds(),
                settings.longestWarmupSeconds(),
                settings.seconds());
    }

    private void appendGoals(StringBuilder text) {
        text.append("""

                ### Goals

                | ratio | goal | measured | |
                |---|---|---|---|
                """);
        Goal.all().forEach(goal -> text.append(goal.row(ratios)));
    }

    private void appendPictures(StringBuilder text) {
        for (String name : pictures().names()) {
            text.append(String.format("%n![%s](images/%s.svg)%n", name.replace('-', ' '), name));
        }
    }

    /** Those of the workload that were measured or have failed. */
    private List<Run> runsOf(Workload workload) {
        return Arrays.stream(Contender.values())
                .map(contender -> new Run(contender, Scenario.of(workload), null))
                .filter(run ->
                        !results.of(run).isEmpty() || results.failure(run).isPresent())
                .toList();
    }

    private void appendWorkload(StringBuilder text, Workload workload, List<Run> runs) {
        text.append(String.format(Locale.ROOT, "%n### %s%n%n%s%n%n", workload.title(), workload.describe()));
        appendHeadings(text, "client", workload.unit());
        for (Run run : runs) {
            text.append("| ").append(run.contender().title()).append(" |").append(figures(run));
        }
        List<Contender> peers = Ratios.peersIn(workload);
        for (Contender ours : Contender.values()) {
            if (ours.isOurs() && ours.does(workload)) {
                appendRatios(text, workload, ours, peers);
            }
        }
    }

    private static void appendHeadings(StringBuilder text, String first, String unit) {
        text.append(Arrays.stream(Figure.values())
                .map(figure -> figure.heading(unit))
                .collect(Collectors.joining(" | ", "| " + first + " | ", " |\n")));
        text.append("|---".repeat(1 + Figure.values().length)).append("|\n");
    }

    private String figures(Run run) {
        Optional<String> failure = results.failure(run);
        if (failure.isPresent()) {
            return " failed: " + failure.get().replace('|', '/') + " |" + " |".repeat(Figure.values().length - 1)
                    + "\n";
        }
        return Arrays.stream(Figure.values())
                .map(figure ->
                        results.spread(run, figure::of).map(figure::print).orElse(""))
                .collect(Collectors.joining(" | ", " ", " |\n"));
    }

    private void appendRatios(StringBuilder text, Workload workload, Contender ours, List<Contender> peers) {
        if (ratios.against(workload, ours, peers, Figure.CPU).isEmpty()) {
            return;
        }
        text.append(Arrays.stream(Figure.values())
                .map(figure -> ratios.against(workload, ours, peers, figure)
                        .map(spread -> spread.in(1, "%.2f"))
                        .orElse(""))
                .collect(Collectors.joining(
                        " | ", "| **" + ours.title() + " ÷ the best peer of each column** | ", " |\n")));
    }

    private void appendCurve(StringBuilder text, Curve curve) {
        List<Scenario> scenarios = curve.scenarios();
        List<Contender> measured = Curve.CONTENDERS.stream()
                .filter(contender -> scenarios.stream()
                        .anyMatch(scenario ->
                                !results.of(new Run(contender, scenario, curve)).isEmpty()))
                .toList();
        if (measured.isEmpty()) {
            return;
        }
        text.append(String.format(
                "%n### CPU per operation by %s%n%n%s; microseconds of CPU time per operation, in brackets operations per second.%n%n",
                curve.size(), curve.title()));
        text.append(scenarios.stream()
                .map(scenario -> String.format(Locale.ROOT, "%,d", curve.sizeOf(scenario)))
                .collect(Collectors.joining(" | ", "| client | ", " |\n")));
        text.append("|---".repeat(1 + scenarios.size())).append("|\n");
        for (Contender contender : measured) {
            text.append(scenarios.stream()
                    .map(scenario -> point(new Run(contender, scenario, curve)))
                    .collect(Collectors.joining(" | ", "| " + contender.title() + " | ", " |\n")));
        }
    }

    private String point(Run run) {
        return results.spread(run, Figure.CPU::of)
                .map(cpu -> String.format(
                        Locale.ROOT,
                        "%,.1f [%,.0f]",
                        cpu.median() / 1e3,
                        results.spread(run, Figure.THROUGHPUT::of).orElseThrow().median()))
                .orElse("");
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static String nettyVersion() {
        return Version.identify().get("netty-common").artifactVersion();
    }
}
