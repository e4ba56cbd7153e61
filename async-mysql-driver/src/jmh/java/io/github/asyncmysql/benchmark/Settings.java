package io.github.asyncmysql.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How to measure, from system properties. Immutable.
 *
 * @param rounds how often each client and workload is measured; {@code benchmark.rounds}
 * @param curveRounds the same for the points of the curves, 0 for no curves; {@code benchmark.curve-rounds}
 * @param warmupSeconds load before each measurement, at least; {@code benchmark.warmup}
 * @param longestWarmupSeconds the same, at most, while the JVM still compiles; {@code benchmark.longest-warmup}
 * @param seconds length of each measurement; {@code benchmark.seconds}
 * @param only words of which the name of a {@link Run} must contain one at its beginning or behind a hyphen, separated by commas, all when empty; several words
 *     with {@code +} between them must all be there; {@code benchmark.only}
 * @param resume whether what an earlier, interrupted run has measured is kept and not measured again; {@code
 *     benchmark.resume}
 * @param java home of the JDK whose JVMs measure; {@code benchmark.java}
 * @param jvmOptions further options of the measuring JVMs, separated by blanks; {@code benchmark.jvm}
 * @param peers names and versions of the clients compared with; {@code benchmark.peers}
 * @param folder where samples and the report are written as they come; {@code benchmark.folder}
 * @param report the document that complete results are written into; {@code benchmark.report}
 */
record Settings(
        int rounds,
        int curveRounds,
        int warmupSeconds,
        int longestWarmupSeconds,
        int seconds,
        String only,
        boolean resume,
        Path java,
        List<String> jvmOptions,
        String peers,
        Path folder,
        Path report) {

    static final int ROUNDS_TO_PUBLISH = 3;

    static Settings fromSystemProperties() {
        return new Settings(
                number("benchmark.rounds", 3, 1),
                number("benchmark.curve-rounds", 1, 0),
                number("benchmark.warmup", 5, 1),
                number("benchmark.longest-warmup", 30, 0),
                number("benchmark.seconds", 5, 1),
                text("benchmark.only", ""),
                Boolean.parseBoolean(text("benchmark.resume", "false")),
                javaHome(text("benchmark.java", "")),
                Arrays.stream(text("benchmark.jvm", "").split(" "))
                        .filter(option -> !option.isBlank())
                        .toList(),
                text("benchmark.peers", "peers of unknown versions"),
                Path.of(text("benchmark.folder", "target/benchmark")),
                Path.of(text("benchmark.report", "docs/performance.md")).normalize());
    }

    /** Whether the results say enough to be published. */
    boolean isComplete() {
        return only.isBlank() && jvmOptions.isEmpty() && rounds >= ROUNDS_TO_PUBLISH;
    }

    private static Path javaHome(String named) {
        return named.isBlank() ? Jdks.forMeasuring() : Path.of(named);
    }

    private static String text(String name, String byDefault) {
        return System.getProperty(name, byDefault);
    }

    private static int number(String name, int byDefault, int least) {
        int value = Integer.getInteger(name, byDefault);
        if (value < least) {
            throw new IllegalArgumentException(name + " must be " + least + " or more, but is " + value);
        }
        return value;
    }
}
