package io.github.asyncmysql.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Main class that runs the JMH benchmarks of the driver's parts, which stand beside what they measure, with JMH's own
 * measurement of allocation.
 */
public final class MicroBenchmarks {

    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private MicroBenchmarks() {}

    public static void main(String[] arguments) throws RunnerException, IOException {
        Settings settings = Settings.fromSystemProperties();
        Options options = new OptionsBuilder()
                .include("io\\.github\\.asyncmysql\\.internal\\..*" + settings.only() + ".*")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(settings.rounds())
                .warmupIterations(settings.warmupSeconds())
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(settings.seconds())
                .measurementTime(TimeValue.seconds(1))
                .jvm(settings.java().resolve("bin").resolve("java").toString())
                .jvmArgs("-Xms256m", "-Xmx256m", "-XX:+UseG1GC")
                .addProfiler(GCProfiler.class)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        String table = markdown(settings, results);
        System.out.println(table);
        if (settings.isComplete()) {
            Path document = settings.report();
            Document.replace(document, "micro-benchmarks", table);
        }
    }

    private static String markdown(Settings settings, Collection<RunResult> results) {
        String head = String.format(
                Locale.ROOT,
                "Java %d, %d JVMs each, %d s of warm-up and %d s measured in each. Average, ± half of the 99.9 %% interval.%n%n"
                        + "| what | time, ns | allocated, bytes |%n|---|---|---|%n",
                Jdks.versionOf(settings.java()),
                settings.rounds(),
                settings.warmupSeconds(),
                settings.seconds());
        return results.stream().map(MicroBenchmarks::row).collect(Collectors.joining("", head, ""));
    }

    private static String row(RunResult run) {
        BenchmarkResult total = run.getAggregatedResult();
        Result<?> time = run.getPrimaryResult();
        Result<?> allocation = total.getSecondaryResults().get(ALLOCATION);
        String name = run.getParams().getBenchmark();
        String size = run.getParams().getParamsKeys().stream()
                .map(key -> ", " + key + " " + run.getParams().getParam(key))
                .collect(Collectors.joining());
        return String.format(
                Locale.ROOT,
                "| `%s`%s | %.1f%s | %.0f |%n",
                name.replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1"),
                size,
                time.getScore(),
                Double.isNaN(time.getScoreError()) ? "" : String.format(Locale.ROOT, " ± %.1f", time.getScoreError()),
                allocation == null ? Double.NaN : allocation.getScore());
    }
}
