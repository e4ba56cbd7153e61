package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolTotals.CreateFailure;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.BlackHole;
import io.github.asyncmysql.testsupport.Capability;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeGreeting;
import io.github.asyncmysql.testsupport.FakeMySqlServer;
import io.github.asyncmysql.testsupport.FakePackets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pool whose server refuses, hangs or breaks off, over loopback. */
@Timeout(120)
class HostilePoolTest {

    private static final Duration LIMIT = Duration.ofMillis(400);
    private static final Duration LATE = Duration.ofSeconds(10);
    private static final int CALLERS = 20;

    @RegisterExtension
    final HostileCase hostile = new HostileCase();

    /** What a server does to everybody who comes. */
    enum Misbehaviour {
        /** Nobody listens. */
        NOT_LISTENING,
        /** The system takes no connection, and refuses none. */
        NOT_ACCEPTING,
        CLOSES,
        RESETS,
        SAYS_NOTHING,
        GREETS_BY_HALF,
        NEVER_ANSWERS_TLS,
        NEVER_LETS_IN,
        CLOSES_AT_LOGIN,
        NEVER_ANSWERS_STATEMENTS,
        CLOSES_AT_THE_FIRST_STATEMENT,
        CLOSES_WHEN_READY;

        void serve(FakeConnection client) throws Exception {
            byte[] greeting = new FakeGreeting().toPacket();
            switch (this) {
                case CLOSES -> {}
                case RESETS -> client.rst();
                case GREETS_BY_HALF -> client.send(Arrays.copyOf(greeting, greeting.length / 2));
                case NEVER_ANSWERS_TLS -> {
                    client.send(
                            new FakeGreeting().withCapability(Capability.SSL).toPacket());
                    client.expectPacket();
                }
                case NEVER_LETS_IN, CLOSES_AT_LOGIN -> {
                    client.send(greeting);
                    client.expectPacket();
                }
                case NEVER_ANSWERS_STATEMENTS -> client.login();
                case CLOSES_AT_THE_FIRST_STATEMENT -> {
                    client.login();
                    client.expectPacket();
                }
                case CLOSES_WHEN_READY -> FakeSessions.open(client);
                case SAYS_NOTHING, NOT_LISTENING, NOT_ACCEPTING -> {}
            }
            if (isSilent()) {
                client.silence();
            }
        }

        boolean isSilent() {
            return switch (this) {
                case SAYS_NOTHING, GREETS_BY_HALF, NEVER_ANSWERS_TLS, NEVER_LETS_IN, NEVER_ANSWERS_STATEMENTS -> true;
                default -> false;
            };
        }
    }

    private MySqlPool pool(int port, SslMode ssl, PoolConfig.Builder settings) {
        MySqlConfig config = MySqlConfig.builder()
                .host("127.0.0.1")
                .port(port)
                .username("app")
                .password(HostileCase.PASSWORD)
                .sslMode(ssl)
                .build();
        return AsyncMySql.pool(config, settings.build(), hostile.resources());
    }

