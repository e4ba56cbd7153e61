package io.github.asyncmysql.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.asyncmysql.HostState.Role;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.spring.ScriptedPool;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class AsyncMySqlHealthIndicatorTest {

    private final ScriptedPool pool = new ScriptedPool();
    private final AsyncMySqlHealthIndicator indicator = new AsyncMySqlHealthIndicator(pool, Duration.ofSeconds(5));

    @Test
    @Covers({"boot:30", "pool:H6"})
    void isUpWithServerAndPool() {
        Health health = indicator.health();

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails())
                .containsEntry(
                        "server",
                        Map.of("product", "MySQL", "version", "9.7.4", "address", "db.example:3306", "tls", "TLSv1.3"))
                .containsKey("latencyMillis");
        assertThat(health.getDetails().get("pool"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("name", "scripted")
                .containsEntry("size", 2)
                .containsEntry("idle", 1)
                .containsEntry("inUse", 1)
                .containsEntry("waiting", 0)
                .containsEntry("saturated", false);
    }

    @Test
    @Covers("boot:32")
    void aSaturatedPoolIsUp() {
        pool.setStats(ScriptedPool.stats(2, 2, 3));

        Health health = indicator.health();

        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails().get("pool"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("saturated", true);
    }

    @Test
    @Covers("pool:H6")
    void isDownWithTheReason() {
        pool.setPong(CompletableFuture.failedFuture(new MySqlConnectionException(
                MySqlConnectionException.Kind.UNREACHABLE, "connection refused", Outcome.NOT_SENT, null)));

        Health health = indicator.health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails().get("error"))
                .asString()
                .contains("MySqlConnectionException")
                .contains("connection refused");
        assertThat(health.getDetails()).containsKey("pool");
    }

    @Test
    @Covers({"boot:33", "pool:H6"})
    void isDownWhenThereIsNoAnswerInTime() {
        CompletableFuture<Void> silence = new CompletableFuture<>();
        pool.setPong(silence);

        Health health = new AsyncMySqlHealthIndicator(pool, Duration.ofMillis(10)).health();

        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails().get("error")).asString().contains("no answer within 10 ms");
        assertThat(silence).isCompletedExceptionally();
    }

    @Test
    void tellsOfEachOfSeveralHosts() {
        pool.setHosts(ScriptedPool.twoHosts());

        assertThat(indicator.health().getDetails().get("hosts"))
                .isEqualTo(Map.of(
                        "a:3306",
                        Map.of("role", Role.PRIMARY, "reachable", true),
                        "b:3306",
                        Map.of(
                                "role",
                                Role.NONE,
                                "reachable",
                                false,
                                "detail",
                                "cannot be reached: connection refused")));
    }

    @Test
    void refusesADeadlineOfZero() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AsyncMySqlHealthIndicator(pool, Duration.ZERO));
    }
}
