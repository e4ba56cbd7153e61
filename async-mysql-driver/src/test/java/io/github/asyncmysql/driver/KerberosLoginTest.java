package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SubjectProvider;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import io.github.asyncmysql.testsupport.KerberosRealm;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a connection while somebody asks for a ticket of Kerberos, which takes as long as it takes. */
class KerberosLoginTest {

    private static final int PATIENCE_SECONDS = 30;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CompletableFuture<String> thread = new CompletableFuture<>();

    @AfterEach
    void release() {
        released.countDown();
    }

    private SubjectProvider slow(Subject subject) {
        return () -> {
            thread.complete(Thread.currentThread().getName());
            asked.countDown();
            await(released);
            return subject;
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Has asked for a ticket. */
    private static void ask(FakeConnection client) throws IOException {
        client.send(new FakeGreeting().toPacket());
        client.expectPacket();
        client.send(FakePackets.authSwitch(2, "auth_gssapi_client", FakePackets.utf8(KerberosRealm.SERVICE + "\0\0")));
    }

    private static CompletableFuture<MySqlConnection> connect(MySqlConfig.Builder settings) {
        return AsyncMySql.connect(settings.build());
    }

    private static MySqlConfig.Builder settings(FakeMySqlServer server) {
        return FakeSessions.config(server).authenticationPlugins(Set.of("auth_gssapi_client"));
    }

    private static MySqlException failure(CompletableFuture<MySqlConnection> connected) {
        Throwable failure = connected
                .handle((connection, cause) -> cause)
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        assertThat(cause).isInstanceOfSatisfying(MySqlException.class, known -> assertThat(known.outcome())
                .isNotEqualTo(Outcome.UNKNOWN));
        HostileCase.withoutSecrets(cause);
        return (MySqlException) cause;
    }

    @Test
    @Covers("guarantee:16")
    void theEndOfTheConnectionIsNoticedMeanwhile() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            ask(client);
            await(asked);
        })) {
            assertThat(failure(connect(settings(server).subjectProvider(slow(new Subject())))))
                    .isInstanceOf(MySqlConnectionException.class)
                    .hasMessageContaining("The server has closed the connection");
            assertThat(thread.join()).endsWith("-login");
        }
    }

    /** A server that refuses after it has proven itself closes the connection while the proof is still looked at. */
    @Test
    void whatTheServerSaidAtItsEndIsTold(@TempDir Path folder) throws Exception {
        try (KerberosRealm realm = KerberosRealm.start(folder);
                FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    ask(client);
                    await(asked);
                    client.send(FakePackets.err(4, 1045, "28000", "somebody else's account"));
                    client.fin();
                    released.countDown();
                    client.silence();
                })) {
            assertThat(failure(connect(settings(server).subjectProvider(slow(realm.user())))))
                    .isInstanceOf(MySqlServerException.class)
                    .hasMessageContaining("somebody else's account");
        }
    }

    /** Neither in time nor in place of the answer. */
    @Test
    @Covers("hostile:T54")
    void aServerThatGoesOnMeanwhileIsNotBelieved(@TempDir Path folder) throws Exception {
        try (KerberosRealm realm = KerberosRealm.start(folder);
                FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    ask(client);
                    await(asked);
                    client.send(FakePackets.ok(4));
                    released.countDown();
                    client.silence();
                })) {
            assertThat(failure(connect(settings(server).subjectProvider(slow(realm.user())))))
                    .isInstanceOf(MySqlProtocolException.class);
        }
    }

    @Test
    @Covers("hostile:T54")
    void whatAServerMaySendMeanwhileHasAnEnd() {
        try (FakeMySqlServer server = FakeMySqlServer.start(client -> {
            ask(client);
            await(asked);
            for (int i = 0; i < 4; i++) {
                client.send(FakePackets.packet(4 + i, new byte[60_000]));
            }
            client.silence();
        })) {
            assertThat(failure(connect(settings(server).subjectProvider(slow(new Subject())))))
                    .isInstanceOf(MySqlProtocolException.class)
                    .hasMessageContaining("went on during login");
        }
    }

    @Test
    void aKdcThatDoesNotAnswerIsWaitedForUntilTheTimeIsOver(@TempDir Path folder) throws Exception {
        try (KerberosRealm realm = KerberosRealm.start(folder);
                ServerSocket silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
                FakeMySqlServer server = FakeMySqlServer.start(client -> {
                    ask(client);
                    client.expectEnd();
                })) {
            realm.useKdcAt(silent.getLocalPort());
            assertThat(failure(connect(settings(server).connectTimeout(Duration.ofMillis(500)))))
                    .isInstanceOf(MySqlTimeoutException.class)
                    .hasMessageContaining("connect-timeout");
        }
    }
}
