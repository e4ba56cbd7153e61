package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.PoolTotals.CreateFailure;
import io.github.asyncmysql.PoolTotals.Reset;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * What pools tell about themselves when they are asked, under {@code async.mysql.pool.}, with the tag {@code name}: the gauges
 * {@code size}, {@code idle}, {@code in.use}, {@code pending}, {@code creating}, {@code suspect}, {@code breaker.state},
 * {@code max} and {@code min}, and the counters {@code handoff}, {@code hop}, {@code cancelled}, {@code rejected},
 * {@code create.failed}, {@code validation.failed}, {@code reset}, {@code return.dirty}, {@code evicted}, {@code leak} and {@code slow.acquires}.
 *
 * <p>The set of gauges is HikariCP's under a prefix of its own, because that is what pool dashboards and alerts are written
 * for; the prefix keeps the numbers of a JDBC pool in the same application apart. OpenTelemetry's names for the same things
 * are still in development and would count everything twice. Thread-safe.
 */
public final class AsyncMySqlPoolMetrics implements MeterBinder, AutoCloseable {

    private static final int BREAKER_CLOSED = 0;
    private static final int BREAKER_HALF_OPEN = 1;
    private static final int BREAKER_OPEN = 2;

    private final List<MySqlPool> pools;
    private final Queue<Runnable> removals = new ConcurrentLinkedQueue<>();

    /** Meters for these pools, whose names should differ. */
    public AsyncMySqlPoolMetrics(Collection<MySqlPool> pools) {
        this.pools = List.copyOf(pools);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (MySqlPool pool : pools) {
            gauges(new Target(registry, pool), new HostMeters(registry, pool, removals::add));
            counters(new Target(registry, pool));
            counted(new Target(registry, pool));
        }
    }

    /** Removes the meters from their registries. */
    @Override
    public void close() {
        for (Runnable removal = removals.poll(); removal != null; removal = removals.poll()) {
            removal.run();
        }
    }

    private void gauges(Target target, HostMeters hosts) {
        hosts.update();
        target.gauge("size", "Connections that exist", pool -> {
            // Nobody tells when hosts come and go, but whoever reads meters asks for this one.
            hosts.update();
            return pool.stats().size();
        });
        target.gauge(
                "idle", "Connections ready to be lent", pool -> pool.stats().idle());
        target.gauge(
                "in.use", "Connections that are borrowed", pool -> pool.stats().inUse());
        target.gauge("pending", "Callers waiting for a connection", pool -> pool.stats()
                .waiting());
        target.gauge(
                "creating", "Connections being opened", pool -> pool.stats().connecting());
        target.gauge("suspect", "Connections asked for a sign of life", AsyncMySqlPoolMetrics::suspect);
        target.gauge(
                "breaker.state",
                "0 while callers may wait, 2 while they are refused because the server is down, 1 while that is tried",
                AsyncMySqlPoolMetrics::breaker);
        target.gauge("max", "Greatest number of connections, 0 for no limit", pool -> pool.stats()
                .maxSize());
        target.gauge(
                "min", "Connections that are kept open", pool -> pool.stats().minSize());
    }

    private static double suspect(MySqlPool pool) {
        return pool.connections().stream()
                .filter(connection -> connection.state() == ConnectionSnapshot.State.VALIDATING)
                .count();
    }

    private static double breaker(MySqlPool pool) {
        PoolStats stats = pool.stats();
        if (!stats.down() || !pool.config().failWhileDown()) {
            return BREAKER_CLOSED;
        }
        return stats.connecting() > 0 ? BREAKER_HALF_OPEN : BREAKER_OPEN;
    }

