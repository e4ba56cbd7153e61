package io.github.asyncmysql.driver;

import static io.github.asyncmysql.driver.Logins.assertDenied;
import static io.github.asyncmysql.driver.Logins.assertLogsIn;
import static io.github.asyncmysql.driver.Logins.assertRefused;
import static io.github.asyncmysql.driver.Logins.connect;
import static io.github.asyncmysql.driver.Logins.currentUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.WebAuthnAuthenticator.Request;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.SoftwareAuthenticator;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.IOException;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/** Accounts of devices, on a server that has the plugin for them: with a key of software, which is registered first. */
class WebAuthnIT {

    private static final String PARTY = "db.example.com";

    @EveryServer(flavors = Flavor.MYSQL, mySqlSince = "9.0.0", restartable = true)
    void registeredDevicesLogIn(TestServer shared) throws IOException {
        try (TestServer server = TestServers.startOwn(shared, "--loose-authentication-webauthn-rp-id=" + PARTY)) {
            install(server);
            asSecondFactor(server);
            insteadOfAPassword(server);
        }
    }

    private static void install(TestServer server) {
        try {
            server.execute("install plugin authentication_webauthn soname 'authentication_webauthn.so'");
        } catch (IllegalStateException e) {
            System.out.println(
                    "*** " + server.name() + " has no plugin for WebAuthn: logins with devices are NOT TESTED");
            abort(e.getMessage());
        }
    }

    private static void asSecondFactor(TestServer server) throws IOException {
        server.execute("create user twofold identified with caching_sha2_password by 'first' and identified with"
                + " authentication_webauthn");
        SoftwareAuthenticator key = new SoftwareAuthenticator(false);
        Queue<Request> requests = new ConcurrentLinkedQueue<>();
        MySqlConfig.Builder account = account(server, "twofold", request -> {
                    requests.add(request);
                    return key.authenticate(request);
                })
                .password("first");
        assertRefused(account, "--register-factor");
        register(server, "twofold", "first", key);

        assertLogsIn(account);

        Request request = requests.remove();
        assertThat(request.relyingPartyId()).isEqualTo(PARTY);
        assertThat(request.credentialId()).isEqualTo(key.credentialId());
        assertDenied(account.password("wrong"));
        assertThat(requests).as("asked although the password was wrong").isEmpty();
        account.password("first");
        assertDenied(account.webAuthnAuthenticator(new SoftwareAuthenticator(false)));
        assertRefused(account.webAuthnAuthenticator(null), "webAuthnAuthenticator");
        account.webAuthnAuthenticator(key);
        assertRefused(account.sslMode(SslMode.REQUIRED), "set ssl-mode to verify-identity");
        assertLogsIn(account.socket(server.unixSocket()));
    }

    private static void insteadOfAPassword(TestServer server) throws IOException {
        server.execute("create user passwordless identified with authentication_webauthn initial authentication"
                + " identified by 'initial'");
        SoftwareAuthenticator key = new SoftwareAuthenticator(true);
        AtomicReference<Request> asked = new AtomicReference<>();
        MySqlConfig.Builder account = account(server, "passwordless", request -> {
            asked.set(request);
            return key.authenticate(request);
        });
        register(server, "passwordless", "initial", key);

        assertLogsIn(account);

        assertThat(asked.get().credentialId()).as("the device finds it itself").isNull();
        MySqlConfig.Builder usual = account(server, server.username(), key).password(server.password());
        try (MySqlConnection connection = connect(usual)) {
            connection.changeUser(new Credentials("passwordless", ""), null).join();
            assertThat(currentUser(connection)).startsWith("passwordless@");
        }
    }

    private static void register(TestServer server, String user, String password, SoftwareAuthenticator key)
            throws IOException {
        MySqlConfig config = MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(user)
                .password(password)
                .sslMode(SslMode.DISABLED)
                .build();
        try (SandboxSession sandbox = new SandboxSession(config)) {
            String challenge = sandbox.execute("alter user user() 2 factor initiate registration");
            sandbox.execute("alter user user() 2 factor finish registration set challenge_response as '"
                    + key.register(challenge) + "'");
        }
    }

    private static MySqlConfig.Builder account(TestServer server, String user, WebAuthnAuthenticator key) {
        return MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(user)
                .authenticationPlugins(Set.of("caching_sha2_password", "authentication_webauthn_client"))
                .webAuthnAuthenticator(key)
                .sslMode(SslMode.VERIFY_IDENTITY)
                .sslCa(server.caCertificate());
    }
}
