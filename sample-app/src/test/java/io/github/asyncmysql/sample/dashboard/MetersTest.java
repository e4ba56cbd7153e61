package io.github.asyncmysql.sample.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.asyncmysql.sample.dashboard.Vitals.StatementKind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetersTest {

    private static final Duration[] BOUNDS = {Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100)};

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Meters meters = new Meters(registry);

    private Timer statement(String summary, String error) {
        return Timer.builder("db.client.operation.duration")
                .tag("db.query.summary", summary)
                .tag("error.type", error)
                .serviceLevelObjectives(BOUNDS)
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
        // 96 of 100 lie between 1 and 10 ms, the others between 10 and 100 ms.
        assertThat(recent.statement().median()).isCloseTo(1 + 9 * 50.0 / 96, within(0.01));
        assertThat(recent.statement().p99()).isCloseTo(10 + 90 * 3.0 / 4, within(0.01));
    }

    @Test
    void latencyIsThatOfTheLastTenReadings() {
        Timer timer = Timer.builder("async.mysql.pool.acquire")
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
        meters.recent(1);
        record(timer, 10, 50);
        for (int i = 0; i < 9; i++) {
            assertThat(meters.recent(1).acquire().median()).isGreaterThan(10);
        }
        record(timer, 10, 0);

        assertThat(meters.recent(1).acquire().median()).isLessThan(1);
        assertThat(meters.recent(1).acquire()).isNotNull();
    }
}
