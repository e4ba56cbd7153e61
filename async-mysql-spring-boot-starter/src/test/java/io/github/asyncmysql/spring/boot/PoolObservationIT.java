package io.github.asyncmysql.spring.boot;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolTotals.Reset;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.awaitility.Awaitility;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is observed of a pool: the statements of its users, and nothing that it does by itself. */
class PoolObservationIT {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        TestObservationRegistry observationRegistry() {
            return TestObservationRegistry.create();
        }
    }

    @EveryServer
    @Covers("pool:H9")
    void pingsResetsAndHealthChecksAreNoObservations(TestServer server) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "async-mysql.host=" + server.host(),
                        "async-mysql.port=" + server.port(),
                        "async-mysql.username=" + server.username(),
                        "async-mysql.password=" + server.password(),
                        "async-mysql.database=" + server.database(),
                        "async-mysql.init-sql[0]=set @tenant = 1",
                        "async-mysql.pool.min-size=1",
                        "async-mysql.pool.max-size=1",
                        "async-mysql.pool.keepalive=20ms",
                        "async-mysql.pool.on-release=always")
                .run()) {
            MySqlPool pool = context.getBean(MySqlPool.class);
            AsyncMySqlOperations mysql = context.getBean(AsyncMySqlOperations.class);
            long resets = resets(pool);
            for (int i = 0; i < 3; i++) {
                assertThat(mysql.queryForObject("select 1", Integer.class).join())
                        .isEqualTo(1);
            }
            Awaitility.await().until(() -> resets(pool) >= resets + 3);
            pool.ping().join();
            long before = commands(pool);
            Awaitility.await().until(() -> commands(pool) >= before + 5);

            assertThat(context.getBean(TestObservationRegistry.class)).hasNumberOfObservationsEqualTo(3);
        }
    }

    private static long resets(MySqlPool pool) {
        return pool.totals().returned().get(Reset.RESET);
    }

    /** Pings among them. */
    private static long commands(MySqlPool pool) {
        return pool.connections().stream()
                .mapToLong(ConnectionSnapshot::statements)
                .sum();
    }
}
