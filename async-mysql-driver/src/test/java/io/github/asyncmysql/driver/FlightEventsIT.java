package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of the JVM's flight recorder holds, with the settings that it has by default. */
class FlightEventsIT {

    private static final String CANARY = "flight-canary";
    private static final Duration THRESHOLD = Duration.ofMillis(10);

    private static PoolConfig.Builder named(String name) {
        return PoolConfig.builder().name(name).minSize(0).maxSize(1);
    }

    private static void work(TestServer server) throws IOException {
        try (MySqlPool pool = AsyncMySql.pool(
                Pools.config(server).build(), named("flight-pool").build())) {
            // The second one has to wait for the connection.
            CompletableFuture<?> first =
                    pool.sql("select sleep(0.05), ?").params(CANARY).query().single();
            CompletableFuture<?> second =
                    pool.sql("select benchmark(1, ?)").params(CANARY).query().single();
            first.join();
            second.join();
            assertThat(catchThrowable(() -> pool.sql("select sleep(20)")
                            .timeout(Duration.ofMillis(50))
                            .query()
                            .single()
                            .join()))
                    .isNotNull();
        }
        int deadPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            deadPort = socket.getLocalPort();
        }
        AsyncMySql.connect(Pools.config(server).build()).join().close();
        assertThat(catchThrowable(
                        AsyncMySql.connect(Pools.config(server).port(deadPort).build())::join))
                .isNotNull();
        try (MySqlPool pool = AsyncMySql.pool(
                Pools.config(server).host("127.0.0.1").port(deadPort).build(),
                named("dead-pool").acquireTimeout(Duration.ofMillis(100)).build())) {
            assertThat(catchThrowable(() -> pool.acquire().join())).isNotNull();
        }
    }

    private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("io.github.asyncmysql." + name))
                .toList();
    }

    @EveryServer(flavors = Flavor.MARIADB)
    void tellsOfSlowStatementsWaitsAndConnections(TestServer server, @TempDir Path folder) throws Exception {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording(Configuration.getConfiguration("default"))) {
            recording.start();
            work(server);
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("io.github.asyncmysql."))
                .toList();

        assertThat(named(events, "Statement"))
                .anySatisfy(event -> {
                    assertThat(event.getString("sql")).isEqualTo("select sleep(0.05), ?");
                    assertThat(event.getLong("connectionId")).isPositive();
                    assertThat(event.getString("error")).isNull();
                })
                .anySatisfy(event ->
                        assertThat(event.getString("error")).isEqualTo("io.github.asyncmysql.MySqlTimeoutException"))
                .allSatisfy(event -> assertThat(event.getDuration()).isGreaterThanOrEqualTo(THRESHOLD));
        assertThat(named(events, "Acquire"))
                .anySatisfy(event -> {
                    assertThat(event.getString("pool")).isEqualTo("flight-pool");
                    assertThat(event.getLong("took")).isPositive();
                    assertThat(event.getString("error")).isNull();
                })
                .anySatisfy(event -> {
                    assertThat(event.getString("pool")).isEqualTo("dead-pool");
                    assertThat(event.getString("error")).isEqualTo("io.github.asyncmysql.MySqlPoolException");
                });
        assertThat(named(events, "Connect"))
                .anySatisfy(event -> {
                    assertThat(event.getString("pool")).isEqualTo("flight-pool");
                    assertThat(event.getLong("took")).isPositive();
                    assertThat(event.getString("error")).isNull();
                })
                .anySatisfy(event -> {
                    assertThat(event.getString("pool")).isEqualTo("dead-pool");
                    assertThat(event.getString("error")).isEqualTo("io.github.asyncmysql.MySqlConnectionException");
                })
                .anySatisfy(event -> {
                    assertThat(event.getString("pool")).isNull();
                    assertThat(event.getLong("took")).isPositive();
                    assertThat(event.getString("error")).isNull();
                })
                .anySatisfy(event -> {
                    assertThat(event.getString("pool")).isNull();
                    assertThat(event.getString("error")).isEqualTo("io.github.asyncmysql.MySqlConnectionException");
                });
        assertThat(events).allSatisfy(event -> assertThat(event.toString()).doesNotContain(CANARY, server.password()));
    }
}
