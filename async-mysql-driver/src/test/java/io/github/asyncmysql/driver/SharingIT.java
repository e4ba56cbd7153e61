package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.netty.channel.EventLoop;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Reads of several callers on one connection. */
class SharingIT {

    private static final String READ = "select concat(?, ' ', id) from sharing_rows where id = ?";
    private static final String LOCKED = "select concat(?, ' ', id) from sharing_locked where id = ?";

    private static DriverResources resources;

    @BeforeAll
    static void startLoops() {
        resources = DriverResources.create("sharing", 1);
    }

    @AfterAll
    static void endLoops() {
        resources.close();
    }

    private static MySqlPool pool(TestServer server, PoolConfig.Builder config) {
        server.execute(
                "drop table if exists sharing_rows, sharing_locked",
                "create table sharing_rows (id int primary key, b int)",
                "create table sharing_locked (id int primary key)",
                "insert into sharing_rows values (1, 0), (2, 0), (3, 0)",
                "insert into sharing_locked values (1)");
        MySqlPool pool = AsyncMySql.pool(
                Pools.config(server).build(),
                config.minSize(0).acquireTimeout(Duration.ofSeconds(20)).build(),
                resources);
        warm(pool);
        return pool;
    }

    /** Until both statements are known to be fast. */
    private static void warm(MySqlPool pool) {
        if (pool.config().sharingLimit() == 1 || pool.config().onRelease() == ResetMode.ALWAYS) {
            return;
        }
        await("sharing").atMost(Duration.ofMinutes(1)).until(() -> {
            for (int i = 0; i < 50; i++) {
                CompletableFuture.allOf(IntStream.range(0, 40)
                                .mapToObj(j -> read(pool, j % 2 == 0 ? READ : LOCKED, "warm"))
                                .toArray(CompletableFuture[]::new))
                        .join();
            }
            return shared(pool, LOCKED) > 0 && shared(pool, READ) > 0;
        });
    }

    /** How many of a few reads at once were sent behind others. */
    private static long shared(MySqlPool pool, String sql) {
        long before = pool.totals().shared();
        atOnce(() -> CompletableFuture.allOf(IntStream.range(0, 20)
                        .mapToObj(i -> read(pool, sql, "warm"))
                        .toArray(CompletableFuture[]::new)))
                .join();
        return pool.totals().shared() - before;
    }

    private static CompletableFuture<String> read(MySqlPool pool, String sql, Object nonce) {
        return pool.sql(sql).params(nonce, 1).query(String.class).single();
    }

    /** Runs at one go on the event loop, so that nothing can be answered meanwhile. */
    private static <T> T atOnce(Supplier<T> work) {
        EventLoop loop = (EventLoop) resources.eventLoopGroup().iterator().next();
        return loop.submit(work::get).syncUninterruptibly().getNow();
    }

    @EveryServer
    void manyCallersShareFewConnectionsAndEachGetsHisOwnAnswer(TestServer server) {
        try (MySqlPool pool = pool(server, PoolConfig.builder().maxSize(2))) {
            AtomicInteger wrong = new AtomicInteger();
            // On a machine that is busy with other things the statement may seem slow for a while.
            await("sharing").atMost(Duration.ofMinutes(1)).until(() -> {
                long before = pool.totals().shared();
                CompletableFuture.allOf(IntStream.range(0, 64)
                                .mapToObj(caller -> ask(pool, caller, 100, wrong))
                                .toArray(CompletableFuture[]::new))
                        .join();
                return pool.totals().shared() > before;
            });

            assertThat(wrong).hasValue(0);
            assertThat(pool.totals().created()).isLessThanOrEqualTo(2);
            await().untilAsserted(() -> assertThat(pool.freeSize()).isEqualTo(pool.size()));
        }
    }

    private static CompletableFuture<?> ask(MySqlPool pool, int caller, int times, AtomicInteger wrong) {
        if (times == 0) {
            return CompletableFuture.completedFuture(null);
        }
        String nonce = caller + "-" + times + "-" + ThreadLocalRandom.current().nextLong();
        int id = 1 + caller % 3;
        return pool.sql(READ).params(nonce, id).query(String.class).single().thenCompose(answer -> {
            if (!answer.equals(nonce + " " + id)) {
                wrong.incrementAndGet();
            }
            return ask(pool, caller, times - 1, wrong);
        });
    }

