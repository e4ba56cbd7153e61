package io.github.asyncmysql.sample.dashboard;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A histogram: how much has taken no longer than each of some times. Unlike percentiles, histograms of several timers can be
 * added, and what was there earlier can be taken away. Immutable.
 *
 * @param counts by nanoseconds
 */
record Buckets(NavigableMap<Double, Double> counts) {

    private static final double HALF = 0.5;
    private static final double ALMOST_ALL = 0.99;
    private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    /** Of several timers together, since the application has started. */
    static Buckets of(Collection<Timer> timers) {
        NavigableMap<Double, Double> counts = new TreeMap<>();
        for (Timer timer : timers) {
            for (CountAtBucket bucket : timer.takeSnapshot().histogramCounts()) {
                counts.merge(bucket.bucket(), bucket.count(), Double::sum);
            }
        }
        return new Buckets(counts);
    }

    /** How long it took since then; {@code null} if nothing has happened. */
    @Nullable
    Latency since(@Nullable Buckets earlier) {
        NavigableMap<Double, Double> recent = new TreeMap<>(counts);
        if (earlier != null) {
            earlier.counts.forEach((bound, count) -> recent.merge(bound, -count, Double::sum));
        }
        return recent.isEmpty() || recent.lastEntry().getValue() <= 0
                ? null
                : new Latency(percentile(recent, HALF), percentile(recent, ALMOST_ALL));
    }

    private static double percentile(NavigableMap<Double, Double> counts, double portion) {
        double wanted = portion * counts.lastEntry().getValue();
        double bound = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
            if (bucket.getValue() >= wanted) {
                double within = (wanted - below) / (bucket.getValue() - below);
                return (bound + within * (bucket.getKey() - bound)) / NANOS_PER_MILLI;
            }
            bound = bucket.getKey();
            below = bucket.getValue();
        }
        return bound / NANOS_PER_MILLI;
    }
}
