package io.github.asyncmysql.benchmark;

import java.util.Locale;

/**
 * What one measuring JVM found. CPU time, allocation and throughput count {@linkplain Workload#unit() units}, latency is
 * that of whole operations. Immutable.
 *
 * @param perSecond units per second
 * @param cpuNanos CPU time of the client's process per unit, in nanoseconds
 * @param allocatedBytes heap allocated per unit, in bytes
 * @param p50Nanos median latency of an operation, in nanoseconds
 * @param p99Nanos latency that 99 of 100 operations stayed within, in nanoseconds
 */
record Sample(double perSecond, double cpuNanos, double allocatedBytes, double p50Nanos, double p99Nanos) {

    private static final String PREFIX = "SAMPLE ";

    static Sample of(Workload workload, ClosedLoop.Phase phase, ProcessUsage usage) {
        double units = (double) phase.operations() * workload.rowsPerOperation();
        return new Sample(
                units / (phase.nanos() / 1e9),
                usage.cpuNanos() / units,
                usage.allocatedBytes() / units,
                phase.latencies().getValueAtPercentile(50),
                phase.latencies().getValueAtPercentile(99));
    }

    /** One line of text that {@link #parse} reads. */
    String print() {
        return PREFIX + perSecond + " " + cpuNanos + " " + allocatedBytes + " " + p50Nanos + " " + p99Nanos;
    }

    static boolean isPrinted(String line) {
        return line.startsWith(PREFIX);
    }

    static Sample parse(String line) {
        String[] numbers = line.substring(PREFIX.length()).split(" ");
        return new Sample(
                Double.parseDouble(numbers[0]),
                Double.parseDouble(numbers[1]),
                Double.parseDouble(numbers[2]),
                Double.parseDouble(numbers[3]),
                Double.parseDouble(numbers[4]));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,.0f/s, %.2f µs CPU, %,.0f B, p50 %.2f ms, p99 %.2f ms",
                perSecond,
                cpuNanos / 1e3,
                allocatedBytes,
                p50Nanos / 1e6,
                p99Nanos / 1e6);
    }
}