    @EveryServer
    void whatIsSentInOneTurnGoesTogetherAlsoWhileConnectionsAreIdle(TestServer server) {
        try (MySqlPool pool = pool(server, PoolConfig.builder().maxSize(8))) {
            List<MySqlConnection> all =
                    IntStream.range(0, 8).mapToObj(i -> pool.acquire().join()).toList();
            all.forEach(MySqlConnection::close);
            AtomicInteger wrong = new AtomicInteger();

            await("sharing").atMost(Duration.ofMinutes(1)).until(() -> {
                long before = pool.totals().shared();
                List<CompletableFuture<?>> asked = new ArrayList<>();
                int idle = atOnce(() -> {
                    for (int caller = 0; caller < 8; caller++) {
                        asked.add(ask(pool, caller, 1, wrong));
                    }
                    return pool.freeSize();
                });
                CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).join();
                return pool.totals().shared() > before && idle > 0;
            });
            assertThat(wrong).hasValue(0);
        }
    }

    @EveryServer
    void nothingRunsBesideATransaction(TestServer server) {
        try (MySqlPool pool = pool(server, PoolConfig.builder().maxSize(1))) {
            List<CompletableFuture<Integer>> others = new ArrayList<>();
            int seen = pool.withTransaction(transaction -> transaction
                            .sql("update sharing_rows set b = 7 where id = 1")
                            .update()
                            .thenCompose(updated -> {
                                for (int i = 0; i < 10; i++) {
                                    others.add(pool.sql("select b from sharing_rows where id = 1")
                                            .query(Integer.class)
                                            .single());
                                }
                                return transaction
                                        .sql("select b from sharing_rows where id = 1")
                                        .query(Integer.class)
                                        .single();
                            })
                            .thenApply(own -> {
                                assertThat(others).noneMatch(CompletableFuture::isDone);
                                return own;
                            }))
                    .join();

            assertThat(seen).isEqualTo(7);
            assertThat(others).allSatisfy(other -> assertThat(other.join()).isEqualTo(7));
        }
    }

    @EveryServer
    void aWriterIsNotOvertakenForEver(TestServer server) {
        try (MySqlPool pool = pool(server, PoolConfig.builder().maxSize(1))) {
            AtomicBoolean written = new AtomicBoolean();
            List<CompletableFuture<?>> readers = new ArrayList<>();
            for (int caller = 0; caller < 16; caller++) {
                readers.add(readUntil(written, pool));
            }
            CompletableFuture<?> writes = CompletableFuture.completedFuture(null);
            for (int i = 0; i < 20; i++) {
                writes = writes.thenCompose(done -> pool.sql("update sharing_rows set b = b + 1 where id = 2")
                        .update());
            }

            // Waiting for a connection fails after a time.
            writes.join();
            written.set(true);
            readers.forEach(CompletableFuture::join);
        }
    }

    private static CompletableFuture<?> readUntil(AtomicBoolean end, MySqlPool pool) {
        return end.get()
                ? CompletableFuture.completedFuture(null)
                : read(pool, READ, "again").thenCompose(answer -> readUntil(end, pool));
    }

    @EveryServer
    void whoTakesTooLongIsNoFailureOfThoseBehindHim(TestServer server) throws SQLException {
        try (MySqlPool pool = pool(server, PoolConfig.builder().maxSize(1));
                Connection blocker = server.connectWithJdbc()) {
            List<CompletableFuture<String>> behind =
                    behindALockedRead(pool, blocker, locked -> locked.timeout(Duration.ofMillis(300)));

            assertThatThrownBy(() -> behind.get(0).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(MySqlTimeoutException.class);
            for (int i = 1; i < behind.size(); i++) {
                assertThat(behind.get(i).join()).isEqualTo("n" + i + " 1");
            }
            await("the end of the statement on the server").until(() -> !isRunning(server, "sharing_locked"));
        }
    }

    private static boolean isRunning(TestServer server, String words) throws SQLException {
        try (Connection connection = server.connectWithJdbc();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from information_schema.processlist"
                        + " where info like '%" + words + "%' and id <> connection_id()")) {
            return rows.next() && rows.getInt(1) > 0;
        }
    }

    @EveryServer
    void whoIsCancelledIsNoFailureOfThoseBehindHim(TestServer server) throws SQLException {
        try (MySqlPool pool = pool(server, PoolConfig.builder().maxSize(1));
                Connection blocker = server.connectWithJdbc()) {
            List<CompletableFuture<String>> behind = behindALockedRead(pool, blocker, locked -> locked);

            behind.get(0).cancel(false);
            for (int i = 1; i < behind.size(); i++) {
                assertThat(behind.get(i).join()).isEqualTo("n" + i + " 1");
            }
        }
    }

    /**
     * One read that has to wait for a lock, and others that have sent theirs behind it on the same connection. Where the
     * machine was slow just now, they do not, and it is tried again.
     */
    private static List<CompletableFuture<String>> behindALockedRead(
            MySqlPool pool, Connection blocker, UnaryOperator<SqlStatement> settings) throws SQLException {
        try (Statement statement = blocker.createStatement()) {
            for (int attempt = 0; attempt < 20; attempt++) {
                statement.execute("lock tables sharing_locked write");
                long before = pool.totals().shared();
                List<CompletableFuture<String>> started = atOnce(() -> start(pool, settings));
                if (pool.totals().shared() - before == started.size() - 1) {
                    return started;
                }
                statement.execute("unlock tables");
                CompletableFuture.allOf(started.toArray(CompletableFuture[]::new))
                        .exceptionally(failure -> null)
                        .join();
                warm(pool);
            }
        }
        throw new AssertionError("nothing was shared");
    }

    private static List<CompletableFuture<String>> start(MySqlPool pool, UnaryOperator<SqlStatement> settings) {
        List<CompletableFuture<String>> futures = new ArrayList<>();
        futures.add(settings.apply(pool.sql(LOCKED))
                .params("n0", 1)
                .query(String.class)
                .single());
        for (int i = 1; i <= 5; i++) {
            futures.add(read(pool, READ, "n" + i));
        }
        return futures;
    }

    @EveryServer
    void sharingIsOffWhereThatIsWanted(TestServer server) {
        for (PoolConfig.Builder config : List.of(
                PoolConfig.builder().sharingLimit(1), PoolConfig.builder().onRelease(ResetMode.ALWAYS))) {
            try (MySqlPool pool = pool(server, config.maxSize(2))) {
                AtomicInteger wrong = new AtomicInteger();
                CompletableFuture.allOf(IntStream.range(0, 16)
                                .mapToObj(caller -> ask(pool, caller, 20, wrong))
                                .toArray(CompletableFuture[]::new))
                        .join();
                assertThat(wrong).hasValue(0);
                assertThat(pool.totals().shared()).isZero();
            }
        }
    }
}
