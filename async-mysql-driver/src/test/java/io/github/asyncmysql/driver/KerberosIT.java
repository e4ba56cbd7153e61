package io.github.asyncmysql.driver;

import static io.github.asyncmysql.driver.Logins.connect;
import static io.github.asyncmysql.driver.Logins.currentUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.KerberosRealm;
import io.github.asyncmysql.testsupport.TestServer;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts of MariaDB that Kerberos decides about, with a KDC in this JVM. */
class KerberosIT {

    @TempDir
    private static Path folder;

    private static KerberosRealm realm;
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        realm = KerberosRealm.start(folder);
        server = KerberosServers.start(realm);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        realm.close();
    }

    private static MySqlConfig.Builder account(String name) {
        return MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(name)
                .authenticationPlugins(Set.of("auth_gssapi_client"))
                .sslMode(SslMode.DISABLED);
    }

    private static void assertLogsIn(MySqlConfig.Builder account) {
        try (MySqlConnection connection = connect(account)) {
            assertThat(currentUser(connection)).isEqualTo(account.build().username() + "@%");
        }
    }

    private static void assertRefused(MySqlConfig.Builder account, String words) {
        assertThatThrownBy(() -> connect(account))
                .cause()
                .isInstanceOf(MySqlConnectionException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("canary");
    }

    @Test
    void thePasswordOfKerberosLogsIn() {
        MySqlConfig.Builder ada = account(KerberosRealm.USER).password(KerberosRealm.PASSWORD);
        assertLogsIn(ada);
        assertLogsIn(ada.sslMode(SslMode.VERIFY_IDENTITY).sslCa(server.caCertificate()));
        assertRefused(ada.password("wrong-canary"), "No login to Kerberos");
    }

    @Test
    void whatTheApplicationIsLoggedInAsCounts() throws Exception {
        Subject ada = realm.user();
        MySqlConfig.Builder mapped = account("mapped").subjectProvider(() -> ada);
        assertLogsIn(mapped);
        assertThatThrownBy(() -> connect(account("eve").subjectProvider(() -> ada)))
                .as("somebody else's account")
                .cause()
                .isInstanceOfSatisfying(MySqlServerException.class, denied -> assertThat(denied.isAccessDenied())
                        .isTrue());
        try (MySqlPool pool =
                AsyncMySql.pool(mapped.build(), PoolConfig.builder().maxSize(4).build())) {
            CompletableFuture<?>[] together = Stream.generate(
                            () -> pool.sql("select 1").query(Integer.class).single())
                    .limit(8)
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(together).orTimeout(30, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void theServersNameIsCheckedOrSet() {
        MySqlConfig.Builder ada =
                account(KerberosRealm.USER).password(KerberosRealm.PASSWORD).host("localhost");
        assertRefused(ada, "which is not mariadb/localhost");
        assertLogsIn(ada.servicePrincipalName(KerberosRealm.SERVICE + "@" + KerberosRealm.NAME));
        assertRefused(ada.servicePrincipalName("mariadb/elsewhere"), "No ticket of Kerberos");
    }

    @Test
    void aSessionIsHandedToAnAccountOfKerberos() {
        try (MySqlConnection connection = connect(account(server.username())
                .password(server.password())
                .authenticationPlugins(Set.of("mysql_native_password", "auth_gssapi_client")))) {
            connection
                    .changeUser(new Credentials(KerberosRealm.USER, KerberosRealm.PASSWORD), null)
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            assertThat(currentUser(connection)).isEqualTo(KerberosRealm.USER + "@%");
        }
    }
}
