package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.BlackHole;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Addresses that lead nowhere, and names that are resolved slowly, partly or not at all, over loopback. */
@Timeout(120)
class HostileConnectTest {

    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration AMPLE = Duration.ofSeconds(30);

    private final CountDownLatch resolving = new CountDownLatch(1);
    private final CountDownLatch resolved = new CountDownLatch(1);

    @RegisterExtension
    final HostileCase hostile = new HostileCase(this::resolve);

    private InetAddress[] resolve(String host) throws UnknownHostException {
        switch (host) {
            case "slow" -> {
                resolving.countDown();
                try {
                    resolved.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return addresses("127.0.0.1");
            }
            // Nobody listens at the first one: servers of these tests listen at 127.0.0.1 only.
            case "first-refuses" -> {
                return addresses("127.0.0.2", "127.0.0.1");
            }
            case "first-is-silent" -> {
                return addresses("127.0.0.1", "127.0.0.2");
            }
            case "empty" -> {
                return new InetAddress[0];
            }
            case "unknown" -> throw new UnknownHostException(host);
            default -> {
                return InetAddress.getAllByName(host);
            }
        }
    }

    private static InetAddress[] addresses(String... texts) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            addresses[i] = InetAddress.getByName(texts[i]);
        }
        return addresses;
    }

    private CompletableFuture<MySqlConnection> connect(String host, int port, Duration limit) {
        MySqlConfig config = MySqlConfig.builder()
                .host(host)
                .port(port)
                .password(HostileCase.PASSWORD)
                .sslMode(SslMode.DISABLED)
                .connectTimeout(limit)
                .build();
        return AsyncMySql.connect(config, hostile.resources());
    }

    private static MySqlException failure(CompletableFuture<MySqlConnection> opened) {
        Throwable failure = HostileCase.withoutSecrets(
                catchThrowableOfType(CompletionException.class, opened::join).getCause());
        assertThat(failure).isInstanceOf(MySqlException.class);
        assertThat(((MySqlException) failure).outcome()).isEqualTo(Outcome.NOT_SENT);
        return (MySqlException) failure;
    }

    private static FakeMySqlServer echoing() {
        return FakeMySqlServer.start(client -> {
            FakeSessions.open(client);
            client.echoQueries();
        });
    }

    @Test
    @Covers("hostile:T29")
    void listenerThatNeverAcceptsEndsWithTheDeadline() {
        try (BlackHole hole = BlackHole.open("127.0.0.1")) {
            assertThat(failure(connect("127.0.0.1", hole.port(), SOON)))
                    .isInstanceOfSatisfying(MySqlTimeoutException.class, timeout -> assertThat(timeout.limit())
                            .isEqualTo(MySqlTimeoutException.Limit.CONNECT));
        }
    }

    @Test
    @Covers("hostile:T192")
    void hundredAttemptsAtABlackHoleEndEachByItselfWithoutAThread() {
        try (BlackHole hole = BlackHole.open("127.0.0.1")) {
            int before = Thread.activeCount();
            List<CompletableFuture<MySqlConnection>> attempts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                attempts.add(connect("127.0.0.1", hole.port(), SOON));
            }
            // The threads that resolve names are at most four.
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(before + 4);
            assertThat(attempts)
                    .allSatisfy(attempt -> assertThat(failure(attempt)).isInstanceOf(MySqlTimeoutException.class));
        }
    }

    @Test
    @Covers({"hostile:T193", "guarantee:16"})
    void slowResolutionBlocksNobodyElse() throws InterruptedException {
        try (FakeMySqlServer server = echoing()) {
            CompletableFuture<MySqlConnection> late = connect("slow", server.port(), AMPLE);
            resolving.await();
            MySqlConnection other = connect("127.0.0.1", server.port(), AMPLE).join();
            assertThat(other.sql("meanwhile").query(String.class).single().join())
                    .isEqualTo("meanwhile");
            assertThat(late).isNotDone();
            resolved.countDown();
            late.join().close();
            other.close();
        }
    }

    @Test
    @Covers("hostile:T193")
    void resolutionThatTakesTooLongEndsWithTheDeadline() {
        try (FakeMySqlServer server = FakeMySqlServer.start(FakeConnection::silence)) {
            assertThat(failure(connect("slow", server.port(), SOON))).isInstanceOf(MySqlTimeoutException.class);
            resolved.countDown();
            assertThat(server.connections()).isEmpty();
        }
    }

    @Test
    @Covers("hostile:T193")
    void nextAddressIsTriedWhenTheFirstRefuses() {
        try (FakeMySqlServer server = echoing()) {
            connect("first-refuses", server.port(), AMPLE).join().close();
        }
    }

    @Test
    @Covers("hostile:T193")
    void silentAddressLeavesTimeForTheNextOne() {
        try (BlackHole hole = BlackHole.open("127.0.0.1");
                FakeMySqlServer server = FakeMySqlServer.startAt("127.0.0.2", hole.port(), client -> {
                    FakeSessions.open(client);
                    client.echoQueries();
                })) {
            connect("first-is-silent", server.port(), Duration.ofSeconds(4))
                    .join()
                    .close();
        }
    }

    @Test
    @Covers("hostile:T193")
    void hostWithoutAnyAddressIsATypedError() {
        assertThat(failure(connect("unknown", 3306, AMPLE)))
                .isInstanceOfSatisfying(MySqlConnectionException.class, unknown -> assertThat(unknown.kind())
                        .isEqualTo(Kind.UNKNOWN_HOST))
                .hasMessageContaining("unknown");
        assertThat(failure(connect("empty", 3306, AMPLE)))
                .isInstanceOfSatisfying(MySqlConnectionException.class, unreachable -> assertThat(unreachable.kind())
                        .isEqualTo(Kind.UNREACHABLE));
    }
}
