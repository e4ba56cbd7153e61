package io.github.asyncmysql.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.PoolTotals.CreateFailure;
import io.github.asyncmysql.PoolTotals.Reset;
import io.github.asyncmysql.spring.ScriptedPool;
import io.github.asyncmysql.testsupport.Covers;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsyncMySqlPoolMetricsTest {

    private static final String PREFIX = "async.mysql.pool.";

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ScriptedPool pool = new ScriptedPool();
    private final AsyncMySqlPoolMetrics metrics = new AsyncMySqlPoolMetrics(List.of(pool));

    private static Set<String> names(MeterRegistry registry) {
        return registry.getMeters().stream()
                .map(meter -> meter.getId().getName())
                .collect(Collectors.toSet());
    }

    private double count(String meter, String... tags) {
        return registry.get(PREFIX + meter)
                .tags(tags)
                .tag("name", "scripted")
                .functionCounter()
                .count();
    }

    private double gauge(String meter) {
        return registry.get(PREFIX + meter).gauge().value();
    }

    @Test
    @Covers("pool:H2")
    void eachOfSeveralHostsHasMetersOfItsOwn() {
        pool.setHosts(ScriptedPool.twoHosts());
        metrics.bindTo(registry);

        assertThat(ofHost("host.role", "a:3306")).isEqualTo(2);
        assertThat(ofHost("host.role", "b:3306")).isZero();
        assertThat(ofHost("host.up", "a:3306")).isEqualTo(1);
        assertThat(ofHost("host.up", "b:3306")).isZero();
        assertThat(ofHost("host.size", "a:3306")).isEqualTo(2);
        assertThat(ofHost("host.in.use", "a:3306")).isEqualTo(1);
        assertThat(ofHost("host.pending", "b:3306")).isEqualTo(3);
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    /** As with hosts that are found by their SRV records. */
    @Test
    void hostsThatComeAndGoHaveMetersWhileTheyAreThere() {
        metrics.bindTo(registry);
        int without = registry.getMeters().size();
        pool.setHosts(ScriptedPool.twoHosts());
        gauge("size");
        assertThat(ofHost("host.role", "a:3306")).isEqualTo(2);
        pool.setHosts(ScriptedPool.twoHosts().subList(1, 2));
        gauge("size");
        assertThat(registry.find(PREFIX + "host.role").gauges()).hasSize(1);
        assertThat(ofHost("host.pending", "b:3306")).isEqualTo(3);
        pool.setHosts(List.of());
        assertThat(ofHost("host.up", "b:3306")).as("not known any more").isNaN();
        gauge("size");
        assertThat(registry.getMeters()).hasSize(without);
        metrics.close();
        pool.setHosts(ScriptedPool.twoHosts());
        assertThat(registry.getMeters()).isEmpty();
    }

    private double ofHost(String meter, String host) {
        return registry.get(PREFIX + meter)
                .tags("host", host, "name", "scripted")
                .gauge()
                .value();
    }

    @Test
    @Covers("pool:H2")
    void everyMeterIsThereUnderItsName() {
        metrics.bindTo(registry);
        new MicrometerPoolListener(registry, "scripted");

        assertThat(names(registry))
                .allMatch(name -> name.startsWith(PREFIX))
                .extracting(name -> name.substring(PREFIX.length()))
                .containsExactlyInAnyOrder(
                        "size",
                        "idle",
                        "in.use",
                        "pending",
                        "creating",
                        "suspect",
                        "breaker.state",
                        "max",
                        "min",
                        "acquire",
                        "usage",
                        "creation",
                        "handshake",
                        "timeouts",
                        "handoff",
                        "hop",
                        "shared",
                        "cancelled",
                        "rejected",
                        "create.failed",
                        "validation.failed",
                        "reset",
                        "return.dirty",
                        "evicted",
                        "leak",
                        "slow.acquires");
        assertThat(registry.getMeters())
                .allMatch(meter -> "scripted".equals(meter.getId().getTag("name")))
                .allMatch(meter -> meter.getId().getDescription() != null);
        assertThat(registry.getMeters())
                .filteredOn(meter -> meter.getId().getType() == Meter.Type.TIMER)
                .allMatch(meter -> "seconds".equals(meter.getId().getBaseUnit()));
    }

    @Test
    @Covers("pool:H2")
    void everyCounterHasTheNumberOfItsOwnEvent() {
        PoolTotals totals = ScriptedPool.totals(100);
        pool.setTotals(totals);
        metrics.bindTo(registry);

        assertThat(count("handoff")).isEqualTo(totals.handedOver());
        assertThat(count("shared")).isEqualTo(totals.shared());
        assertThat(count("hop")).isEqualTo(totals.hops());
        assertThat(count("cancelled", "stage", "queue")).isEqualTo(totals.cancelled());
        assertThat(count("slow.acquires")).isEqualTo(totals.slow());
        assertThat(count("leak")).isEqualTo(totals.leaks());
        assertThat(count("validation.failed")).isEqualTo(count("evicted", "reason", "suspect"));
        assertThat(count("return.dirty"))
                .isEqualTo(count("reset", "kind", "rollback")
                        + count("reset", "kind", "reset")
                        + count("reset", "kind", "destroy"));
        assertThat(count("reset", "kind", "none"))
                .isEqualTo(number(totals.returned().get(Reset.NONE)));
        assertThat(count("reset", "kind", "destroy"))
                .isEqualTo(number(totals.returned().get(Reset.DESTROYED)));
        for (CreateFailure cause : CreateFailure.values()) {
            assertThat(count(
                            "create.failed", "cause", cause.name().toLowerCase().replace('_', '-')))
                    .isEqualTo(number(totals.createFailures().get(cause)));
        }
    }

    private static double number(Long count) {
        return count.doubleValue();
    }

    @ParameterizedTest
    @CsvSource({
        "IDLE, idle",
        "LIFETIME, life",
        "FATAL_ERROR, fatal",
        "VALIDATION, suspect",
        "EVICTED, soft",
        "READ_ONLY, readonly",
        "LOST, server-close",
        "LEAK, leak",
        "DIRTY, dirty",
        "CREDENTIALS, credentials",
        "ADDRESS_CHANGED, address-changed",
        "SURPLUS, surplus",
        "CLEARED, cleared",
        "POOL_CLOSED, pool-closed",
        "DETACHED, detached"
    })
    @Covers("pool:H2")
    void evictionsAreCountedByReason(CloseReason reason, String tag) {
        pool.setTotals(ScriptedPool.totals(1_000));
        metrics.bindTo(registry);

        assertThat(count("evicted", "reason", tag))
                .isEqualTo(number(pool.totals().closed().get(reason)));
        assertThat(registry.find(PREFIX + "evicted").functionCounters()).hasSize(CloseReason.values().length);
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUE_FULL, bound",
        "TIMEOUT, deadline",
        "DOWN, breaker",
        "CLOSED, closed",
        "SUSPENDED, suspended",
        "NESTED, nested"
    })
    @Covers("pool:H2")
    void rejectionsAreCountedByReason(Reason reason, String tag) {
        pool.setTotals(ScriptedPool.totals(1_000));
        metrics.bindTo(registry);

        assertThat(count("rejected", "reason", tag))
                .isEqualTo(number(pool.totals().refused().get(reason)));
    }

    @Test
    @Covers({"pool:H2", "pool:E12"})
    void theBreakerIsOpenOnlyWhereCallersAreRefused() {
        metrics.bindTo(registry);
        assertThat(gauge("breaker.state")).isZero();
        pool.setStats(down(0));
        assertThat(gauge("breaker.state")).as("callers wait all the same").isZero();
        pool.setConfig(PoolConfig.builder().failWhileDown(true).build());
        assertThat(gauge("breaker.state")).isEqualTo(2);
        pool.setStats(down(1));
        assertThat(gauge("breaker.state")).isEqualTo(1);
    }

    private static PoolStats down(int connecting) {
        return new PoolStats(1, 2, 0, 0, 0, connecting, 0, 0, 5, 7, 3, 2, 1, 4, 6, 2, false, true, null);
    }

    @Test
    @Covers("pool:H2")
    void twoPoolsShareARegistryAndOnePoolHasTwo() {
        ScriptedPool other = new ScriptedPool() {
            @Override
            public String name() {
                return "other";
            }
        };
        MeterRegistry second = new SimpleMeterRegistry();
        AsyncMySqlPoolMetrics both = new AsyncMySqlPoolMetrics(List.of(pool, other));
        both.bindTo(registry);
        both.bindTo(second);
        pool.setStats(ScriptedPool.stats(5, 3, 0));
        other.setStats(ScriptedPool.stats(7, 6, 0));

        for (MeterRegistry each : List.of(registry, second)) {
            assertThat(each.get(PREFIX + "in.use")
                            .tag("name", "scripted")
                            .gauge()
                            .value())
                    .isEqualTo(3);
            assertThat(each.get(PREFIX + "in.use").tag("name", "other").gauge().value())
                    .isEqualTo(6);
        }
        both.close();
        assertThat(registry.getMeters()).isEmpty();
        assertThat(second.getMeters()).isEmpty();
    }

    @Test
    @Covers("pool:H2")
    void aPoolThatOnlyItsMetersKnowIsStillMeasured() {
        AsyncMySqlPoolMetrics unknown = new AsyncMySqlPoolMetrics(List.of(new ScriptedPool()));
        unknown.bindTo(registry);
        unknown = null;
        System.gc();

        assertThat(gauge("size")).isEqualTo(2);
        assertThat(count("handoff")).isEqualTo(2);
    }
}
