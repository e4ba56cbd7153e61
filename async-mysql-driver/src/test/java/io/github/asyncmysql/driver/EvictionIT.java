package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;

/** After which errors of real servers a connection is given up, and after which it is not. */
class EvictionIT {

    private static MySqlPool pool(TestServer server, PoolConfig.Builder settings) {
        return AsyncMySql.pool(Pools.config(server).build(), settings.build());
    }

    private static PoolConfig.Builder one() {
        return PoolConfig.builder().minSize(0).maxSize(1).acquireTimeout(Duration.ofSeconds(20));
    }

    private static long id(MySqlPool pool) {
        return pool.sql("select connection_id()").query(Long.class).single().join();
    }

    private static MySqlException failure(CompletableFuture<?> future) {
        try {
            future.join();
        } catch (CompletionException e) {
            return (MySqlException) e.getCause();
        }
        throw new AssertionError("it did not fail");
    }

    /** Has the server answer with that error. */
    private static void signal(MySqlClient client, int code, String sqlState) {
        MySqlException failure = failure(client.sql("signal sqlstate '" + sqlState + "' set mysql_errno = " + code
                        + ", message_text = 'raised by a test'")
                .update());
        assertThat(failure).isInstanceOfSatisfying(MySqlServerException.class, error -> assertThat(error.errorCode())
                .isEqualTo(code));
    }

    @EveryServer
    @Covers("pool:E4")
    void fatalErrorsEndTheConnectionWhenItComesBack(TestServer server) {
        try (MySqlPool pool = pool(server, one())) {
            long before = id(pool);
            signal(pool, 1053, "08S01");
            long after = id(pool);
            assertThat(after).isNotEqualTo(before);
            try (MySqlConnection connection = pool.acquire().join()) {
                signal(connection, 1047, "08S01");
                assertThat(connection
                                .sql("select 1")
                                .query(Integer.class)
                                .single()
                                .join())
                        .as("its borrower may still try")
                        .isEqualTo(1);
            }
            assertThat(id(pool)).isNotEqualTo(after);
            assertThat(pool.totals().closed()).containsEntry(CloseReason.FATAL_ERROR, 2L);
        }
    }

    @EveryServer
    @Covers("pool:E4")
    void theUserSaysWhichErrorsEndAConnectionAndWhichDoNot(TestServer server) {
        try (MySqlPool pool = pool(server, one().evictErrors(Set.of(30_001)).keepErrors(Set.of(1053)))) {
            long before = id(pool);
            signal(pool, 1053, "08S01");
            assertThat(id(pool)).isEqualTo(before);
            signal(pool, 30_001, "45000");
            assertThat(id(pool)).isNotEqualTo(before);
        }
    }

    @EveryServer
    @Covers("pool:E5")
    void deadlockLockWaitAndOtherErrorsOfStatementsDoNot(TestServer server) {
        try (MySqlPool pool = pool(server, one())) {
            long before = id(pool);
            signal(pool, 1213, "40001");
            signal(pool, 1205, "HY000");
            signal(pool, 1317, "70100");
            signal(pool, 1062, "23000");
            failure(pool.sql("select * from nowhere_at_all").update());
            failure(pool.sql("select from where").update());
            assertThat(id(pool)).isEqualTo(before);
            assertThat(pool.totals().closed().values()).containsOnly(0L);
        }
    }

    @EveryServer
    @Covers("pool:E5")
    void aQueryTimeoutALockWaitAndKillQueryDoNot(TestServer server, Protocol protocol) throws Exception {
        try (MySqlPool pool = AsyncMySql.pool(Pools.config(server).build(), one().build())) {
            long before = id(pool);
            String sleep = protocol == Protocol.PREPARED ? "select sleep(?)" : "select sleep(30)";
            var slow = pool.sql(sleep).timeout(Duration.ofMillis(100));
            if (protocol == Protocol.PREPARED) {
                slow = slow.params(30);
            }
            assertThat(failure(slow.query(Integer.class).single())).isInstanceOf(MySqlTimeoutException.class);
            assertThat(id(pool)).as("after query-timeout").isEqualTo(before);
            server.execute(
                    "create table if not exists held(id int primary key) engine = innodb",
                    "insert ignore into held values (1)");
            try (Connection other = server.connectWithJdbc()) {
                other.setAutoCommit(false);
                other.createStatement().executeQuery("select * from held for update");
                assertThat(failure(
                                pool.sql("select * from held for update nowait").update()))
                        .isInstanceOfSatisfying(
                                MySqlServerException.class,
                                error -> assertThat(error.isLockWaitTimeout()).isTrue());
                CompletableFuture<?> killed =
                        pool.sql("delete from held where id = 1").update();
                Awaitility.await().ignoreExceptions().until(() -> {
                    server.execute("kill query " + before);
                    return killed.isDone();
                });
                assertThat(failure(killed))
                        .isInstanceOfSatisfying(MySqlServerException.class, error -> assertThat(error.isInterrupted())
                                .isTrue());
            }
            assertThat(id(pool)).as("after KILL QUERY").isEqualTo(before);
            assertThat(pool.totals().closed().values()).containsOnly(0L);
        }
    }

