package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;

/** A server gets the certificate of another authority while a pool is connected to it. */
class CertificateChangeIT {

    @TempDir
    private Path folder;

    private MySqlConfig trusting(TestServer server, String name) throws IOException {
        Path authority = Files.copy(
                Objects.requireNonNull(server.caCertificate()),
                folder.resolve(name),
                StandardCopyOption.REPLACE_EXISTING);
        return Pools.config(server).sslMode(SslMode.VERIFY_CA).sslCa(authority).build();
    }

    private static int select(MySqlConnection connection) {
        return connection.sql("select 1").query(Integer.class).single().join();
    }

    @EveryServer(restartable = true, mySqlSince = "8.0.16", mariaDbSince = "10.4.0")
    @Covers({"fault:F34", "guarantee:19"})
    void newConnectionsFollowTheSettingsAndOldOnesGoOn(TestServer shared) throws IOException {
        try (TestServer server = TestServers.startOwn(shared)) {
            MySqlConfig before = trusting(server, "before.pem");
            try (MySqlPool pool = AsyncMySql.pool(
                    before,
                    PoolConfig.builder()
                            .minSize(1)
                            .maxSize(2)
                            .acquireTimeout(Duration.ofSeconds(2))
                            .build())) {
                MySqlConnection old = pool.acquire().join();
                server.replaceCertificate();

                assertThat(select(old)).isEqualTo(1);
                Throwable refused = catchThrowable(() -> pool.acquire().join());
                assertThat(refused).hasStackTraceContaining("ssl-ca");
                assertThat(catchThrowable(() -> AsyncMySql.connect(before).join()))
                        .hasCauseInstanceOf(MySqlConnectionException.class)
                        .hasMessageContaining("ssl-ca");
                assertThat(select(old)).isEqualTo(1);
                old.close();
            }
            try (MySqlConnection connection =
                    AsyncMySql.connect(trusting(server, "after.pem")).join()) {
                assertThat(select(connection)).isEqualTo(1);
            }
            clientsThatMustShowACertificateDo(server, trusting(server, "after.pem"));
        }
    }

    private static void clientsThatMustShowACertificateDo(TestServer server, MySqlConfig config) {
        server.execute("create user certified identified by 'secret' require x509");
        Path folder = Objects.requireNonNull(server.dataDirectory());
        MySqlConfig.Builder certified =
                config.toBuilder().username("certified").password("secret").database(null);
        assertThat(catchThrowable(() -> AsyncMySql.connect(certified.build()).join()))
                .cause()
                .isInstanceOfSatisfying(MySqlServerException.class, denied -> assertThat(denied.isAccessDenied())
                        .isTrue());
        certified.sslCert(folder.resolve("client-cert.pem")).sslKey(folder.resolve("client-key.pem"));
        try (MySqlConnection connection = AsyncMySql.connect(certified.build()).join()) {
            assertThat(select(connection)).isEqualTo(1);
        }
    }
}
