package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.HostState;
import io.github.asyncmysql.MySqlPool;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** The gauges of each of several hosts of one pool in one registry, for the hosts that there are. Thread-safe. */
final class HostMeters {

    private final MeterRegistry registry;
    private final MySqlPool pool;
    private final Map<String, List<Meter>> meters = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean removed;

    /** @param removals takes what removes all of them */
    HostMeters(MeterRegistry registry, MySqlPool pool, Consumer<Runnable> removals) {
        this.registry = registry;
        this.pool = pool;
        removals.accept(this::remove);
    }

    /** Adds those of new hosts, and removes those of hosts that are gone. */
    void update() {
        Set<String> now = new HashSet<>();
        pool.hosts().forEach(host -> now.add(host.address().toString()));
        lock.lock();
        try {
            if (!removed && !now.equals(meters.keySet())) {
                Set<String> gone = new HashSet<>(meters.keySet());
                gone.removeAll(now);
                gone.forEach(host -> meters.remove(host).forEach(registry::remove));
                now.forEach(host -> meters.computeIfAbsent(host, this::gauges));
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Meter> gauges(String host) {
        List<Meter> gauges = new ArrayList<>();
        gauges.add(gauge("role", host, "2 for the primary, 1 for a replica, 0 for neither", HostMeters::role));
        gauges.add(gauge(
                "up", host, "1 if the host has answered the latest check, else 0", state -> state.reachable() ? 1 : 0));
        gauges.add(gauge(
                "size", host, "Connections to the host", state -> state.stats().size()));
        gauges.add(gauge("in.use", host, "Connections to the host that are borrowed", state -> state.stats()
                .inUse()));
        gauges.add(gauge("pending", host, "Callers waiting for a connection to the host", state -> state.stats()
                .waiting()));
        return gauges;
    }

    private static double role(HostState state) {
        return switch (state.role()) {
            case PRIMARY -> 2;
            case REPLICA -> 1;
            case NONE -> 0;
        };
    }

    private Gauge gauge(String meter, String host, String description, ToDoubleFunction<HostState> value) {
        return Gauge.builder(MicrometerPoolListener.PREFIX + "host." + meter, pool, source -> source.hosts().stream()
                        .filter(state -> state.address().toString().equals(host))
                        .findFirst()
                        .map(value::applyAsDouble)
                        .orElse(Double.NaN))
                .description(description)
                .tag("name", pool.name())
                .tag("host", host)
                .strongReference(true)
                .register(registry);
    }

    private void remove() {
        lock.lock();
        try {
            removed = true;
            meters.values().forEach(all -> all.forEach(registry::remove));
            meters.clear();
        } finally {
            lock.unlock();
        }
    }
}
