package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.load.Sample;
import java.util.function.ToDoubleFunction;

/** What is compared. Immutable. */
enum Figure {
    THROUGHPUT("throughput", "%ss/s", Sample::perSecond, true, 1, "%,.0f"),
    CPU("CPU", "CPU per %s, µs", Sample::cpuNanos, false, 1e3, "%.2f"),
    ALLOCATION("allocation", "allocated per %s, bytes", Sample::allocatedBytes, false, 1, "%,.0f"),
    P50("p50", "p50, ms", Sample::p50Nanos, false, 1e6, "%.2f"),
    P99("p99", "p99, ms", Sample::p99Nanos, false, 1e6, "%.2f"),
    P999("p99.9", "p99.9, ms", Sample::p999Nanos, false, 1e6, "%.2f"),
    PEAK("peak memory", "peak memory, MiB", Sample::peakBytes, false, 1 << 20, "%.0f");

    private final String title;
    private final String heading;
    private final ToDoubleFunction<Sample> value;
    private final boolean moreIsBetter;
    private final double scale;
    private final String format;

    Figure(
            String title,
            String heading,
            ToDoubleFunction<Sample> value,
            boolean moreIsBetter,
            double scale,
            String format) {
        this.title = title;
        this.heading = heading;
        this.value = value;
        this.moreIsBetter = moreIsBetter;
        this.scale = scale;
        this.format = format;
    }

    String title() {
        return title;
    }

    String heading(String unit) {
        return heading.formatted(unit);
    }

    double of(Sample sample) {
        return value.applyAsDouble(sample);
    }

    boolean moreIsBetter() {
        return moreIsBetter;
    }

    double better(double one, double other) {
        return moreIsBetter ? Math.max(one, other) : Math.min(one, other);
    }

    String print(Spread spread) {
        return spread.in(scale, format);
    }
}
