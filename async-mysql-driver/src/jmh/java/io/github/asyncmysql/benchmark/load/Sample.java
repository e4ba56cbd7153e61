package io.github.asyncmysql.benchmark.load;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * What one measuring JVM found. CPU time, allocation and throughput count {@linkplain Workload#unit() units}, latency is
 * that of whole operations. Immutable.
 *
 * @param perSecond units per second
 * @param cpuNanos CPU time of the client's process per unit, in nanoseconds
 * @param allocatedBytes heap allocated per unit, in bytes
 * @param p50Nanos median latency of an operation, in nanoseconds
 * @param p99Nanos latency that 99 of 100 operations stayed within, in nanoseconds
 * @param p999Nanos latency that 999 of 1,000 operations stayed within, in nanoseconds
 * @param peakBytes the most resident memory of the process
 * @param operations all operations of this JVM, those of the warm-up included
 */
public record Sample(
        double perSecond,
        double cpuNanos,
        double allocatedBytes,
        double p50Nanos,
        double p99Nanos,
        double p999Nanos,
        double peakBytes,
        double operations) {

    private static final String PREFIX = "SAMPLE ";
    private static final double MIB = 1 << 20;

    public static Sample of(Workload workload, ClosedLoop.Phase phase, ProcessUsage usage, long operations) {
        double units = (double) phase.operations() * workload.unitsPerOperation();
        return new Sample(
                units / (phase.nanos() / 1e9),
                usage.cpuNanos() / units,
                usage.allocatedBytes() / units,
                phase.latencies().getValueAtPercentile(50),
                phase.latencies().getValueAtPercentile(99),
                phase.latencies().getValueAtPercentile(99.9),
                usage.peakBytes(),
                operations);
    }

    /** One line of text that {@link #parse} reads. */
    public String print() {
        return DoubleStream.of(
                        perSecond, cpuNanos, allocatedBytes, p50Nanos, p99Nanos, p999Nanos, peakBytes, operations)
                .mapToObj(Double::toString)
                .collect(Collectors.joining(" ", PREFIX, ""));
    }

    public static boolean isPrinted(String line) {
        return line.startsWith(PREFIX);
    }

    public static Sample parse(String line) {
        double[] numbers = Arrays.stream(line.substring(PREFIX.length()).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        return new Sample(
                numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7]);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,.0f/s, %.2f µs CPU, %,.0f B, p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, %.0f MiB",
                perSecond,
                cpuNanos / 1e3,
                allocatedBytes,
                p50Nanos / 1e6,
                p99Nanos / 1e6,
                p999Nanos / 1e6,
                peakBytes / MIB);
    }
}