    private void counters(Target target) {
        target.counter(
                "handoff",
                Tags.empty(),
                "Connections that went from one borrower straight to the next",
                PoolTotals::handedOver);
        target.counter(
                "hop",
                Tags.empty(),
                "Connections lent at once to callers on another thread than that of their event loop",
                PoolTotals::hops);
        target.counter(
                "shared",
                Tags.empty(),
                "Statements sent on a connection behind those of other callers",
                PoolTotals::shared);
        target.counter("cancelled", Tags.of("stage", "queue"), "Callers that gave up waiting", PoolTotals::cancelled);
        target.counter(
                "validation.failed", Tags.empty(), "Connections that gave no sign of life", totals -> totals.closed()
                        .get(CloseReason.VALIDATION));
        target.counter(
                "return.dirty",
                Tags.empty(),
                "Connections that came back with a session that had to be cleaned, or could not be",
                totals -> totals.returned().values().stream()
                                .mapToLong(Long::longValue)
                                .sum()
                        - number(totals.returned(), Reset.NONE));
        target.counter(
                "slow.acquires",
                Tags.empty(),
                "Callers that waited for longer than the slow acquire threshold",
                PoolTotals::slow);
        target.counter(
                "leak",
                Tags.empty(),
                "Connections that were borrowed for too long, or collected before they were given back",
                PoolTotals::leaks);
    }

    private void counted(Target target) {
        for (MySqlPoolException.Reason reason : MySqlPoolException.Reason.values()) {
            target.counter(
                    "rejected",
                    Tags.of("reason", tag(reason)),
                    "Callers that were given no connection",
                    totals -> number(totals.refused(), reason));
        }
        for (CreateFailure cause : CreateFailure.values()) {
            target.counter(
                    "create.failed",
                    Tags.of("cause", word(cause)),
                    "Attempts to open a connection that failed",
                    totals -> number(totals.createFailures(), cause));
        }
        for (Reset kind : Reset.values()) {
            target.counter(
                    "reset",
                    Tags.of("kind", kind == Reset.DESTROYED ? "destroy" : word(kind)),
                    "What was done to the sessions of connections that came back",
                    totals -> number(totals.returned(), kind));
        }
        for (CloseReason reason : CloseReason.values()) {
            target.counter(
                    "evicted",
                    Tags.of("reason", tag(reason)),
                    "Connections that have left the pool",
                    totals -> number(totals.closed(), reason));
        }
    }

    private static <E> long number(Map<E, Long> counts, E key) {
        return counts.getOrDefault(key, 0L);
    }

    private static String tag(MySqlPoolException.Reason reason) {
        return switch (reason) {
            case QUEUE_FULL -> "bound";
            case TIMEOUT -> "deadline";
            case DOWN -> "breaker";
            default -> word(reason);
        };
    }

    static String tag(CloseReason reason) {
        return switch (reason) {
            case LIFETIME -> "life";
            case FATAL_ERROR -> "fatal";
            case VALIDATION -> "suspect";
            case EVICTED -> "soft";
            case READ_ONLY -> "readonly";
            case LOST -> "server-close";
            default -> word(reason);
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** One pool in one registry. Confined to the thread that binds. */
    private final class Target {

        private final MeterRegistry registry;
        private final MySqlPool pool;
        private final Tags name;

        Target(MeterRegistry registry, MySqlPool pool) {
            this.registry = registry;
            this.pool = pool;
            this.name = Tags.of("name", pool.name());
        }

        void gauge(String meter, String description, ToDoubleFunction<MySqlPool> value) {
            gauge(meter, Tags.empty(), description, value);
        }

        void gauge(String meter, Tags tags, String description, ToDoubleFunction<MySqlPool> value) {
            // A pool that is measured is still there, whoever else has forgotten it; so are its counters.
            note(Gauge.builder(MicrometerPoolListener.PREFIX + meter, pool, value)
                    .description(description)
                    .tags(name.and(tags))
                    .strongReference(true)
                    .register(registry));
        }

        void counter(String meter, Tags tags, String description, ToLongFunction<PoolTotals> value) {
            note(FunctionCounter.builder(
                            MicrometerPoolListener.PREFIX + meter, pool, source -> value.applyAsLong(source.totals()))
                    .description(description)
                    .tags(name.and(tags))
                    .register(registry));
        }

        private void note(Meter meter) {
            removals.add(() -> registry.remove(meter));
        }
    }
}
