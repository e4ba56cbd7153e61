package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState;
import io.github.asyncmysql.HostState.Role;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Several hosts that are real servers. */
class SeveralHostsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static MySqlPool pool(TestServer first, TestServer second) {
        MySqlConfig config = Pools.config(first)
                .hosts(List.of(
                        new HostAndPort(first.host(), first.port()), new HostAndPort(second.host(), second.port())))
                .hostCheckInterval(Duration.ofSeconds(2))
                .build();
        return AsyncMySql.pool(
                config,
                PoolConfig.builder()
                        .minSize(1)
                        .maxSize(2)
                        .acquireTimeout(PATIENCE)
                        .build());
    }

    private static int where(MySqlPool pool) {
        return pool.sql("select @@port").query(Integer.class).single().join();
    }

    private static List<Role> roles(MySqlPool pool) {
        return pool.hosts().stream().map(HostState::role).toList();
    }

    @EveryServer(restartable = true)
    void statementsFollowThePrimary(TestServer shared) {
        try (TestServer own = TestServers.startOwn(shared)) {
            try (MySqlPool pool = pool(own, shared)) {
                assertThat(where(pool)).as("the first of the list").isEqualTo(own.port());
                own.kill();
                // What is sent before its end is noticed fails, since nobody knows what became of it.
                Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(where(pool))
                        .isEqualTo(shared.port()));
                assertThat(roles(pool)).containsExactly(Role.NONE, Role.PRIMARY);
                own.restart();
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> pool.hosts().get(0).reachable());
                assertThat(pool.hosts().get(0).detail())
                        .isEqualTo("can be written, but " + pool.hosts().get(1).address() + " is the primary");
                assertThat(where(pool)).as("it remains the primary").isEqualTo(shared.port());
            }
            own.execute("set global read_only = 1");
            try (MySqlPool pool = pool(own, shared)) {
                assertThat(where(pool)).as("the first one that takes writes").isEqualTo(shared.port());
                assertThat(roles(pool)).containsExactly(Role.REPLICA, Role.PRIMARY);
            }
        }
    }
}
