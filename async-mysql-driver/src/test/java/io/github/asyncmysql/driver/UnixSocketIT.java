package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.MySqlUrl;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** Servers behind a Unix domain socket. The host's name is one that nobody can resolve. */
@Tag("any-transport")
class UnixSocketIT {

    private static MySqlConfig.Builder config(TestServer server) {
        Path socket = server.unixSocket();
        assumeTrue(socket != null, "the server has no socket on this machine");
        return Pools.config(server).host("nowhere.invalid").socket(socket);
    }

    private static String select(MySqlPool pool, String sql) {
        return pool.sql(sql).query(String.class).single().join();
    }

    @EveryServer
    void reachesTheServerWithoutLookingUpItsName(TestServer server) {
        MySqlConfig config = config(server).build();
        PoolConfig watching =
                PoolConfig.builder().dnsCheckInterval(Duration.ofMillis(1)).build();
        try (MySqlPool pool = AsyncMySql.pool(config, watching)) {
            assertThat(select(pool, "select database()")).isEqualTo(server.database());
            // Only connections over TCP come from an address.
            assertThat(select(pool, "select substring_index(user(), '@', -1)")).isEqualTo("localhost");
            assertThat(Objects.requireNonNull(pool.server()).address()).isEqualTo(String.valueOf(config.socket()));
            assertThat(pool.server().tlsVersion()).isNull();
            assertThat(pool.stats().createFailed()).isZero();
        }
    }

    @EveryServer
    void isNamedByAUrl(TestServer server) {
        String socket = String.valueOf(config(server).build().socket());
        MySqlUrl url = MySqlUrl.parse("mysql://" + server.username() + ":" + server.password() + "@localhost/"
                + server.database() + "?socket=" + socket);
        try (MySqlPool pool = Pools.pool(url.config(), 1)) {
            assertThat(select(pool, "select 'there'")).isEqualTo("there");
        }
    }

    @EveryServer
    void isEncryptedWhereThatIsAskedFor(TestServer server) {
        MySqlConfig.Builder config = config(server)
                .host("localhost")
                .sslMode(SslMode.VERIFY_IDENTITY)
                .sslCa(server.caCertificate());
        try (MySqlPool pool = Pools.pool(config, 1)) {
            assertThat(select(pool, "select 1")).isEqualTo("1");
            assertThat(Objects.requireNonNull(pool.server()).tlsVersion()).startsWith("TLSv1.");
        }
    }

    /** With the first method the server asks for it as it is, since nobody can listen; with the second under its key. */
    @EveryServer(flavors = Flavor.MYSQL)
    void takesThePasswordItselfAtTheFirstLogin(TestServer server) {
        for (String method : new String[] {"caching_sha2_password", "sha256_password"}) {
            String account = "socket_" + Long.toString(System.nanoTime(), 36);
            server.execute("create user " + account + " identified with " + method + " by 'first time'");
            MySqlConfig.Builder config = config(server)
                    .username(account)
                    .password("first time")
                    .database(null)
                    .allowPublicKeyRetrieval(method.equals("sha256_password"));
            try (MySqlPool pool = Pools.pool(config, 1)) {
                assertThat(select(pool, "select current_user()")).startsWith(account + "@");
            }
        }
    }

    @EveryServer
    void aStatementIsStoppedOverASecondConnection(TestServer server) {
        try (MySqlPool pool = Pools.pool(config(server), 1)) {
            String id = select(pool, "select connection_id()");
            assertThatThrownBy(() -> pool.sql("select sleep(20)")
                            .timeout(Duration.ofMillis(100))
                            .query(Integer.class)
                            .single()
                            .join())
                    .hasCauseInstanceOf(MySqlTimeoutException.class);
            assertThat(select(pool, "select connection_id()")).isEqualTo(id);
        }
    }

    @EveryServer
    void aSocketThatIsNotThereIsNamed(TestServer server, @TempDir Path folder) {
        MySqlConfig config =
                config(server).socket(folder.resolve("missing.sock")).build();
        assertThatThrownBy(() -> AsyncMySql.connect(config).join())
                .cause()
                .isInstanceOfSatisfying(MySqlConnectionException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
                    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
                })
                .hasMessageContaining("Cannot connect to " + config.socket());
    }
}
