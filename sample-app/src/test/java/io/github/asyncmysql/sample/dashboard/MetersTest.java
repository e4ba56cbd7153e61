package io.github.asyncmysql.sample.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.asyncmysql.sample.dashboard.Vitals.StatementKind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetersTest {

    private final MockClock clock = new MockClock();
    private final MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final Meters meters = new Meters(registry);

    @BeforeEach
    void configure() {
        registry.config().meterFilter(Meters.histograms());
    }

    private Timer statement(String summary, String error) {
        return Timer.builder("db.client.operation.duration")
                .tag("db.query.summary", summary)
                .tag("error.type", error)
                .register(registry);
    }

    private static void record(Timer timer, int times, int millis) {
        for (int i = 0; i < times; i++) {
            timer.record(Duration.ofMillis(millis));
        }
    }

    @Test
    void nothingIsKnownBeforeAnythingHappens() {
        Meters.Recent recent = meters.recent(1);

        assertThat(recent.acquire()).isNull();
        assertThat(recent.statement()).isNull();
        assertThat(recent.perSecond()).isZero();
        assertThat(recent.kinds()).isEmpty();
    }

    @Test
    void timersOfAllKindsAreAddedUp() {
        meters.recent(1);
        record(statement("SELECT accounts", "none"), 90, 5);
        record(statement("SELECT accounts", "1317"), 6, 5);
        record(statement("INSERT transfers", "none"), 4, 50);

        Meters.Recent recent = meters.recent(2);

        assertThat(recent.perSecond()).isEqualTo(50);
        assertThat(recent.errors()).isEqualTo(3);
        assertThat(recent.kinds())
                .extracting(StatementKind::summary)
                .containsExactly("SELECT accounts", "INSERT transfers");
        assertThat(recent.kinds()).extracting(StatementKind::perSecond).containsExactly(48.0, 2.0);
        // 96 of 100 lie between 3 and 5 ms, the others between 30 and 50 ms.
        assertThat(recent.statement().median()).isCloseTo(3 + 2 * 50.0 / 96, within(0.01));
        assertThat(recent.statement().p99()).isCloseTo(30 + 20 * 3.0 / 4, within(0.01));
    }

    @Test
    void latencyIsThatOfTheLastTenReadings() {
        Timer timer = Timer.builder("async.mysql.pool.acquire").register(registry);
        meters.recent(1);
        record(timer, 10, 50);
        for (int i = 0; i < 9; i++) {
            assertThat(meters.recent(1).acquire().median()).isGreaterThan(10);
        }
        record(timer, 10, 0);

        assertThat(meters.recent(1).acquire().median()).isLessThan(1);
        assertThat(meters.recent(1).acquire()).isNotNull();
    }

    @Test
    void nothingIsForgottenBetweenTwoReadings() {
        Timer timer = statement("SELECT accounts", "none");
        for (int i = 0; i < 300; i++) {
            clock.addSeconds(1);
            record(timer, 3, 5);
            Meters.Recent recent = meters.recent(1);
            if (i > 0) {
                assertThat(recent.statement().median()).as("after %d s", i).isBetween(3.0, 5.0);
                assertThat(recent.perSecond()).isEqualTo(3);
            }
        }
    }
}
