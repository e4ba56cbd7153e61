package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * Transactions that end in every way there is, by the thousand: {@code -Dtransaction.cycles=100000} runs as many as the
 * acceptance item asks for.
 */
class TransactionCyclesIT {

    private static final int CYCLES = Integer.getInteger("transaction.cycles", 4_000);
    private static final int THREADS = 8;
    private static final int CONNECTIONS = 4;
    private static final int SEED = 1729;
    private static final int KILLED = 0;
    private static final int CANCELLED_BELOW = 20;
    private static final int THROWING_BELOW = 40;
    private static final int FAILING_BELOW = 60;
    private static final int REFUSED_BELOW = 80;
    private static final int WAYS = 200;

    private final Set<Integer> committed = ConcurrentHashMap.newKeySet();
    private final Set<Integer> undone = ConcurrentHashMap.newKeySet();

    /** How a transaction that its caller spoils ends. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    @EveryServer
    @Covers("boot:43")
    void noConnectionIsLostHoweverTransactionsEnd(TestServer server) throws Exception {
        server.execute("drop table if exists cycles", "create table cycles (id int primary key) engine=InnoDB");
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (MySqlPool pool = ServerPools.open(
                        server, PoolConfig.builder().maxSize(CONNECTIONS).build());
                MySqlPool killers =
                        ServerPools.open(server, PoolConfig.builder().maxSize(1).build())) {
            AsyncMySqlTemplate mysql = new AsyncMySqlTemplate(pool);
            List<CompletableFuture<Void>> lanes = IntStream.range(0, THREADS)
                    .mapToObj(lane -> CompletableFuture.runAsync(() -> run(mysql, killers, lane), threads))
                    .toList();
            CompletableFuture.allOf(lanes.toArray(CompletableFuture[]::new)).get(1, TimeUnit.HOURS);

            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> pool.stats().inUse()
                                    + pool.stats().cleaning()
                                    + pool.stats().waiting()
                            == 0);
            // All of them at once, so that each one shows what it is left with.
            List<Boolean> open = IntStream.range(0, CONNECTIONS)
                    .mapToObj(i -> pool.withConnection(
                            connection -> connection.ping().thenApply(pong -> connection.inTransaction())))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(open).doesNotContain(true);
            List<Integer> rows =
                    mysql.queryForList("select id from cycles", Integer.class).join();
            assertThat(rows).containsAll(committed).doesNotContainAnyElementsOf(undone);
            assertThat(committed).hasSizeGreaterThan(CYCLES / 3);
            assertThat(undone).hasSizeGreaterThan(CYCLES / 5);
        } finally {
            threads.shutdownNow();
        }
    }

    private void run(AsyncMySqlTemplate mysql, MySqlPool killers, int lane) {
        Random random = new Random(SEED + lane);
        for (int id = lane; id < CYCLES; id += THREADS) {
            run(mysql, killers, id, random.nextInt(WAYS), random.nextInt(1_000));
        }
    }

    private void run(AsyncMySqlTemplate mysql, MySqlPool killers, int id, int way, int delayMicros) {
        CompletableFuture<Void> transaction = mysql.inTransaction(tx -> work(tx, killers, id, way));
        if (way > KILLED && way < CANCELLED_BELOW) {
            CompletableFuture.delayedExecutor(delayMicros, TimeUnit.MICROSECONDS)
                    .execute(() -> transaction.cancel(true));
        }
        boolean failed = transaction.handle((value, failure) -> failure != null).join();
        if (!failed) {
            committed.add(id);
        } else if (way >= CANCELLED_BELOW) {
            undone.add(id);
        }
    }

    private static CompletableFuture<Void> work(AsyncMySqlOperations tx, MySqlPool killers, int id, int way) {
        CompletableFuture<Void> inserted = insert(tx, id);
        if (way == KILLED) {
            // The COMMIT finds no session any more.
            return inserted.thenCompose(done -> tx.queryForObject("select connection_id()", Long.class))
                    .thenCompose(session -> killers.sql("kill " + session).update())
                    .thenAccept(killed -> {});
        }
        if (way < CANCELLED_BELOW || way >= REFUSED_BELOW) {
            return inserted;
        }
        if (way < THROWING_BELOW) {
            throw new Refused();
        }
        return way < FAILING_BELOW
                ? inserted.thenCompose(done -> CompletableFuture.failedFuture(new Refused()))
                : inserted.thenCompose(done -> insert(tx, id));
    }

    private static CompletableFuture<Void> insert(AsyncMySqlOperations tx, int id) {
        return tx.update("insert into cycles values (?)", id).thenAccept(done -> {});
    }
}
