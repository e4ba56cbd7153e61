package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The authentication methods that servers have besides the usual ones. */
class AuthenticationPluginsIT {

    private static final AtomicInteger ACCOUNTS = new AtomicInteger();

    // No character beyond three bytes: servers replace those by question marks when they create the account.
    private static final List<String> PASSWORDS = List.of("p", "p".repeat(32), "p".repeat(50), "pässwörd €", "пароль");

    private static DriverResources resources;

    @BeforeAll
    static void startEventLoop() {
        resources = DriverResources.create("authentication-it", 1);
    }

    @AfterAll
    static void endEventLoop() {
        resources.close();
    }

    private static MySqlConfig.Builder settings(TestServer server) {
        return MySqlConfig.builder().host(server.host()).port(server.port()).connectTimeout(Duration.ofSeconds(30));
    }

    private static MySqlConfig.Builder account(TestServer server, String method, String password) {
        String name = "method_" + ACCOUNTS.incrementAndGet();
        server.execute(
                "drop user if exists " + name,
                "create user " + name + " identified "
                        + (server.isMariaDb()
                                ? "via " + method + " using password('" + password + "')"
                                : "with " + method + " by '" + password + "'"));
        return settings(server).username(name).password(password);
    }

    private static MySqlConnection connect(MySqlConfig.Builder config) {
        return AsyncMySql.connect(config.build(), resources)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static void assertLogsIn(MySqlConfig.Builder config) {
        try (MySqlConnection connection = connect(config)) {
            assertThat(connection
                            .sql("select current_user()")
                            .query(String.class)
                            .single()
                            .join())
                    .startsWith(config.build().username() + "@");
        }
    }

    private static void assertDenied(MySqlConfig.Builder config) {
        assertThatThrownBy(() -> connect(config))
                .cause()
                .isInstanceOfSatisfying(MySqlServerException.class, denied -> assertThat(denied.isAccessDenied())
                        .isTrue());
    }

    @EveryServer(flavors = Flavor.MYSQL)
    @Covers("hostile:T71")
    void sha256Password(TestServer server) {
        for (String password : PASSWORDS) {
            MySqlConfig.Builder account = account(server, "sha256_password", password);
            assertLogsIn(account.sslMode(SslMode.REQUIRED));
            assertLogsIn(account.sslMode(SslMode.DISABLED).allowPublicKeyRetrieval(true));
            assertThatThrownBy(() -> connect(account.allowPublicKeyRetrieval(false)))
                    .cause()
                    .isInstanceOf(MySqlConnectionException.class)
                    .hasMessageContaining("server-public-key");
            assertDenied(account.password("not " + password).sslMode(SslMode.REQUIRED));
        }
        assertLogsIn(account(server, "sha256_password", "").sslMode(SslMode.DISABLED));
    }

    @EveryServer(flavors = Flavor.MYSQL)
    void aListWithoutScramblesBeginsWithNothing(TestServer server) {
        MySqlConfig.Builder account = account(server, "sha256_password", "secret")
                .authenticationPlugins(Set.of("sha256_password"))
                .sslMode(SslMode.REQUIRED);
        assertLogsIn(account);
    }

    /** Needs MariaDB 11.6 for {@code parsec}. */
    @Test
    @Covers("hostile:T71")
    void methodsOfMariaDb() {
        TestServer server = TestServers.startMariaDbWithPlugins(
                        "--plugin-load-add=auth_ed25519", "--plugin-load-add=auth_parsec")
                .orElseGet(() -> abort("no MariaDB with plugins"));
        try (server) {
            for (String method : List.of("ed25519", "parsec")) {
                for (String password : PASSWORDS) {
                    MySqlConfig.Builder account = account(server, method, password);
                    assertLogsIn(account.sslMode(SslMode.DISABLED));
                    assertLogsIn(account.sslMode(SslMode.REQUIRED));
                    assertDenied(account.password("not " + password));
                }
            }
            assertLogsIn(account(server, "ed25519", "").sslMode(SslMode.DISABLED));
            assertLogsIn(account(server, "parsec", "").sslMode(SslMode.DISABLED));
            assertLogsIn(account(server, "parsec", "secret").authenticationPlugins(Set.of("parsec")));
        }
    }
}
