package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.spring.boot.actuate.AsyncMySqlEndpoint;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.TransientDataAccessResourceException;

class OperationsIT {

    private static final int CYCLES = 50;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }
    }

    private static ConfigurableApplicationContext start(TestServer server, String... properties) {
        return new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "async-mysql.host=" + server.host(),
                        "async-mysql.port=" + server.port(),
                        "async-mysql.username=" + server.username(),
                        "async-mysql.password=" + server.password(),
                        "async-mysql.database=" + server.database(),
                        "management.endpoints.web.exposure.include=asyncmysql")
                .properties(properties)
                .run();
    }

    @EveryServer
    @Covers({"boot:32", "boot:36"})
    void metersHealthAndEndpointTellTheSameStory(TestServer server) {
        try (ConfigurableApplicationContext context = start(
                server,
                "async-mysql.pool.min-size=2",
                "async-mysql.pool.max-size=2",
                "async-mysql.pool.acquire-timeout=200ms")) {
            MySqlPool pool = context.getBean(MySqlPool.class);
            // On a busy machine opening one can take longer than a borrower waits here.
            Awaitility.await().until(() -> pool.stats().idle() == 2);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            AsyncMySqlOperations mysql = context.getBean(AsyncMySqlOperations.class);
            CompletableFuture<Void> hold = new CompletableFuture<>();
            List<CompletableFuture<Void>> holders = IntStream.range(0, 2)
                    .mapToObj(i -> mysql.inConnection(connection -> hold))
                    .toList();
            Awaitility.await().until(() -> pool.stats().inUse() == 2);

            CompletableFuture<Integer> late = mysql.queryForObject("select 1", Integer.class);
            Health health = context.getBean("asyncMysqlHealthContributor", HealthIndicator.class)
                    .health();

            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(late)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(TransientDataAccessResourceException.class);
            assertThat(registry.get("async.mysql.pool.in.use").gauge().value()).isEqualTo(2);
            assertThat(registry.get("async.mysql.pool.timeouts").counter().count())
                    .isEqualTo(1);

            hold.complete(null);
            holders.forEach(holder -> assertThat(holder).succeedsWithin(Duration.ofSeconds(30)));
            Awaitility.await().until(() -> pool.stats().idle() == 2);
            PoolStats stats = pool.stats();
            assertThat(registry.get("async.mysql.pool.size").gauge().value()).isEqualTo(stats.size());
            assertThat(registry.get("async.mysql.pool.usage").timer().count()).isEqualTo(stats.acquired());
            assertThat(registry.get("async.mysql.pool.creation").timer().count())
                    .isEqualTo(stats.created());
            AsyncMySqlEndpoint endpoint = context.getBean(AsyncMySqlEndpoint.class);
            assertThat(endpoint.pool("asyncMySqlPool").numbers())
                    .containsEntry("acquired", stats.acquired())
                    .containsEntry("acquireTimeouts", 1L);
            endpoint.change("asyncMySqlPool", AsyncMySqlEndpoint.Action.CLEAR, null, null);
            Awaitility.await().untilAsserted(() -> assertThat(registry.get("async.mysql.pool.evicted")
                            .tag("reason", "cleared")
                            .functionCounter()
                            .count())
                    .isEqualTo(2));
        }
    }

    @EveryServer
    @Covers("boot:39")
    void theEndpointResizesSuspendsAndEvicts(TestServer server) {
        try (ConfigurableApplicationContext context = start(server, "async-mysql.pool.max-size=2")) {
            AsyncMySqlEndpoint endpoint = context.getBean(AsyncMySqlEndpoint.class);
            AsyncMySqlOperations mysql = context.getBean(AsyncMySqlOperations.class);
            String pool = "asyncMySqlPool";
            long session =
                    mysql.queryForObject("select connection_id()", Long.class).join();
            assertThat(endpoint.pool(pool).connections())
                    .extracting(AsyncMySqlEndpoint.ConnectionDescriptor::id)
                    .contains(session);

            assertThat(endpoint.change(pool, AsyncMySqlEndpoint.Action.RESIZE, 0, 5)
                            .numbers())
                    .containsEntry("maxSize", 5);
            assertThatThrownBy(() -> endpoint.change(pool, AsyncMySqlEndpoint.Action.RESIZE, 9, 5))
                    .hasMessageContaining("min");
            endpoint.change(pool, AsyncMySqlEndpoint.Action.EVICT, null, null);
            assertThat(mysql.queryForObject("select connection_id()", Long.class)
                            .join())
                    .isNotEqualTo(session);
            assertThat(endpoint.change(pool, AsyncMySqlEndpoint.Action.SUSPEND, null, null)
                            .suspended())
                    .isTrue();
            CompletableFuture<Integer> held = mysql.queryForObject("select 1", Integer.class);
            assertThat(held).isNotDone();
            endpoint.change(pool, AsyncMySqlEndpoint.Action.RESUME, null, null);
            assertThat(held).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @EveryServer
    @Covers("boot:39")
    void theEndpointShowsWhatConnectionsAreDoingAndForWhomWithoutParameters(TestServer server) {
        try (ConfigurableApplicationContext context =
                start(server, "async-mysql.pool.max-size=2", "async-mysql.pool.leak-detection-threshold=1m")) {
            AsyncMySqlEndpoint endpoint = context.getBean(AsyncMySqlEndpoint.class);
            AsyncMySqlOperations mysql = context.getBean(AsyncMySqlOperations.class);
            CompletableFuture<Integer> running = mysql.inConnection(connection -> connection.queryForObject(
                    "select  sleep(?) where 'p4rameter' <> ?", Integer.class, 60, "p4rameter2"));

            Awaitility.await().untilAsserted(() -> assertThat(
                            endpoint.pool("asyncMySqlPool").connections())
                    .anySatisfy(connection -> {
                        assertThat(connection.state()).isEqualTo(ConnectionSnapshot.State.IN_USE);
                        assertThat(connection.statement()).isEqualTo("select sleep(?) where 'p4rameter' <> ?");
                        assertThat(connection.borrower()).anyMatch(frame -> frame.contains("OperationsIT"));
                        assertThat(connection.ageMillis()).isNotNegative();
                        assertThat(connection.toString()).doesNotContain("p4rameter2");
                    }));
            AsyncMySqlEndpoint.PoolDescriptor pool = endpoint.pool("asyncMySqlPool");
            assertThat(pool.server().version()).isNotBlank();
            assertThat(pool.numbers()).containsEntry("waiting", 0);
            running.cancel(true);
            Awaitility.await().untilAsserted(() -> assertThat(
                            endpoint.pool("asyncMySqlPool").connections())
                    .allMatch(connection ->
                            connection.statement() == null && connection.state() != ConnectionSnapshot.State.IN_USE));
        }
    }

    // One kind of server is enough for so many: what a context leaves behind depends on none.
    @EveryServer(flavors = Flavor.MARIADB)
    @Covers("boot:51")
    void openingAndClosingContextsLeavesNoThreadsBehind(TestServer server) {
        // Contexts that Spring keeps for other test classes.
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        start(server).close();
        for (int i = 0; i < CYCLES; i++) {
            start(server).close();
        }

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                        Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> !before.contains(thread))
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("async-mysql")));
    }

    @EveryServer(restartable = true)
    @Covers("boot:53")
    void closingIsBoundedWhileTheServerIsFrozen(TestServer shared) {
        try (TestServer own = TestServers.startOwn(shared)) {
            ConfigurableApplicationContext context = start(own, "async-mysql.pool.close-timeout=500ms");
            CompletableFuture<Integer> running =
                    context.getBean(AsyncMySqlOperations.class).queryForObject("select sleep(120)", Integer.class);
            Awaitility.await()
                    .until(() -> context.getBean(MySqlPool.class).stats().inUse() == 1);
            own.pause();
            try {
                CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);

                assertThat(closed).succeedsWithin(Duration.ofSeconds(20));
                assertThat(running).failsWithin(20, TimeUnit.SECONDS);
            } finally {
                own.resume();
            }
        }
    }
}
