package io.github.asyncmysql.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.asyncmysql.HandshakeTimes;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.spring.ScriptedPool;
import io.github.asyncmysql.testsupport.Covers;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanCreationNotAllowedException;

class MicrometerPoolListenerTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MicrometerPoolListener listener = new MicrometerPoolListener(registry, "shop");

    @Test
    @Covers("boot:35")
    void measuresWaitingIncludingThatInVain() {
        listener.onAcquired(1_000_000);
        listener.onAcquireFailed(
                3_000_000, new MySqlPoolException(MySqlPoolException.Reason.TIMEOUT, "busy", null, null));
        listener.onAcquireFailed(
                1_000_000, new MySqlPoolException(MySqlPoolException.Reason.QUEUE_FULL, "full", null, null));

        assertThat(registry.get("async.mysql.pool.acquire")
                        .tag("name", "shop")
                        .timer()
                        .count())
                .isEqualTo(3);
        assertThat(registry.get("async.mysql.pool.acquire").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(5);
        assertThat(registry.get("async.mysql.pool.timeouts")
                        .tag("name", "shop")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    @Covers("boot:35")
    void measuresUsageAndCreation() {
        listener.onReleased(2_000_000);
        listener.onCreated(4_000_000);
        listener.onHandshake(new HandshakeTimes(1_000_000, 2_000_000, 3_000_000, 4_000_000));

        assertThat(registry.get("async.mysql.pool.usage").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(2);
        assertThat(List.of("connect", "tls", "auth", "init"))
                .extracting(step -> registry.get("async.mysql.pool.handshake")
                        .tag("step", step)
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .containsExactly(1.0, 2.0, 3.0, 4.0);
        assertThat(registry.get("async.mysql.pool.creation").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(4);
    }

    @Test
    @Covers("pool:H2")
    void nothingIsLeftWhenThePoolIsClosed() {
        assertThat(registry.getMeters()).hasSize(8);
        new MicrometerPoolListener(registry, "reports");

        listener.onPoolClosed();

        assertThat(registry.getMeters()).hasSize(8).allMatch(meter -> "reports"
                .equals(meter.getId().getTag("name")));
    }

    /** Where exemplars are on, recording asks the application context for the tracer, also while it is being closed. */
    @Test
    void dropsWhatItHearsWhileTheApplicationContextIsClosing() {
        MeterRegistry closing = new SimpleMeterRegistry() {
            @Override
            protected Timer newTimer(Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauses) {
                return new CumulativeTimer(id, clock, statistics, pauses, getBaseTimeUnit(), false) {
                    @Override
                    protected void recordNonNegative(long amount, TimeUnit unit) {
                        throw new BeanCreationNotAllowedException("tracer", "the singletons are being destroyed");
                    }
                };
            }
        };
        MicrometerPoolListener late = new MicrometerPoolListener(closing, "shop");

        assertThatCode(() -> {
                    late.onAcquired(1);
                    late.onAcquireFailed(
                            1, new MySqlPoolException(MySqlPoolException.Reason.TIMEOUT, "busy", null, null));
                    late.onReleased(1);
                    late.onCreated(1);
                    late.onHandshake(new HandshakeTimes(1, 2, 3, 4));
                })
                .doesNotThrowAnyException();
    }

    @Test
    @Covers("boot:36")
    void gaugesAgreeWithThePool() {
        ScriptedPool pool = new ScriptedPool();
        new AsyncMySqlPoolMetrics(List.of(pool)).bindTo(registry);

        pool.setStats(ScriptedPool.stats(2, 2, 3));

        assertThat(gauge("size")).isEqualTo(2);
        assertThat(gauge("in.use")).isEqualTo(2);
        assertThat(gauge("idle")).isZero();
        assertThat(gauge("pending")).isEqualTo(3);
        assertThat(gauge("max")).isEqualTo(2);
        assertThat(gauge("min")).isEqualTo(1);
        assertThat(gauge("creating")).isZero();
    }

    private double gauge(String name) {
        return registry.get("async.mysql.pool." + name)
                .tag("name", "scripted")
                .gauge()
                .value();
    }
}
