package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;

/**
 * Accounts with a second factor. The only one of a community server that needs no device is that of Unix sockets, about which
 * the server asks nobody but the system: what clients are asked is shown by {@code MultiFactorTest}.
 */
class MultiFactorIT {

    @EveryServer(flavors = Flavor.MYSQL, mySqlSince = "8.0.27", restartable = true)
    @Covers("hostile:T70")
    void bothFactorsHaveToBeRight(TestServer shared) {
        try (TestServer server = TestServers.startOwn(shared, "--plugin-load-add=auth_socket.so")) {
            create(server, "twofold", System.getProperty("user.name"));
            create(server, "of_another", "nobody-of-that-name");
            try (MySqlConnection connection =
                    AsyncMySql.connect(account(server, "twofold").build()).join()) {
                assertThat(connection
                                .sql("select current_user()")
                                .query(String.class)
                                .single()
                                .join())
                        .isEqualTo("twofold@%");
            }
            assertDenied(account(server, "twofold").password("wrong"));
            assertDenied(account(server, "of_another"));
        }
    }

    private static void create(TestServer server, String name, String user) {
        server.execute("create user " + name + " identified with caching_sha2_password by 'first' and identified with"
                + " auth_socket as '" + user + "'");
    }

    private static MySqlConfig.Builder account(TestServer server, String name) {
        return MySqlConfig.builder().socket(server.unixSocket()).username(name).password("first");
    }

    private static void assertDenied(MySqlConfig.Builder account) {
        assertThatThrownBy(() -> AsyncMySql.connect(account.build()).join())
                .cause()
                .isInstanceOfSatisfying(MySqlServerException.class, denied -> assertThat(denied.isAccessDenied())
                        .isTrue());
    }
}
