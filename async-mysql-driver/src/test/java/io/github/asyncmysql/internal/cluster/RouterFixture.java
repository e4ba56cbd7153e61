package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.internal.pool.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** A router with hosts that are words, and time that passes by command. Confined to the test's thread. */
abstract class RouterFixture {

    static final HostReport GONE = HostReport.unreachable(new IllegalStateException("connection refused"), false);
    static final HostReport DENIED = HostReport.unreachable(new IllegalStateException("access denied"), true);

    final ManualScheduler scheduler = new ManualScheduler();
    final Map<String, HostReport> state = new HashMap<>();
    final Map<String, List<CompletableFuture<HostReport>>> checks = new HashMap<>();
    final Map<String, Integer> loads = new HashMap<>();
    final List<String> events = new ArrayList<>();
    PoolConfig config = PoolConfig.builder()
            .name("orders")
            .acquireTimeout(Duration.ofSeconds(5))
            .maxWaiting(2)
            .build();
    HostRouter<String> router;

    private final class Hosts implements HostRouter.Owner<String> {

        @Override
        public PoolConfig config() {
            return config;
        }

        @Override
        public PoolStats stats() {
            return new PoolStats(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, true, null);
        }

        @Override
        public void dismissed(String host) {
            events.add(host + " dismissed");
        }

        @Override
        public int load(String host) {
            return loads.getOrDefault(host, 0);
        }

        @Override
        public void reached(String host) {
            events.add(host + " reached");
        }
    }

    /** Answers at once with the host's state, or when the test says so where it has none. */
    record Check(RouterFixture test, String host) implements HostCheck {

        @Override
        public CompletableFuture<HostReport> check() {
            HostReport report = test.state.get(host);
            CompletableFuture<HostReport> answer = new CompletableFuture<>();
            test.checks.computeIfAbsent(host, name -> new ArrayList<>()).add(answer);
            if (report != null) {
                answer.complete(report);
            }
            return answer;
        }

        @Override
        public void close() {
            test.events.add(host + " closed");
        }
    }

    @BeforeEach
    void twoHosts() {
        router = router("a", "b");
    }

    final void start(@Nullable HostReport a, @Nullable HostReport b) {
        become(a, b);
        router.start();
        scheduler.pass(Duration.ZERO);
        events.clear();
    }

    final void become(@Nullable HostReport a, @Nullable HostReport b) {
        state.put("a", a);
        state.put("b", b);
    }

    final Ride read() {
        Ride ride = new Ride();
        ride.forReplicas = true;
        router.lead(ride);
        return ride;
    }

    final Ride lead() {
        Ride ride = new Ride();
        router.lead(ride);
        return ride;
    }

    final HostRouter<String> router(String... hosts) {
        HostRouter<String> router = new HostRouter<>(
                scheduler, new SplittableRandom(1), Duration.ofSeconds(1).toNanos(), new Hosts());
        for (String host : hosts) {
            router.add(new HostAndPort(host, 3306), host, new Check(this, host));
        }
        return router;
    }
}