    private static PoolConfig.Builder limited() {
        return PoolConfig.builder().minSize(0).maxSize(4).acquireTimeout(LIMIT);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static Throwable failure(CompletableFuture<?> future) {
        try {
            future.orTimeout(LATE.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            return HostileCase.withoutSecrets(e.getCause());
        }
        throw new AssertionError("it did not fail");
    }

    @ParameterizedTest
    @EnumSource(names = "CLOSES_WHEN_READY", mode = EnumSource.Mode.EXCLUDE)
    @Covers({"pool:E7", "pool:B2"})
    void everyAcquireEndsAtItsDeadlineAndNoSocketStays(Misbehaviour server) throws Exception {
        SslMode ssl = server == Misbehaviour.NEVER_ANSWERS_TLS ? SslMode.REQUIRED : SslMode.DISABLED;
        switch (server) {
            case NOT_LISTENING -> askAll(freePort(), ssl);
            case NOT_ACCEPTING -> {
                try (BlackHole hole = BlackHole.open("127.0.0.1")) {
                    askAll(hole.port(), ssl);
                }
            }
            default -> {
                try (FakeMySqlServer fake = FakeMySqlServer.start(server::serve)) {
                    askAll(fake.port(), ssl);
                }
            }
        }
        // That no socket, timer or thread stays is for the HostileCase to find out.
    }

    private void askAll(int port, SslMode ssl) {
        try (MySqlPool pool = pool(port, ssl, limited())) {
            long began = System.nanoTime();
            List<CompletableFuture<MySqlConnection>> waiting = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                waiting.add(pool.acquire());
            }
            for (CompletableFuture<MySqlConnection> one : waiting) {
                assertThat(failure(one))
                        .isInstanceOfSatisfying(MySqlPoolException.class, refused -> assertThat(refused.reason())
                                .isEqualTo(Reason.TIMEOUT));
            }
            assertThat(System.nanoTime() - began).isBetween(LIMIT.toNanos(), LATE.toNanos());
            assertThat(pool.stats().waiting()).isZero();
            assertThat(pool.stats().inUse()).isZero();
        }
    }

    @Test
    @Covers("pool:E7")
    void connectionsThatEndAsSoonAsTheyAreOpenNeitherServeForLongNorStormTheServer() {
        AtomicInteger accepted = new AtomicInteger();
        try (FakeMySqlServer fake = FakeMySqlServer.start(client -> {
                    accepted.incrementAndGet();
                    Misbehaviour.CLOSES_WHEN_READY.serve(client);
                });
                MySqlPool pool = pool(fake.port(), SslMode.DISABLED, limited().minSize(2))) {
            long began = System.nanoTime();
            await().until(() -> accepted.get() >= 6);
            double seconds = Math.max(1, (System.nanoTime() - began) / 1e9);
            assertThat(accepted.get() / seconds).as("a second").isLessThan(60);
        }
    }

    @Test
    @Covers("pool:E9")
    void tooManyConnectionsIsReportedInFullAndAskedForAgainMoreAndMoreSeldom() {
        AtomicInteger accepted = new AtomicInteger();
        try (FakeMySqlServer fake = FakeMySqlServer.start(client -> {
                    accepted.incrementAndGet();
                    client.send(FakePackets.err(0, 1040, "08004", "Too many connections"));
                });
                MySqlPool pool = pool(fake.port(), SslMode.DISABLED, limited().acquireTimeout(Duration.ofSeconds(2)))) {
            List<CompletableFuture<MySqlConnection>> waiting = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                waiting.add(pool.acquire());
            }
            for (CompletableFuture<MySqlConnection> one : waiting) {
                assertThat(failure(one))
                        .isInstanceOf(MySqlPoolException.class)
                        .hasMessageContaining("Too many connections (error 1040")
                        .cause()
                        .isInstanceOfSatisfying(MySqlServerException.class, full -> {
                            assertThat(full.errorCode()).isEqualTo(1040);
                            assertThat(full.sqlState()).isEqualTo("08004");
                        });
            }
            // Four at once, then after 25 ms, 50 ms, 100 ms, 200 ms, 400 ms, 800 ms at the earliest.
            assertThat(accepted.get()).isBetween(5, 4 + 7);
            assertThat(pool.totals().createFailures().get(CreateFailure.TOO_MANY_CONNECTIONS))
                    .isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    @Covers("pool:E9")
    void accessDeniedReachesEverybodyAtOnceAndIsNotTriedForEachOfThem() {
        AtomicInteger accepted = new AtomicInteger();
        try (FakeMySqlServer fake = FakeMySqlServer.start(client -> {
                    accepted.incrementAndGet();
                    client.send(new FakeGreeting().toPacket());
                    client.expectPacket();
                    client.send(FakePackets.err(
                            2, 1045, "28000", "Access denied for user 'app'@'localhost' (using password: YES)"));
                });
                MySqlPool pool = pool(fake.port(), SslMode.DISABLED, limited().acquireTimeout(Duration.ofSeconds(5)))) {
            long began = System.nanoTime();
            int asked = 0;
            while (System.nanoTime() - began < Duration.ofSeconds(1).toNanos()) {
                asked++;
                assertThat(failure(pool.acquire()))
                        .isInstanceOf(MySqlServerException.class)
                        .hasMessageContaining("Access denied for user 'app'@'localhost' (using password: YES)")
                        .hasMessageContaining("1045");
            }
            assertThat(asked).isPositive();
            // After 25 ms, 50 ms, 100 ms, 200 ms, 400 ms, 800 ms at the earliest: no lock-out of the account or the
            // host.
            assertThat(accepted.get()).isLessThanOrEqualTo(7);
            assertThat(pool.totals().createFailures())
                    .containsEntry(CreateFailure.ACCESS_DENIED, (long) accepted.get());
        }
    }

    @Test
    @Covers("pool:G6")
    void nothingIsLeftOfAPoolThatIsClosedWhileEverythingIsGoingOn() {
        try (FakeMySqlServer fake = FakeMySqlServer.start(client -> {
            FakeSessions.open(client);
            client.echoQueries();
        })) {
            MySqlPool pool = pool(
                    fake.port(),
                    SslMode.DISABLED,
                    limited()
                            .minSize(2)
                            .acquireTimeout(Duration.ofMinutes(5))
                            .keepalive(Duration.ofMillis(50))
                            .maxLifetime(Duration.ofMinutes(5))
                            .idleTimeout(Duration.ofMinutes(5))
                            .leakDetectionThreshold(Duration.ofMinutes(5))
                            .dnsCheckInterval(Duration.ofMinutes(5))
                            .closeTimeout(Duration.ofMillis(300)));
            List<MySqlConnection> lent = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                lent.add(pool.acquire().join());
            }
            List<CompletableFuture<MySqlConnection>> waiting = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                waiting.add(pool.acquire());
            }
            CompletableFuture<Void> closed = pool.closeAsync();
            for (CompletableFuture<MySqlConnection> one : waiting) {
                assertThat(failure(one))
                        .isInstanceOfSatisfying(MySqlPoolException.class, refused -> assertThat(refused.reason())
                                .isEqualTo(Reason.CLOSED));
            }
            lent.get(0).close();
            closed.join();
            assertThat(lent).noneMatch(MySqlConnection::isOpen);
            assertThat(pool.size()).isZero();
        }
        // That no socket, timer or thread stays is for the HostileCase to find out.
    }
}
