package io.github.asyncmysql.benchmark;

import io.netty.util.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The results as Markdown. Immutable. */
final class Report {

    private static final String BEGIN = "<!-- results: begin, written by the benchmark -->";
    private static final String END = "<!-- results: end -->";

    private final Settings settings;
    private final String server;
    private final Map<Contender, List<Sample>> samples;

    /** Middle, least and greatest of some numbers. Immutable. */
    private record Spread(double median, double least, double greatest) {

        static Spread of(List<Sample> samples, ToDoubleFunction<Sample> figure) {
            return of(samples.stream().mapToDouble(figure).toArray());
        }

        static Spread of(double[] numbers) {
            double[] sorted = Arrays.stream(numbers).sorted().toArray();
            int middle = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            return new Spread(median, sorted[0], sorted[sorted.length - 1]);
        }

        String in(double scale, String format) {
            return String.format(
                    Locale.ROOT,
                    format + " (" + format + "–" + format + ")",
                    median / scale,
                    least / scale,
                    greatest / scale);
        }
    }

    Report(Settings settings, String server, Map<Contender, List<Sample>> samples) {
        this.settings = settings;
        this.server = server;
        this.samples = samples;
    }

    String markdown() {
        StringBuilder text = new StringBuilder(conditions());
        for (Workload workload : Workload.values()) {
            List<Contender> contenders = samples.keySet().stream()
                    .filter(contender -> contender.workload() == workload)
                    .toList();
            if (!contenders.isEmpty()) {
                appendWorkload(text, workload, contenders);
            }
        }
        return text.toString();
    }

    /** Replaces what stands between the markers of a document. */
    void writeInto(Path document) throws IOException {
        String text = Files.readString(document);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException(document + " has no line " + BEGIN + " followed by a line " + END);
        }
        Files.writeString(
                document, text.substring(0, begin) + BEGIN + "\n\n" + markdown() + "\n" + text.substring(end));
        System.out.println("Written into " + document);
    }

    private String conditions() {
        return String.format(
                Locale.ROOT,
                "Measured %s on %s, %d × %s; %s %s; server %s on the same machine; Netty %s, %s."
                        + " %d rounds, %d s warm-up and %d s measured in each JVM."
                        + " Median of the rounds, in parentheses the least and the greatest.%n",
                LocalDate.now(ZoneOffset.UTC),
                System.getProperty("os.name"),
                Runtime.getRuntime().availableProcessors(),
                processor(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.runtime.version"),
                server,
                nettyVersion(),
                settings.peers(),
                settings.rounds(),
                settings.warmupSeconds(),
                settings.seconds());
    }

    private void appendWorkload(StringBuilder text, Workload workload, List<Contender> contenders) {
        text.append(String.format(Locale.ROOT, "%n### %s%n%n%s.%n%n", workload.title(), workload.describe()));
        text.append(String.format(
                "| client | %1$ss/s | CPU per %1$s, µs | allocated per %1$s, bytes | latency p50, ms | latency p99, ms |%n",
                workload.unit()));
        text.append("|---|---|---|---|---|---|\n");
        for (Contender contender : contenders) {
            List<Sample> all = samples.get(contender);
            text.append(String.format(
                    "| %s | %s | %s | %s | %s | %s |%n",
                    contender.title(),
                    Spread.of(all, Sample::perSecond).in(1, "%,.0f"),
                    Spread.of(all, Sample::cpuNanos).in(1e3, "%.2f"),
                    Spread.of(all, Sample::allocatedBytes).in(1, "%,.0f"),
                    Spread.of(all, Sample::p50Nanos).in(1e6, "%.2f"),
                    Spread.of(all, Sample::p99Nanos).in(1e6, "%.2f")));
        }
        appendRatios(text, contenders);
    }

    private void appendRatios(StringBuilder text, List<Contender> contenders) {
        List<Contender> ours = with(Contender.Role.OURS, contenders);
        List<Contender> peers = with(Contender.Role.PEER, contenders);
        List<Contender> floors = with(Contender.Role.FLOOR, contenders);
        if (ours.isEmpty() || peers.isEmpty() && floors.isEmpty()) {
            return;
        }
        text.append("""

                | ratio | throughput (more is better) | CPU (less is better) | allocation (less is better) \
                | latency p50 (less is better) | latency p99 (less is better) |
                |---|---|---|---|---|---|
                """);
        for (Contender one : ours) {
            for (Contender peer : peers) {
                appendRatios(text, one, peer.title(), List.of(peer));
            }
            if (peers.size() > 1) {
                appendRatios(text, one, "the best of the peers, figure by figure", peers);
            }
            for (Contender floor : floors) {
                appendRatios(text, one, floor.title(), List.of(floor));
            }
        }
    }

    private static List<Contender> with(Contender.Role role, List<Contender> contenders) {
        return contenders.stream().filter(contender -> contender.role() == role).toList();
    }

    private void appendRatios(StringBuilder text, Contender ours, String title, List<Contender> peers) {
        text.append(String.format(
                "| %s ÷ %s | %s | %s | %s | %s | %s |%n",
                ours.title(),
                title,
                ratio(ours, peers, Sample::perSecond, Math::max),
                ratio(ours, peers, Sample::cpuNanos, Math::min),
                ratio(ours, peers, Sample::allocatedBytes, Math::min),
                ratio(ours, peers, Sample::p50Nanos, Math::min),
                ratio(ours, peers, Sample::p99Nanos, Math::min)));
    }

    /** Compares round by round, since rounds differ more from each other than neighbours in one round. */
    private String ratio(
            Contender ours, List<Contender> peers, ToDoubleFunction<Sample> figure, DoubleBinaryOperator better) {
        double[] ratios = IntStream.range(0, settings.rounds())
                .mapToDouble(round -> figure.applyAsDouble(samples.get(ours).get(round))
                        / peers.stream()
                                .mapToDouble(peer ->
                                        figure.applyAsDouble(samples.get(peer).get(round)))
                                .reduce(better)
                                .orElseThrow())
                .toArray();
        return Spread.of(ratios).in(1, "%.2f");
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
