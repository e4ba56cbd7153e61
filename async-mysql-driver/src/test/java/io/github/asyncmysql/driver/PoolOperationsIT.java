package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.HandshakeTimes;
import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPool.Suspension;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.LogCapture;
import io.github.asyncmysql.testsupport.Pieces;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** What those who run a pool do to it, against real servers. */
class PoolOperationsIT {

    private static PoolConfig.Builder sizes(int min, int max) {
        return PoolConfig.builder().minSize(min).maxSize(max).acquireTimeout(Duration.ofSeconds(20));
    }

    private static MySqlPool pool(TestServer server, PoolConfig.Builder config) {
        return AsyncMySql.pool(Pools.config(server).build(), config.build());
    }

    private static String user(MySqlPool pool) {
        return pool.sql("select substring_index(current_user(), '@', 1)")
                .query(String.class)
                .single()
                .join();
    }

    private static Reason refusal(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        return future.handle((result, failure) -> ((MySqlPoolException) failure).reason())
                .join();
    }

    @EveryServer
    @Covers("pool:A12")
    void aPoolCanBeMadeLargerAndSmallerWhileItIsUsed(TestServer server) {
        try (MySqlPool pool = pool(server, sizes(1, 1))) {
            MySqlConnection first = pool.acquire().join();
            CompletableFuture<MySqlConnection> waiting = pool.acquire();
            assertThat(waiting).isNotDone();
            pool.resize(2, 4);
            MySqlConnection second = waiting.join();
            assertThat(pool.minSize()).isEqualTo(2);
            assertThat(pool.maxSize()).isEqualTo(4);
            pool.resize(0, 1);
            second.close();
            Awaitility.await().until(() -> pool.size() == 1);
            first.close();
            assertThat(pool.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
            assertThatThrownBy(() -> pool.resize(3, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("min-size (3)");
            assertThat(pool.maxSize()).isEqualTo(1);
            assertThat(pool.totals().closed().get(CloseReason.SURPLUS)).isPositive();
        }
    }

    @EveryServer
    @Covers({"pool:G3", "pool:D9"})
    void aSuspendedPoolKeepsCallersWaitingOrRefusesThemAndCanLeaveNoSocketOpen(TestServer server) {
        try (MySqlPool pool = pool(server, sizes(2, 4))) {
            pool.warmUp().join();
            pool.suspend(Suspension.WAIT);
            CompletableFuture<Integer> waiting =
                    pool.sql("select 1").query(Integer.class).single();
            pool.evictAll().join();
            assertThat(pool.size()).isZero();
            assertThat(pool.stats().suspended()).isTrue();
            assertThat(pool.tryAcquire()).isEmpty();
            assertThat(waiting).isNotDone();
            pool.suspend(Suspension.REFUSE);
            assertThat(refusal(pool.acquire())).isEqualTo(Reason.SUSPENDED);
            pool.resume();
            assertThat(waiting.join()).isEqualTo(1);
            Awaitility.await().until(() -> pool.stats().idle() == 2);
        }
    }

    @EveryServer
    @Covers("pool:G4")
    void oneConnectionOrAllAreReplacedWhenTheyComeBack(TestServer server) {
        try (MySqlPool pool = pool(server, sizes(0, 1))) {
            long old;
            try (MySqlConnection connection = pool.acquire().join()) {
                old = connection.connectionId();
                pool.evict(connection);
                assertThat(connection
                                .sql("select 2")
                                .query(Integer.class)
                                .single()
                                .join())
                        .as("it can be used until then")
                        .isEqualTo(2);
                assertThat(pool.connections())
                        .extracting(ConnectionSnapshot::evicted)
                        .containsExactly(CloseReason.EVICTED);
            }
            CompletableFuture<Void> evicted;
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(connection.connectionId()).isNotEqualTo(old);
                old = connection.connectionId();
                evicted = pool.evictAll();
                assertThat(evicted).isNotDone();
            }
            evicted.join();
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(connection.connectionId()).isNotEqualTo(old);
            }
            try (MySqlPool other = pool(server, sizes(0, 1));
                    MySqlConnection foreign = other.acquire().join()) {
                assertThatThrownBy(() -> pool.evict(foreign)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @EveryServer
    @Covers("pool:G4")
    void thoseThatAConditionHoldsForAreReplaced(TestServer server) {
        try (MySqlPool pool = pool(server, sizes(0, 3))) {
            MySqlConnection lent = pool.acquire().join();
            MySqlConnection other = pool.acquire().join();
            long idle = other.connectionId();
            pool.acquire().join().close();
            other.close();
            Awaitility.await().until(() -> pool.stats().idle() == 2);
            assertThat(pool.evictIf(shown -> false)).isZero();
            assertThat(pool.evictIf(shown -> shown.id() == idle || shown.id() == lent.connectionId()))
                    .isEqualTo(2);
            assertThat(pool.stats().idle()).isEqualTo(1);
            assertThat(lent.sql("select 2").query(Integer.class).single().join())
                    .as("what is borrowed can be used until it comes back")
                    .isEqualTo(2);
            lent.close();
            Awaitility.await().until(() -> pool.totals().closed().get(CloseReason.EVICTED) == 2);
            Awaitility.await().untilAsserted(() -> assertThat(pool.connections())
                    .extracting(ConnectionSnapshot::id)
                    .doesNotContain(idle, lent.connectionId()));
        }
    }

    @EveryServer
    @Covers("pool:B11")
    void tryAcquireGivesWhatIsIdleAndNothingElse(TestServer server) {
        try (MySqlPool pool = pool(server, sizes(1, 1))) {
            pool.warmUp().join();
            MySqlConnection connection = pool.tryAcquire().orElseThrow();
            assertThat(connection.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
            assertThat(pool.tryAcquire()).isEmpty();
            connection.close();
            pool.close();
            assertThat(pool.tryAcquire()).isEmpty();
        }
    }

    @EveryServer
    @Covers({"pool:H3", "fault:F39"})
    void aLeakIsLoggedWithTheBorrowersStackAndSoIsItsLateReturn(TestServer server) {
        try (LogCapture log = LogCapture.of("io.github.asyncmysql.internal.pool");
                MySqlPool pool = pool(server, sizes(1, 1).leakDetectionThreshold(Duration.ofMillis(50)))) {
            MySqlConnection forgotten = pool.acquire().join();
            Awaitility.await().until(() -> pool.totals().leaks() == 1);
            Awaitility.await().untilAsserted(() -> assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("WARN")
                    .contains("connection " + forgotten.connectionId(), "leak-detection-threshold")
                    .contains("aLeakIsLoggedWithTheBorrowersStackAndSoIsItsLateReturn")));
            assertThat(pool.connections()).singleElement().satisfies(shown -> assertThat(shown.borrower())
                    .isNotNull());
            forgotten.close();
            assertThat(log.lines()).anyMatch(line -> line.startsWith("INFO") && line.contains("came back after"));
            pool.sql("select sleep(0.2)").query(Integer.class).single().join();
            assertThat(pool.totals().leaks()).as("a slow statement is no leak").isEqualTo(1);
            assertThat(pool.connections().get(0).statements()).isPositive();
        }
    }

    @EveryServer
    @Covers("pool:H3")
    void aConnectionThatWaitsForTheSourceOfALargeValueCountsAsLeaked(TestServer server) {
        try (MySqlPool pool = pool(server, sizes(1, 1).leakDetectionThreshold(Duration.ofMillis(50)))) {
            Pieces source = Pieces.held("late");
            CompletableFuture<String> echo = pool.sql("select ?")
                    .params(LargeValue.text(source))
                    .query(String.class)
                    .single();
            Awaitility.await().until(() -> pool.totals().leaks() == 1);
            source.letGo();
            assertThat(echo.join()).isEqualTo("late");
        }
    }

    @EveryServer
    @Covers({"pool:H3", "fault:F39"})
    void aReclaimedLeakIsCutAndItsBorrowerSeesAClosedConnection(TestServer server) {
        try (MySqlPool pool = pool(
                server,
                sizes(0, 1).leakDetectionThreshold(Duration.ofMillis(100)).leakReclaim(true))) {
            MySqlConnection forgotten = pool.acquire().join();
            assertThat(pool.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
            assertThat(forgotten.isOpen()).isFalse();
            assertThatThrownBy(() -> forgotten
                            .sql("select 1")
                            .query(Integer.class)
                            .single()
                            .join())
                    .hasCauseInstanceOf(MySqlConnectionException.class);
            forgotten.close();
            assertThat(pool.totals().closed()).containsEntry(CloseReason.LEAK, 1L);
        }
    }

    @EveryServer
    @Covers("pool:I4")
    void newCredentialsCountForNewConnectionsAndOldOnesAreRetired(TestServer server) {
        String other = "rotated_" + Long.toString(System.nanoTime(), 36);
        server.execute(
                "create user '" + other + "'@'%' identified by 'next'", "grant all on *.* to '" + other + "'@'%'");
        try (MySqlPool pool = pool(server, sizes(1, 2))) {
            assertThat(user(pool)).isEqualTo(server.username());
            MySqlConnection lent = pool.acquire().join();
            CompletableFuture<Void> rotated = pool.rotateCredentials(new Credentials(other, "next"));
            assertThat(user(pool)).isEqualTo(other);
            assertThat(rotated).isNotDone();
            lent.close();
            rotated.join();
            assertThat(IntStream.range(0, 5).mapToObj(i -> user(pool))).containsOnly(other);
            assertThat(pool.totals().closed().get(CloseReason.CREDENTIALS)).isEqualTo(1);
        } finally {
            server.execute("drop user '" + other + "'@'%'");
        }
    }

    @EveryServer
    @Covers("pool:I4")
    void theProviderOfCredentialsIsAskedForEachConnectionAndMayFail(TestServer server) {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Credentials> none = CompletableFuture.failedFuture(new IllegalStateException("vault"));
        var config = Pools.config(server)
                .username("nobody")
                .password("wrong")
                .credentialsProvider(() -> asked.incrementAndGet() == 1
                        ? none
                        : CompletableFuture.completedFuture(new Credentials(server.username(), server.password())));
        try (MySqlPool pool = AsyncMySql.pool(config.build(), sizes(0, 2).build())) {
            assertThatThrownBy(() -> pool.warmUp().join())
                    .cause()
                    .isInstanceOf(MySqlConnectionException.class)
                    .hasMessageContaining("provider of credentials");
            List<MySqlConnection> lent = new ArrayList<>();
            lent.add(pool.acquire().join());
            lent.add(pool.acquire().join());
            assertThat(asked).hasValue(3);
            lent.forEach(MySqlConnection::close);
        }
    }

    @EveryServer
    void theStepsOfOpeningAConnectionAreMeasuredWithAndWithoutTls(TestServer server) {
        for (SslMode mode : List.of(SslMode.DISABLED, SslMode.REQUIRED)) {
            AtomicLong whole = new AtomicLong();
            CompletableFuture<HandshakeTimes> told = new CompletableFuture<>();
            PoolListener listener = new PoolListener() {
                @Override
                public void onCreated(long creationNanos) {
                    whole.set(creationNanos);
                }

                @Override
                public void onHandshake(HandshakeTimes times) {
                    told.complete(times);
                }
            };
            try (MySqlPool pool = AsyncMySql.pool(
                    Pools.config(server).sslMode(mode).build(),
                    sizes(1, 1).listener(listener).build())) {
                pool.warmUp().join();
                HandshakeTimes times = told.join();
                assertThat(times.tls() > 0).as("TLS").isEqualTo(mode == SslMode.REQUIRED);
                assertThat(List.of(times.connect(), times.auth(), times.init())).allMatch(nanos -> nanos > 0);
                assertThat(times.connect() + times.tls() + times.auth() + times.init())
                        .isLessThanOrEqualTo(whole.get());
            }
        }
    }

    @EveryServer
    @Covers({"pool:G1", "pool:G2"})
    void aPoolThatMustWorkIsOpenedOrFailsAndLeavesNothing(TestServer server) {
        MySqlPool pool = AsyncMySql.open(
                        Pools.config(server).build(), sizes(3, 5).build())
                .join();
        assertThat(pool.stats().idle()).isEqualTo(3);
        pool.close();
        assertThatThrownBy(() -> AsyncMySql.open(
                                Pools.config(server).password("wrong").build(),
                                sizes(3, 5).build())
                        .join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(MySqlServerException.class, failure -> assertThat(failure.isAccessDenied())
                        .isTrue());
    }

    @EveryServer
    @Covers("pool:G1")
    void aPoolToleratesAServerThatRefusesItAtTheStartAndALazyOneDoesNotTry(TestServer server) {
        var wrong = Pools.config(server).password("wrong").build();
        try (MySqlPool pool = AsyncMySql.pool(wrong, sizes(1, 2).build())) {
            Awaitility.await().until(() -> pool.stats().createFailed() > 0);
            assertThat(pool.isClosed()).isFalse();
            pool.rotateCredentials(new Credentials(server.username(), server.password()));
            assertThat(user(pool)).isEqualTo(server.username());
        }
        try (MySqlPool pool = AsyncMySql.pool(wrong, sizes(1, 2).lazyStart(true).build())) {
            assertThat(pool.stats().connecting()).isZero();
            assertThat(pool.stats().createFailed()).isZero();
        }
    }
}