    @EveryServer
    @Covers("pool:E6")
    void aTransactionThatWasToReadOnlyKeepsItsConnection(TestServer server) {
        server.execute("create table if not exists read_only_own(n int)");
        try (MySqlPool pool = pool(server, one())) {
            long before = id(pool);
            MySqlException refused = failure(pool.withTransaction(
                    TransactionOptions.READ_ONLY,
                    tx -> tx.sql("insert into read_only_own values (1)").update()));
            assertThat(refused)
                    .isInstanceOfSatisfying(MySqlServerException.class, error -> assertThat(error.errorCode())
                            .isEqualTo(1792));
            assertThat(id(pool)).isEqualTo(before);
            try (MySqlConnection connection = pool.acquire().join()) {
                connection.sql("set session transaction read only").update().join();
                failure(connection.sql("insert into read_only_own values (1)").update());
            }
            assertThat(id(pool)).isEqualTo(before);
            assertThat(pool.totals().closed()).containsEntry(CloseReason.READ_ONLY, 0L);
        }
    }

    @EveryServer(restartable = true)
    @Covers("pool:E6")
    void aServerThatTakesNoWritesIsReconnectedToInRoundsAndNotForEachOfThem(TestServer shared) throws Exception {
        int size = 6;
        try (TestServer server = TestServers.startOwn(shared)) {
            server.execute(
                    "create table written(n int)",
                    "create user plain@'%' identified by 'plain'",
                    "grant select, insert on test.* to plain@'%'");
            var account =
                    Pools.config(server).username("plain").password("plain").build();
            try (MySqlPool pool = AsyncMySql.pool(
                    account, PoolConfig.builder().minSize(size).maxSize(size).build())) {
                pool.warmUp().join();
                Set<Long> old = ids(pool);
                server.execute("set global read_only = 1");
                long began = System.nanoTime();
                for (int i = 0; i < 500; i++) {
                    write(pool, size).forEach(EvictionIT::assertReadOnly);
                }
                long elapsed = System.nanoTime() - began;
                long created = pool.totals().created() - size;
                assertThat(created).as("connections for 3000 refused writes").isBetween(1L, size * rounds(elapsed));
                assertThat(pool.totals().closed().get(CloseReason.READ_ONLY)).isBetween(1L, size * rounds(elapsed));
                server.execute("set global read_only = 0");
                for (CompletableFuture<?> written : write(pool, size)) {
                    written.join();
                }
                assertThat(ids(pool)).doesNotContainAnyElementsOf(old);
            }
        }
    }

    /** How many rounds of replacing fit into a time, when every pause is as short as it may be. */
    private static long rounds(long nanos) {
        long rounds = 1;
        long pause = Duration.ofMillis(500).toNanos();
        for (long left = nanos - pause; left >= 0; left -= pause) {
            rounds++;
            pause = Math.min(2 * pause, Duration.ofSeconds(30).toNanos());
        }
        return rounds;
    }

    private static List<CompletableFuture<?>> write(MySqlPool pool, int times) {
        List<CompletableFuture<?>> writes = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            writes.add(pool.sql("insert into written values (1)").update());
        }
        return writes;
    }

    private static void assertReadOnly(CompletableFuture<?> write) {
        assertThatThrownBy(write::join).cause().isInstanceOfSatisfying(MySqlServerException.class, error -> assertThat(
                        error.isReadOnlyServer())
                .as(error.getMessage())
                .isTrue());
    }

    private static Set<Long> ids(MySqlPool pool) {
        List<MySqlConnection> all = new ArrayList<>();
        for (int i = 0; i < pool.maxSize(); i++) {
            all.add(pool.acquire().join());
        }
        Set<Long> ids = new HashSet<>();
        all.forEach(connection -> ids.add(connection.connectionId()));
        all.forEach(MySqlConnection::close);
        return ids;
    }

    @EveryServer(restartable = true)
    @Covers("pool:E6")
    void aServerWhoseTransactionsOnlyReadIsLeftToo(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared)) {
            server.execute("create table written(n int)", "set global transaction read only");
            try (MySqlPool pool = pool(server, one())) {
                long before = id(pool);
                assertThat(failure(pool.sql("insert into written values (1)").update()))
                        .isInstanceOfSatisfying(MySqlServerException.class, error -> assertThat(error.errorCode())
                                .isEqualTo(1792));
                assertThat(id(pool)).isNotEqualTo(before);
                assertThat(pool.totals().closed()).containsEntry(CloseReason.READ_ONLY, 1L);
            }
        }
    }

    @EveryServer(restartable = true)
    @Covers("guarantee:13")
    void connectionsOfAServerThatTurnsReadOnlyOrStopsLeaveAtItsFirstSuchAnswer(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared)) {
            server.execute(
                    "create table written(n int)",
                    "create user plain@'%' identified by 'plain'",
                    "grant select, insert on test.* to plain@'%'");
            var account =
                    Pools.config(server).username("plain").password("plain").build();
            try (MySqlPool pool = AsyncMySql.pool(
                    account, PoolConfig.builder().minSize(3).maxSize(3).build())) {
                pool.warmUp().join();
                server.execute("set global read_only = 1");
                List<MySqlConnection> old = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    old.add(pool.acquire().join());
                }
                Set<Long> leaving = new HashSet<>();
                for (MySqlConnection connection : old) {
                    leaving.add(connection.connectionId());
                    assertReadOnly(
                            connection.sql("insert into written values (1)").update());
                    connection.close();
                }
                assertThat(ids(pool)).doesNotContainAnyElementsOf(leaving);
                assertThat(pool.totals().closed()).containsEntry(CloseReason.READ_ONLY, 3L);

                server.stop();
                Awaitility.await()
                        .untilAsserted(() -> assertThat(pool.stats().idle()).isZero());
            }
        }
    }
}
