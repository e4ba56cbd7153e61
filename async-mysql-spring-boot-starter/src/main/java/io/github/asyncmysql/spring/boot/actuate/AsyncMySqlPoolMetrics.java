package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Collection;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The gauges of pools: {@code async.mysql.pool.size}, {@code .idle}, {@code .in.use}, {@code .pending},
 * {@code .connecting}, {@code .max} and {@code .min}, and the counters {@code .leaks} and {@code .slow.acquires}, with the tag {@code name}.
 *
 * <p>The set is HikariCP's under a prefix of its own, because that is what pool dashboards and alerts are written for; the
 * prefix keeps the numbers of a JDBC pool in the same application apart. OpenTelemetry's names for the same things are
 * still in development and would count everything twice. Thread-safe.
 */
public final class AsyncMySqlPoolMetrics implements MeterBinder {

    private final List<MySqlPool> pools;

    /** Gauges for these pools, whose names should differ. */
    public AsyncMySqlPoolMetrics(Collection<MySqlPool> pools) {
        this.pools = List.copyOf(pools);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (MySqlPool pool : pools) {
            gauge(registry, pool, "size", "Connections that exist", PoolStats::size);
            gauge(registry, pool, "idle", "Connections ready to be lent", PoolStats::idle);
            gauge(registry, pool, "in.use", "Connections that are borrowed", PoolStats::inUse);
            gauge(registry, pool, "pending", "Callers waiting for a connection", PoolStats::waiting);
            gauge(registry, pool, "connecting", "Connections being opened", PoolStats::connecting);
            gauge(registry, pool, "max", "Greatest number of connections, 0 for no limit", PoolStats::maxSize);
            gauge(registry, pool, "min", "Connections that are kept open", PoolStats::minSize);
            FunctionCounter.builder(MicrometerPoolListener.PREFIX + "leaks", pool, source -> source.totals()
                            .leaks())
                    .description("Connections that were borrowed for longer than the leak detection threshold")
                    .tag("name", pool.name())
                    .register(registry);
            FunctionCounter.builder(MicrometerPoolListener.PREFIX + "slow.acquires", pool, source -> source.totals()
                            .slow())
                    .description("Callers that waited for longer than the slow acquire threshold")
                    .tag("name", pool.name())
                    .register(registry);
        }
    }

    private static void gauge(
            MeterRegistry registry, MySqlPool pool, String name, String description, ToIntFunction<PoolStats> value) {
        Gauge.builder(MicrometerPoolListener.PREFIX + name, pool, source -> value.applyAsInt(source.stats()))
                .description(description)
                .tag("name", pool.name())
                .register(registry);
    }
}
