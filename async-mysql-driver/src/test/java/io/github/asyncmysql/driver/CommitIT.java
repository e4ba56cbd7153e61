package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TcpProxy;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Commits whose answer does not come, and transactions that are repeated, on real servers. */
class CommitIT {

    private static final TransactionOptions RETRIED = TransactionOptions.DEFAULT.retry(TransactionRetry.upTo(5));

    private static MySqlPool through(TcpProxy proxy, TestServer server, Duration queryTimeout) {
        MySqlConfig.Builder config =
                Pools.config(server).host(proxy.host()).port(proxy.port()).queryTimeout(queryTimeout);
        return Pools.pool(config, 1);
    }

    private static void createTable(TestServer server, String table) {
        server.execute(
                "drop table if exists " + table,
                "create table " + table + " (id int primary key, balance bigint not null) engine = InnoDB",
                "insert into " + table + " values (0, 1000), (1, 1000), (2, 1000), (3, 1000)");
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        return future.handle((result, failure) -> failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure)
                .join();
    }

    private static long count(TestServer server, String table) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            return pool.sql("select count(*) from " + table + " where id >= 100")
                    .query(Long.class)
                    .single()
                    .join();
        }
    }

    @EveryServer
    @Covers({"fault:F41", "guarantee:8"})
    void aCommitWithoutAnAnswerIsUnknownAndNeverRepeated(TestServer server) {
        createTable(server, "commit_silent");
        AtomicInteger runs = new AtomicInteger();
        try (TcpProxy proxy = TcpProxy.to(server);
                MySqlPool pool = through(proxy, server, Duration.ofSeconds(2))) {
            Throwable failure =
                    failureOf(pool.withTransaction(RETRIED, t -> t.sql("insert into commit_silent values (?, 0)")
                            .params(100 + runs.incrementAndGet())
                            .update()
                            .thenApply(done -> {
                                proxy.silence(TcpProxy.Direction.TO_CLIENT);
                                return done;
                            })));
            assertThat(failure).isInstanceOfSatisfying(MySqlException.class, e -> assertThat(e.outcome())
                    .isEqualTo(Outcome.UNKNOWN));
            assertThat(runs).hasValue(1);
            // The server got it and did it, which the client cannot have known.
            await().until(() -> count(server, "commit_silent") == 1);
            proxy.resetAll();
        }
    }

    @EveryServer
    @Covers("guarantee:8")
    void aCommitThatNeverReachedTheServerIsUnknownToo(TestServer server) {
        createTable(server, "commit_unheard");
        AtomicInteger runs = new AtomicInteger();
        try (TcpProxy proxy = TcpProxy.to(server);
                MySqlPool pool = through(proxy, server, Duration.ofSeconds(2))) {
            Throwable failure =
                    failureOf(pool.withTransaction(RETRIED, t -> t.sql("insert into commit_unheard values (100, 0)")
                            .update()
                            .thenApply(done -> {
                                runs.incrementAndGet();
                                proxy.silence(TcpProxy.Direction.TO_SERVER);
                                return done;
                            })));
            assertThat(failure).isInstanceOfSatisfying(MySqlException.class, e -> assertThat(e.outcome())
                    .isEqualTo(Outcome.UNKNOWN));
            assertThat(runs).hasValue(1);
            proxy.resetAll();
            assertThat(count(server, "commit_unheard")).isZero();
        }
    }

    @EveryServer
    @Covers("guarantee:8")
    void aKilledConnectionFailsTheTransactionAndIsNotReplaced(TestServer server) {
        createTable(server, "commit_killed");
        AtomicInteger runs = new AtomicInteger();
        try (MySqlPool pool = Pools.pool(server, 2)) {
            Throwable failure = failureOf(pool.withTransaction(RETRIED, t -> {
                runs.incrementAndGet();
                return t.sql("insert into commit_killed values (100, 0)")
                        .update()
                        .thenCompose(done -> {
                            long id = t.connectionId();
                            return pool.sql("kill " + id).update();
                        });
            }));
            assertThat(failure).isInstanceOfSatisfying(MySqlException.class, e -> assertThat(e.outcome())
                    .as("%s", e)
                    .isNotEqualTo(Outcome.NOT_EXECUTED));
            assertThat(runs).hasValue(1);
            assertThat(count(server, "commit_killed")).isZero();
            await().until(() -> pool.stats().inUse() == 0);
        }
    }

    @EveryServer
    @Covers("fault:F11")
    void transfersAreRepeatedAsAWholeAndKeepTheSum(TestServer server) {
        createTable(server, "commit_transfers");
        TransactionOptions patient = TransactionOptions.DEFAULT.retry(TransactionRetry.upTo(30));
        AtomicInteger runs = new AtomicInteger();
        try (MySqlPool pool = Pools.pool(server, 8)) {
            CompletableFuture<?>[] transfers = IntStream.range(0, 200)
                    .mapToObj(i -> {
                        int from = ThreadLocalRandom.current().nextInt(4);
                        int to = (from + 1 + ThreadLocalRandom.current().nextInt(3)) % 4;
                        return pool.withTransaction(patient, t -> {
                            runs.incrementAndGet();
                            String move = "update commit_transfers set balance = balance + ? where id = ?";
                            return t.sql(move).params(-1, from).update().thenCompose(done -> t.sql(move)
                                    .params(1, to)
                                    .update());
                        });
                    })
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(transfers).join();
            assertThat(runs.get()).as("some have met").isGreaterThan(200);
            assertThat(pool.sql("select sum(balance) from commit_transfers")
                            .query(Long.class)
                            .single()
                            .join())
                    .isEqualTo(4000);
            assertThat(pool.stats().inUse()).isZero();
        }
    }

    @EveryServer
    void otherFailuresAreNotRepeated(TestServer server) {
        createTable(server, "commit_once");
        AtomicInteger runs = new AtomicInteger();
        try (MySqlPool pool = Pools.pool(server, 1)) {
            Throwable failure = failureOf(pool.withTransaction(RETRIED, t -> {
                runs.incrementAndGet();
                return t.sql("insert into commit_once values (0, 0)").update();
            }));
            assertThat(failure).isInstanceOfSatisfying(MySqlServerException.class, e -> assertThat(e.isDuplicateKey())
                    .isTrue());
            assertThat(runs).hasValue(1);
        }
    }
}
