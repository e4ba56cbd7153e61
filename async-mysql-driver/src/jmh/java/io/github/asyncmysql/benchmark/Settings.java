package io.github.asyncmysql.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How to measure, from system properties. Immutable.
 *
 * @param rounds how often each contender is measured; {@code benchmark.rounds}
 * @param warmupSeconds load before each measurement; {@code benchmark.warmup}
 * @param seconds length of each measurement; {@code benchmark.seconds}
 * @param only words of which a contender's name must contain one, separated by commas, all when empty;
 *     {@code benchmark.only}
 * @param jvmOptions further options of the measuring JVMs, separated by blanks; {@code benchmark.jvm}
 * @param peers names and versions of the clients compared with; {@code benchmark.peers}
 * @param report the document that complete results are written into; {@code benchmark.report}
 */
record Settings(
        int rounds, int warmupSeconds, int seconds, String only, List<String> jvmOptions, String peers, Path report) {

    static Settings fromSystemProperties() {
        return new Settings(
                positive("benchmark.rounds", 3),
                positive("benchmark.warmup", 10),
                positive("benchmark.seconds", 10),
                System.getProperty("benchmark.only", ""),
                Arrays.stream(System.getProperty("benchmark.jvm", "").split(" "))
                        .filter(option -> !option.isBlank())
                        .toList(),
                System.getProperty("benchmark.peers", "peers of unknown versions"),
                Path.of(System.getProperty("benchmark.report", "docs/performance.md"))
                        .normalize());
    }

    /** Whether the results say enough to be published. */
    boolean isComplete() {
        return only.isBlank() && jvmOptions.isEmpty() && rounds >= 3;
    }

    private static int positive(String name, int byDefault) {
        int value = Integer.getInteger(name, byDefault);
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be 1 or more, but is " + value);
        }
        return value;
    }
}
