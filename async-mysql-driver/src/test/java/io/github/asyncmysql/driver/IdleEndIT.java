package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.LogCapture;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Servers that end connections which nobody uses. */
class IdleEndIT {

    private static PoolConfig.Builder two() {
        return PoolConfig.builder().minSize(2).maxSize(2).acquireTimeout(Duration.ofSeconds(20));
    }

    private static Set<Long> ids(MySqlPool pool) {
        return pool.connections().stream().map(ConnectionSnapshot::id).collect(Collectors.toSet());
    }

    /** Newer MySQL says good-bye with error 4031, the others just go. */
    @EveryServer
    @Covers({"pool:D6", "guarantee:12"})
    void whatTheServerEndsAfterItsWaitTimeoutVanishesSilentlyAndIsReplaced(TestServer server) {
        try (LogCapture log = LogCapture.of("io.github.asyncmysql");
                MySqlPool pool = AsyncMySql.pool(
                        Pools.config(server)
                                .initSql(List.of("set session wait_timeout = 1"))
                                .build(),
                        two().keepalive(Duration.ZERO).build())) {
            pool.warmUp().join();
            Set<Long> old = ids(pool);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> pool.stats().idle() == 2 && ids(pool).stream().noneMatch(old::contains));
            assertThat(pool.totals().closed().get(CloseReason.LOST)).isGreaterThanOrEqualTo(2);
            assertThat(pool.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
            assertThat(log.lines())
                    .as("warnings about what is nobody's fault")
                    .noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
        }
    }

    @EveryServer
    @Covers("pool:D6")
    void whatAnAdministratorKillsWhileItIsIdleIsReplacedBeforeAnybodyAsks(TestServer server) {
        try (MySqlPool pool = AsyncMySql.pool(Pools.config(server).build(), two().build())) {
            pool.warmUp().join();
            Set<Long> old = ids(pool);
            old.forEach(id -> server.execute("kill " + id));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> pool.stats().idle() == 2 && ids(pool).stream().noneMatch(old::contains));
            assertThat(pool.totals().closed()).containsEntry(CloseReason.LOST, 2L);
            assertThat(pool.totals().created()).isEqualTo(4);
        }
    }

    @EveryServer
    @Covers("pool:D5")
    void keepAliveKeepsThemWhereTheServerWouldEndThem(TestServer server) {
        try (MySqlPool pool = AsyncMySql.pool(
                Pools.config(server)
                        .initSql(List.of("set session wait_timeout = 2"))
                        .build(),
                two().keepalive(Duration.ofMillis(300)).build())) {
            pool.warmUp().join();
            Set<Long> old = ids(pool);
            try (MySqlPool other = AsyncMySql.pool(
                    Pools.config(server)
                            .initSql(List.of("set session wait_timeout = 3"))
                            .build(),
                    two().keepalive(Duration.ZERO).build())) {
                other.warmUp().join();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> other.totals().closed().get(CloseReason.LOST) >= 2);
            }
            assertThat(ids(pool)).as("longer than its wait_timeout").isEqualTo(old);
            assertThat(pool.totals().closed()).containsEntry(CloseReason.LOST, 0L);
        }
    }
}
