package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import io.github.asyncmysql.testsupport.TlsInterceptor;
import io.netty.pkitesting.CertificateBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Servers that prove by the account's password that their certificate is their own. */
class VerifyPasswordIT {

    private static MySqlConfig.Builder config(TestServer server) {
        return Pools.config(server).sslMode(SslMode.VERIFY_PASSWORD);
    }

    private static String user(MySqlConfig.Builder config) {
        try (MySqlConnection connection = AsyncMySql.connect(config.build()).join()) {
            assertThat(connection.server().tlsVersion()).startsWith("TLSv1.");
            return connection
                    .sql("select current_user()")
                    .query(String.class)
                    .single()
                    .join();
        }
    }

    private static void assertRefused(MySqlConfig.Builder config, Kind kind, String words) {
        assertThatThrownBy(() -> user(config))
                .cause()
                .isInstanceOfSatisfying(MySqlConnectionException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(kind);
                    assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
                })
                .hasMessageContaining(words);
    }

    @EveryServer(flavors = Flavor.MARIADB, mariaDbSince = "11.4.0")
    void theServerThatKnowsThePasswordIsTrusted(TestServer server) {
        assertThat(user(config(server))).startsWith(server.username() + "@");
        assertRefused(config(server).password(""), Kind.REFUSED, "needs an account with a password");
    }

    @EveryServer(flavors = Flavor.MARIADB, mariaDbSince = "11.4.0")
    void whoeverStandsInBetweenIsFoundOut(TestServer server) throws Exception {
        try (TlsInterceptor interceptor = TlsInterceptor.before(
                server,
                FakeConnection.serverContext(new CertificateBuilder()
                        .ecp256()
                        .subject("CN=somebody else")
                        .setIsCertificateAuthority(true)
                        .buildSelfSigned()))) {
            MySqlConfig.Builder intercepted = config(server).host("127.0.0.1").port(interceptor.port());
            assertRefused(intercepted, Kind.TLS, "somebody stands in between");
            assertThat(interceptor.heard())
                    .as("what has come through")
                    .contains(server.username())
                    .doesNotContain(server.password())
                    .doesNotContain("current_user");
            assertThat(user(intercepted.sslMode(SslMode.REQUIRED)))
                    .as("he would be a good one")
                    .startsWith(server.username() + "@");
        }
    }

    @EveryServer(flavors = Flavor.MYSQL)
    void serversWithoutSuchProofsAreRefused(TestServer server) {
        assertRefused(config(server), Kind.REFUSED, "cannot prove that its certificate is its own");
    }

    /** Needs MariaDB 11.6 for {@code parsec}. */
    @Test
    void allMethodsThatProveDo() {
        TestServer server = TestServers.startMariaDbWithPlugins(
                        "--plugin-load-add=auth_ed25519", "--plugin-load-add=auth_parsec")
                .orElseGet(() -> abort("no MariaDB with plugins"));
        try (server) {
            for (String method : List.of("mysql_native_password", "ed25519", "parsec")) {
                server.execute(
                        "create user proof_" + method + " identified via " + method + " using password('geheim €')");
                MySqlConfig.Builder config =
                        config(server).username("proof_" + method).database(null);
                assertThat(user(config.password("geheim €"))).startsWith("proof_" + method + "@");
                assertThat(catchThrowable(() -> user(config.password("another"))))
                        .cause()
                        .isInstanceOfSatisfying(
                                MySqlServerException.class,
                                denied -> assertThat(denied.isAccessDenied()).isTrue());
            }
            assertThat(user(config(server)
                            .username("proof_parsec")
                            .password("geheim €")
                            .database(null)
                            .authenticationPlugins(Set.of("parsec"))))
                    .startsWith("proof_parsec@");
        }
    }
}
