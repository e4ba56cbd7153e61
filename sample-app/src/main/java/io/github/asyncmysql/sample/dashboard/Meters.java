package io.github.asyncmysql.sample.dashboard;

import io.github.asyncmysql.sample.dashboard.Vitals.StatementKind;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * What the meters of pool and statements say of the last seconds: their counts and histograms now, less what they were then.
 * Confined to one thread.
 */
final class Meters {

    private static final String ACQUIRE = "async.mysql.pool.acquire";
    private static final String STATEMENT = "db.client.operation.duration";
    private static final int KINDS = 6;
    private static final int SAMPLES_FOR_LATENCY = 10;

    // In milliseconds; fine enough for a logarithmic axis.
    private static final double[] BOUNDS = {
        0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300,
        500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 7_000, 10_000, 30_000
    };
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final MeterRegistry registry;
    private final Deque<Reading> readings = new ArrayDeque<>();

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Lets the timers that are read here keep histograms that only ever grow. */
    static MeterFilter histograms() {
        double[] nanos = DoubleStream.of(BOUNDS)
                .map(millis -> millis * TimeUnit.MILLISECONDS.toNanos(1))
                .toArray();
        DistributionStatisticConfig growing = DistributionStatisticConfig.builder()
                .serviceLevelObjectives(nanos)
                .expiry(FOR_EVER)
                .bufferLength(1)
                .build();
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                boolean read = id.getName().equals(ACQUIRE) || id.getName().equals(STATEMENT);
                return read ? growing.merge(config) : config;
            }
        };
    }

    /**
     * What happened lately. Immutable.
     *
     * @param acquire how long callers waited for a connection
     * @param statement how long statements took
     * @param perSecond how many statements ended since this was asked last
     * @param errors how many of them failed
     * @param kinds the most frequent kinds of statements
     */
    record Recent(
            @Nullable Latency acquire,
            @Nullable Latency statement,
            double perSecond,
            double errors,
            List<StatementKind> kinds) {}

    /** What one kind of statement has come to. Immutable. */
    private record Totals(double count, double errors, Buckets buckets) {

        static Totals of(List<Timer> timers) {
            return new Totals(
                    timers.stream().mapToDouble(Timer::count).sum(),
                    timers.stream()
                            .filter(timer -> !tag(timer, "error.type").equals("none"))
                            .mapToDouble(Timer::count)
                            .sum(),
                    Buckets.of(timers));
        }
    }

    /** All meters at one moment. Immutable. */
    private record Reading(Buckets acquire, Totals statements, Map<String, Totals> kinds) {}

    private Reading read() {
        List<Timer> timers = List.copyOf(registry.find(STATEMENT).timers());
        Map<String, Totals> kinds = new HashMap<>();
        timers.stream()
                .collect(Collectors.groupingBy(timer -> tag(timer, "db.query.summary")))
                .forEach((summary, some) -> kinds.put(summary, Totals.of(some)));
        return new Reading(Buckets.of(registry.find(ACQUIRE).timers()), Totals.of(timers), kinds);
    }

    private static String tag(Timer timer, String key) {
        return Objects.requireNonNullElse(timer.getId().getTag(key), "");
    }

    /**
     * Reads the meters.
     *
     * @param seconds time since this was called last
     */
    Recent recent(double seconds) {
        Reading now = read();
        Reading last = Objects.requireNonNullElse(readings.peekLast(), now);
        readings.addLast(now);
        if (readings.size() > SAMPLES_FOR_LATENCY) {
            readings.removeFirst();
        }
        Reading then = readings.getFirst();
        List<StatementKind> kinds = now.kinds().entrySet().stream()
                .map(kind -> kind(kind.getKey(), kind.getValue(), last, then, seconds))
                .filter(kind -> kind.latency() != null)
                .sorted(Comparator.comparing(StatementKind::perSecond)
                        .reversed()
                        .thenComparing(StatementKind::summary))
                .limit(KINDS)
                .toList();
        return new Recent(
                now.acquire().since(then.acquire()),
                now.statements().buckets().since(then.statements().buckets()),
                rate(now.statements(), last.statements(), Totals::count, seconds),
                rate(now.statements(), last.statements(), Totals::errors, seconds),
                kinds);
    }

    private static StatementKind kind(String summary, Totals now, Reading last, Reading then, double seconds) {
        Totals before = then.kinds().get(summary);
        return new StatementKind(
                summary,
                rate(now, last.kinds().get(summary), Totals::count, seconds),
                now.buckets().since(before == null ? null : before.buckets()));
    }

    private static double rate(Totals now, @Nullable Totals last, ToDoubleFunction<Totals> number, double seconds) {
        return (number.applyAsDouble(now) - (last == null ? 0 : number.applyAsDouble(last))) / seconds;
    }
}
