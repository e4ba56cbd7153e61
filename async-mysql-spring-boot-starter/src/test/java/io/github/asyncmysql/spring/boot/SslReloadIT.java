package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class SslReloadIT {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {}

    private static ConfigurableApplicationContext start(TestServer server, Path authority, String... properties) {
        return new SpringApplicationBuilder(App.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "async-mysql.fail-fast=false",
                        "async-mysql.username=" + server.username(),
                        "async-mysql.password=" + server.password(),
                        "async-mysql.database=" + server.database(),
                        "spring.ssl.bundle.watch.file.quiet-period=50ms",
                        "spring.ssl.bundle.pem.database.reload-on-update=true",
                        "spring.ssl.bundle.pem.database.truststore.certificate=" + authority.toUri())
                .properties(properties)
                .run();
    }

    private static Path foreignAuthority(Path directory) throws Exception {
        X509Bundle foreign = new CertificateBuilder()
                .subject("CN=Another authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        return Files.writeString(directory.resolve("authority.pem"), foreign.getCertificatePEM());
    }

    // In one step: the watcher must not see half a file.
    private static void replace(Path authority, TestServer server) throws Exception {
        Path next = Files.copy(server.caCertificate(), authority.resolveSibling("next.pem"));
        Files.move(next, authority, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    @EveryServer(restartable = true)
    @Covers("boot:19")
    void aReplacedFileServesNewConnectionsWithoutARestart(TestServer server, @TempDir Path directory) throws Exception {
        Path authority = foreignAuthority(directory);
        try (ConfigurableApplicationContext context = start(
                server,
                authority,
                "async-mysql.host=localhost",
                "async-mysql.port=" + server.port(),
                "async-mysql.pool.acquire-timeout=2s",
                "async-mysql.ssl.bundle=database")) {
            AsyncMySqlOperations mysql = context.getBean(AsyncMySqlOperations.class);
            assertThat(mysql.queryForObject("select 1", Integer.class))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .satisfies(failure -> assertThat(rootIsTls(failure)).isTrue());

            replace(authority, server);

            Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(() -> assertThat(
                            mysql.queryForObject("select 1", Integer.class).join())
                    .isEqualTo(1));
            assertThat(context.getBean(MySqlPool.class).server().tlsVersion()).isNotNull();
        }
    }

    @EveryServer(restartable = true)
    @Covers("boot:19")
    void theIdleConnectionsOfEveryPoolWithTheBundleAreReplaced(TestServer server, @TempDir Path directory)
            throws Exception {
        Path authority = directory.resolve("authority.pem");
        Files.copy(server.caCertificate(), authority);
        try (ConfigurableApplicationContext context = start(
                server,
                authority,
                "async-mysql.pools.reports.host=localhost",
                "async-mysql.pools.reports.port=" + server.port(),
                "async-mysql.pools.reports.ssl.bundle=database",
                "async-mysql.default-pool=reports")) {
            MySqlPool pool = context.getBean(MySqlPool.class);
            Awaitility.await().until(() -> pool.stats().idle() == 1);
            long before = connectionId(context);
            Awaitility.await().until(() -> pool.stats().idle() == 1);

            replace(authority, server);

            // Asking for the id would borrow the connection, and borrowed ones live on.
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> pool.connections().stream()
                    .noneMatch(connection -> connection.id() == before));
            assertThat(connectionId(context)).isNotEqualTo(before);
        }
    }

    private static long connectionId(ConfigurableApplicationContext context) {
        return context.getBean(AsyncMySqlOperations.class)
                .queryForObject("select connection_id()", Long.class)
                .join();
    }

    private static boolean rootIsTls(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MySqlConnectionException connection
                    && connection.kind() == MySqlConnectionException.Kind.TLS) {
                return true;
            }
        }
        return false;
    }
}
