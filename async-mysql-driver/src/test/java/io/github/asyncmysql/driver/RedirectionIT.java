package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TcpProxy;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;

/** A server of MariaDB that sends its clients elsewhere, as 11.8 does at the login, and 11.4 does not. */
class RedirectionIT {

    @TempDir
    Path folder;

    /** The servers have authorities of their own. */
    private Path authorities(TestServer one, TestServer other) throws IOException {
        Path file = folder.resolve("authorities.pem");
        Files.writeString(file, Files.readString(Objects.requireNonNull(one.caCertificate())));
        Files.writeString(
                file, Files.readString(Objects.requireNonNull(other.caCertificate())), StandardOpenOption.APPEND);
        return file;
    }

    private static MySqlConfig.Builder settings(TestServer server, Path authorities, SslMode mode) {
        return Pools.config(server).host("localhost").sslMode(mode).sslCa(authorities);
    }

    private static TestServer sender() {
        return TestServers.startMariaDbWithPlugins().orElseGet(() -> abort("no MariaDB of its own"));
    }

    private static int port(MySqlConfig.Builder settings) {
        try (MySqlConnection connection = AsyncMySql.connect(settings.build()).join()) {
            return connection.sql("select @@port").query(Integer.class).single().join();
        }
    }

    private static void send(TestServer from, String url) {
        from.execute("set global redirect_url = '" + url + "'");
    }

    @EveryServer(flavors = Flavor.MARIADB)
    @Covers("hostile:T74")
    void whoPermitsItGoesWhereAVerifiedServerSendsHim(TestServer shared) throws IOException {
        try (TestServer own = sender();
                TcpProxy way = TcpProxy.to(shared)) {
            Path authorities = authorities(own, shared);
            send(own, "mariadb://localhost:" + way.port());
            for (SslMode mode : new SslMode[] {SslMode.VERIFY_IDENTITY, SslMode.VERIFY_CA}) {
                assertThat(port(settings(own, authorities, mode)))
                        .as("off by default")
                        .isEqualTo(own.port());
                assertThat(port(settings(own, authorities, mode).permitRedirect(true)))
                        .as(mode.name())
                        .isEqualTo(shared.port());
            }
            int there = way.acceptedConnections();
            assertThat(there).isEqualTo(2);
            for (SslMode mode : new SslMode[] {SslMode.REQUIRED, SslMode.PREFERRED, SslMode.DISABLED}) {
                assertThat(port(settings(own, authorities, mode).permitRedirect(true)))
                        .as(mode.name())
                        .isEqualTo(own.port());
            }
            assertThat(way.acceptedConnections()).isEqualTo(there);

            try (MySqlPool pool = Pools.pool(
                    settings(own, authorities, SslMode.VERIFY_IDENTITY).permitRedirect(true), 2)) {
                assertThat(pool.sql("select @@port")
                                .query(Integer.class)
                                .single()
                                .join())
                        .isEqualTo(shared.port());
                assertThat(pool.sql("select sleep(30)")
                                .timeout(Duration.ofMillis(300))
                                .query(Integer.class)
                                .single()
                                .handle((result, failure) -> failure)
                                .join())
                        .as("it is stopped on the server that it runs on")
                        .isNotNull();
                assertThat(pool.sql("select @@port")
                                .query(Integer.class)
                                .single()
                                .join())
                        .isEqualTo(shared.port());
            }
        }
    }

    @EveryServer(flavors = Flavor.MARIADB)
    void whoCannotGetThereStaysAndNobodyIsSentTwice(TestServer shared) throws IOException {
        try (TestServer own = sender();
                TcpProxy way = TcpProxy.to(shared)) {
            Path authorities = authorities(own, shared);
            MySqlConfig.Builder permitted =
                    settings(own, authorities, SslMode.VERIFY_IDENTITY).permitRedirect(true);
            way.down();
            send(own, "mysql://localhost:" + way.port());
            assertThat(port(permitted)).as("nobody is there").isEqualTo(own.port());
            // Its certificate is for localhost and 127.0.0.1.
            send(own, "mysql://0.0.0.0:" + shared.port());
            assertThat(port(permitted)).as("not who he should be").isEqualTo(own.port());
            send(own, "mysql://localhost:" + own.port());
            assertThat(port(permitted)).as("to itself").isEqualTo(own.port());
            try (TcpProxy circle = TcpProxy.to(own)) {
                send(own, "mysql://localhost:" + circle.port());
                assertThat(port(permitted)).isEqualTo(own.port());
                assertThat(circle.acceptedConnections())
                        .as("once and not again")
                        .isEqualTo(1);
            }
        }
    }
}
