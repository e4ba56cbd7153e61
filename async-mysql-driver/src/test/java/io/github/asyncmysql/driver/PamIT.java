package io.github.asyncmysql.driver;

import static io.github.asyncmysql.driver.Logins.assertDenied;
import static io.github.asyncmysql.driver.Logins.assertLogsIn;
import static io.github.asyncmysql.driver.Logins.assertRefused;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Accounts of MariaDB that PAM decides about: it asks questions, which the passwords of the settings answer. */
class PamIT {

    @Test
    @Covers("hostile:T54")
    void eachQuestionIsAnsweredWithTheNextPassword() throws IOException {
        try (PamService one = service("first");
                PamService three = service("first", "second", "third");
                TestServer server = TestServers.startMariaDbWithPlugins("--plugin-load-add=auth_pam")
                        .orElseGet(() -> abort("no MariaDB with plugins"))) {
            create(server, "asked_once", one);
            create(server, "asked_thrice", three);
            MySqlConfig.Builder once = account(server, "asked_once");
            MySqlConfig.Builder thrice = account(server, "asked_thrice");

            assertLogsIn(once);
            assertDenied(once.password("wrong"));
            assertRefused(thrice, "'Password required for asked_thrice.'); set password2");
            assertLogsIn(thrice.password2("second").password3("third"));
            assertDenied(thrice.password3("wrong"));
            assertDenied(thrice.password3("third").password2("wrong"));

            thrice.password2("second");
            assertRefused(thrice.sslMode(SslMode.REQUIRED), "set ssl-mode to verify-identity");
            assertRefused(thrice.sslMode(SslMode.DISABLED), "set ssl-mode to verify-identity");
            assertLogsIn(thrice.socket(Objects.requireNonNull(server.unixSocket())));
        }
    }

    private static PamService service(String... answers) throws IOException {
        return PamService.asking(answers).orElseGet(() -> abort("no PAM"));
    }

    private static void create(TestServer server, String name, PamService service) {
        server.execute("create user " + name + " identified via pam using '" + service.name() + "'");
    }

    private static MySqlConfig.Builder account(TestServer server, String name) {
        return MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(name)
                .password("first")
                .authenticationPlugins(Set.of("mysql_native_password", "dialog"))
                .sslMode(SslMode.VERIFY_IDENTITY)
                .sslCa(server.caCertificate());
    }
}
