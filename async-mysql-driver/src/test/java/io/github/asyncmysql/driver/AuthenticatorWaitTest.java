package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.WebAuthnAuthenticator.Assertion;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Logins that wait for a person with a device, beside whom everybody else on the event loop goes on. */
@Timeout(120)
class AuthenticatorWaitTest {

    private static final String METHOD = "authentication_webauthn_client";

    private static SSLContext serverTls;
    private static SSLContext clientTls;

    @RegisterExtension
    final HostileCase hostile = new HostileCase();

    @BeforeAll
    static void makeCertificates() throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=authority")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        serverTls = FakeConnection.serverContext(
                new CertificateBuilder().ecp256().subject("CN=server").buildIssuedBy(authority));
        clientTls = FakeConnection.clientContext(authority);
    }

    private static void askForADevice(FakeConnection client) throws Exception {
        client.send(new FakeGreeting().withCapability(Capability.SSL).toPacket());
        client.expectPacket();
        client.startTls(serverTls);
        client.expectPacket();
        byte[] challenge = FakePackets.concat(new byte[] {0, 32}, new byte[32], new byte[] {2}, FakePackets.utf8("db"));
        client.send(FakePackets.authSwitch(3, METHOD, challenge));
        client.expectPacket();
        client.send(FakePackets.authMoreData(5));
    }

    private CompletableFuture<MySqlConnection> connect(FakeMySqlServer server, WebAuthnAuthenticator authenticator) {
        MySqlConfig config = FakeSessions.config(server)
                .sslMode(SslMode.VERIFY_CA)
                .sslContext(clientTls)
                .authenticationPlugins(Set.of("caching_sha2_password", METHOD))
                .webAuthnAuthenticator(authenticator)
                .build();
        return AsyncMySql.connect(config, hostile.resources());
    }

    private static MySqlException failure(CompletableFuture<?> future) {
        Throwable failure =
                HostileCase.withoutSecrets(catchThrowable(future::join)).getCause();
        assertThat(failure).isInstanceOf(MySqlException.class);
        assertThat(((MySqlException) failure).outcome()).isNotEqualTo(Outcome.UNKNOWN);
        return (MySqlException) failure;
    }

    @Test
    void whoeverGivesUpCancelsTheQuestion() {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<List<Assertion>> answer = new CompletableFuture<>();
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            askForADevice(client);
            client.expectEnd();
        })) {
            CompletableFuture<MySqlConnection> connecting = connect(server, request -> {
                asked.countDown();
                return answer;
            });
            await().until(() -> asked.getCount() == 0);
            assertThat(connecting).isNotDone();

            connecting.cancel(true);

            await().until(answer::isCancelled);
        }
    }

    @Test
    void aThreadThatIsBlockedByTheDeviceIsInterruptedWhenTheServerGoes() {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch asked = new CountDownLatch(1);
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            askForADevice(client);
            asked.await();
            client.fin();
        })) {
            CompletableFuture<MySqlConnection> connecting = connect(server, request -> {
                asked.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
                throw new CompletionException(new IllegalStateException("nobody is there"));
            });

            assertThat(failure(connecting))
                    .isInstanceOfSatisfying(MySqlConnectionException.class, lost -> assertThat(lost.kind())
                            .isEqualTo(Kind.LOST));
            await().untilTrue(interrupted);
        }
    }

    @Test
    void theServerMayRefuseBeforeTheDeviceHasSigned() {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<List<Assertion>> answer = new CompletableFuture<>();
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            askForADevice(client);
            asked.await();
            client.send(FakePackets.err(6, 1045, "28000", "too late"));
            client.expectEnd();
        })) {
            CompletableFuture<MySqlConnection> connecting = connect(server, request -> {
                asked.countDown();
                return answer;
            });

            assertThat(failure(connecting))
                    .isInstanceOf(MySqlServerException.class)
                    .hasMessageContaining("too late");
            await().until(answer::isCancelled);
        }
    }

    @Test
    void anAuthenticatorThatHasNoAssertionFailsTheLogin() {
        IllegalStateException cause = new IllegalStateException("no device");
        assertFails(request -> CompletableFuture.failedFuture(cause), Kind.CREDENTIALS, cause);
        assertFails(
                request -> {
                    throw cause;
                },
                Kind.CREDENTIALS,
                cause);
        assertFails(request -> CompletableFuture.completedFuture(null), Kind.CREDENTIALS, null);
        assertFails(
                request -> CompletableFuture.completedFuture(Arrays.asList((Assertion) null)), Kind.CREDENTIALS, null);
        assertFails(request -> CompletableFuture.completedFuture(List.of()), Kind.REFUSED, null);
    }

    private void assertFails(WebAuthnAuthenticator authenticator, Kind kind, Throwable cause) {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            askForADevice(client);
            client.expectEnd();
        })) {
            assertThat(failure(connect(server, authenticator)))
                    .isInstanceOfSatisfying(MySqlConnectionException.class, failed -> {
                        assertThat(failed.kind()).isEqualTo(kind);
                        assertThat(failed.getCause()).isSameAs(cause);
                    })
                    .hasMessageContaining("WebAuthn authenticator");
        }
    }
}
