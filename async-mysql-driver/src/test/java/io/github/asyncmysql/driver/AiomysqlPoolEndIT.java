package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TcpProxy;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What aiomysql's own tests ask of its pool when pools, connections and queries end, asked of ours. */
class AiomysqlPoolEndIT {

    private static MySqlPool pool(TestServer server, int size) {
        MySqlPool pool = AsyncMySql.pool(
                Pools.config(server).build(),
                PoolConfig.builder()
                        .minSize(size)
                        .maxSize(size)
                        .closeTimeout(Duration.ofMinutes(1))
                        .build());
        await().until(() -> pool.freeSize() == size);
        return pool;
    }

    private static int one(MySqlConnection connection) {
        return connection.sql("select 1").query(Integer.class).single().join();
    }

    @EveryServer
    @Covers("aiomysql:P13")
    void aTransactionLeftOpenIsRolledBackWhenItsConnectionIsReleased(TestServer server) {
        server.execute("drop table if exists aiomysql_open", "create table aiomysql_open (id int primary key)");
        try (MySqlPool pool = pool(server, 10)) {
            MySqlConnection connection = pool.acquire().join();
            connection.sql("begin").update().join();
            connection.sql("insert into aiomysql_open values (1)").update().join();
            assertThat(connection.inTransaction()).isTrue();

            pool.release(connection);

            // Kept, where aiomysql closes it: the next borrower finds neither row nor lock nor transaction.
            await().until(() -> pool.freeSize() == 10);
            assertThat(pool.size()).isEqualTo(10);
            try (MySqlConnection next = pool.acquire().join()) {
                assertThat(next.connectionId()).isEqualTo(connection.connectionId());
                assertThat(next.inTransaction()).isFalse();
                assertThat(next.sql("insert into aiomysql_open values (1)")
                                .update()
                                .join()
                                .affectedRows())
                        .isEqualTo(1);
            }
        }
    }

    @EveryServer
    @Covers("aiomysql:P14")
    void aReleaseIsNotAwaitedTheNextBorrowerWaitsForTheRollBack(TestServer server) {
        try (MySqlPool pool = pool(server, 1)) {
            for (int round = 0; round < 10; round++) {
                MySqlConnection connection = pool.acquire().join();
                connection
                        .sql("start transaction with consistent snapshot")
                        .update()
                        .join();
                connection.close();
                assertThat(pool.withConnection(next -> CompletableFuture.completedFuture(next.inTransaction()))
                                .join())
                        .isFalse();
            }
            assertThat(pool.stats().created()).isEqualTo(1);
        }
    }

    @EveryServer
    @Covers("aiomysql:P20")
    void aClosedPoolLendsNothing(TestServer server) {
        MySqlPool pool = pool(server, 1);
        pool.close();

        assertThatThrownBy(() -> pool.acquire().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(MySqlPoolException.class, e -> {
                    assertThat(e.reason()).isEqualTo(MySqlPoolException.Reason.CLOSED);
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
                });
    }

    @EveryServer
    @Covers("aiomysql:P21")
    void closingEndsAfterTheLastRelease(TestServer server) {
        MySqlPool pool = pool(server, 10);
        MySqlConnection first = pool.acquire().join();
        MySqlConnection second = pool.acquire().join();
        List<String> order = new CopyOnWriteArrayList<>();

        CompletableFuture<Void> closed = pool.closeAsync();
        CompletableFuture<Void> noted = closed.thenRun(() -> order.add("closed"));
        order.add("release");
        first.close();
        assertThat(closed).isNotDone();
        order.add("release");
        second.close();
        noted.join();

        assertThat(order).containsExactly("release", "release", "closed");
        assertThat(pool.isClosed()).isTrue();
        assertThat(pool.size()).isZero();
        assertThat(pool.freeSize()).isZero();
    }

    @EveryServer
    @Covers("aiomysql:P23")
    void terminatingEndsLentConnectionsToo(TestServer server) {
        MySqlPool pool = pool(server, 10);
        MySqlConnection lent = pool.acquire().join();
        CompletableFuture<Integer> running =
                lent.sql("select sleep(60)").query(Integer.class).single();

        pool.terminate();
        pool.closeAsync().join();

        await().until(() -> !lent.isOpen());
        assertThatThrownBy(() -> running.orTimeout(10, TimeUnit.SECONDS).join())
                .hasCauseInstanceOf(MySqlConnectionException.class);
    }

    @EveryServer
    @Covers("aiomysql:P24")
    void releasingABrokenConnectionIsNoError(TestServer server) {
        try (MySqlPool pool = pool(server, 1)) {
            MySqlConnection lent = pool.acquire().join();
            server.execute("kill " + lent.connectionId());
            await().until(() -> !lent.isOpen());

            assertThatNoException().isThrownBy(() -> pool.release(lent));
            assertThatNoException().isThrownBy(() -> pool.release(lent));
            assertThat(pool.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
        }
    }

    @EveryServer
    @Covers("aiomysql:P25")
    void waitingForTheEndOfAnOpenPoolIsImpossibleBecauseItBeginsTheEnd(TestServer server) {
        MySqlPool pool = pool(server, 1);
        CompletableFuture<Void> first = pool.closeAsync();
        CompletableFuture<Void> second = pool.closeAsync();

        assertThat(pool.isClosed()).isTrue();
        CompletableFuture.allOf(first, second).join();
        assertThat(pool.size()).isZero();
    }

    @EveryServer
    @Covers("aiomysql:P26")
    void releasingIntoATerminatedPoolIsNoError(TestServer server) {
        MySqlPool pool = pool(server, 1);
        MySqlConnection lent = pool.acquire().join();
        pool.terminate();
        pool.closeAsync().join();

        assertThatNoException().isThrownBy(() -> pool.release(lent));
        assertThatNoException().isThrownBy(pool::close);
    }

    @EveryServer
    @Covers("aiomysql:P27")
    void closingAConnectionOfATerminatedPoolIsNoError(TestServer server) {
        MySqlPool pool = pool(server, 1);
        MySqlConnection lent = pool.acquire().join();
        pool.terminate();

        assertThatNoException().isThrownBy(lent::close);
        pool.closeAsync().join();
        assertThat(pool.size()).isZero();
    }

    @EveryServer
    @Covers("aiomysql:P28")
    void closingIsIncompleteWhileAConnectionIsLent(TestServer server) {
        MySqlPool pool = pool(server, 1);
        MySqlConnection lent = pool.acquire().join();

        CompletableFuture<Void> closed = pool.closeAsync();

        // A round trip on the lent connection takes longer than closing the idle ones would.
        assertThat(one(lent)).isEqualTo(1);
        assertThat(closed).isNotDone();
        lent.close();
        closed.join();
    }

    @EveryServer
    @Covers("aiomysql:P29")
    void connectionsThatTheServerTimedOutAreReplacedUnseen(TestServer server) {
        PoolConfig fixed = PoolConfig.builder().minSize(3).maxSize(3).build();
        try (MySqlPool pool = AsyncMySql.pool(
                Pools.config(server)
                        .initSql(List.of("set session wait_timeout = 1"))
                        .build(),
                fixed)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> pool.stats().closed() >= 3);

            List<Long> lent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                MySqlConnection connection = pool.acquire().join();
                assertThat(one(connection)).isEqualTo(1);
                lent.add(connection.connectionId());
            }
            assertThat(lent).doesNotHaveDuplicates();
            pool.terminate();
        }
    }

    @EveryServer
    @Covers("aiomysql:P30")
    void borrowingAndStatementsHaveTimeLimits(TestServer server) {
        try (MySqlPool pool = AsyncMySql.pool(
                Pools.config(server).queryTimeout(Duration.ofMillis(300)).build(),
                PoolConfig.builder()
                        .maxSize(1)
                        .acquireTimeout(Duration.ofMillis(200))
                        .build())) {
            try (MySqlConnection lent = pool.acquire().join()) {
                assertThatThrownBy(() -> pool.acquire().join())
                        .cause()
                        .isInstanceOfSatisfying(MySqlPoolException.class, e -> assertThat(e.reason())
                                .isEqualTo(MySqlPoolException.Reason.TIMEOUT))
                        .hasMessageContaining("acquire-timeout");
                assertThatThrownBy(() -> lent.sql("select sleep(60)")
                                .query(Integer.class)
                                .single()
                                .join())
                        .hasCauseInstanceOf(MySqlTimeoutException.class)
                        .hasMessageContaining("300 ms");
            }
        }
    }

    @EveryServer
    @Covers("aiomysql:P31")
    void afterACancelledQueryTheNextOneGetsItsOwnAnswer(TestServer server) {
        try (MySqlPool pool = pool(server, 1)) {
            pool.withConnection(connection -> {
                        CompletableFuture<String> cancelled = connection
                                .sql("select 'old' as a, sleep(0.2)")
                                .query(row -> row.getString("a"))
                                .single();
                        cancelled.cancel(true);
                        return CompletableFuture.completedFuture(null);
                    })
                    .join();

            List<String> columns = pool.sql("select 1 as id, 'new' as b")
                    .query(row -> row.getInt("id") + row.getString("b"))
                    .list()
                    .join();
            assertThat(columns).containsExactly("1new");
        }
    }

    @EveryServer
    @Covers("aiomysql:P32")
    void connectionsBeyondTheirLifetimeAreRecycledUnseen(TestServer server) {
        PoolConfig shortLived = PoolConfig.builder()
                .minSize(1)
                .maxSize(1)
                .maxLifetime(Duration.ofSeconds(1))
                .build();
        try (MySqlPool pool = AsyncMySql.pool(Pools.config(server).build(), shortLived)) {
            await().until(() -> pool.freeSize() == 1);
            long first;
            try (MySqlConnection connection = pool.acquire().join()) {
                first = connection.connectionId();
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> pool.stats().created() >= 2);
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(connection.connectionId()).isNotEqualTo(first);
                assertThat(one(connection)).isEqualTo(1);
            }
        }
    }

    @EveryServer
    @Covers("aiomysql:P33")
    void aConnectionBrokenWhileIdleIsReplacedUnseen(TestServer server) {
        try (TcpProxy proxy = TcpProxy.to(server);
                MySqlPool pool = AsyncMySql.pool(
                        Pools.config(server)
                                .host(proxy.host())
                                .port(proxy.port())
                                .build(),
                        PoolConfig.builder().minSize(1).maxSize(1).build())) {
            await().until(() -> pool.freeSize() == 1);
            long first = pool.sql("select connection_id()")
                    .query(Long.class)
                    .single()
                    .join();

            proxy.resetAll();

            await().until(() -> pool.stats().closed() == 1);
            assertThat(pool.sql("select connection_id()")
                            .query(Long.class)
                            .single()
                            .join())
                    .isNotEqualTo(first);
        }
    }

    @EveryServer
    void closingAndTerminatingReachWaitersWhichAiomysqlForgets(TestServer server) {
        for (boolean terminate : new boolean[] {false, true}) {
            MySqlPool pool = pool(server, 1);
            MySqlConnection lent = pool.acquire().join();
            List<CompletableFuture<MySqlConnection>> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                waiting.add(pool.acquire());
            }
            if (terminate) {
                pool.terminate();
            } else {
                pool.closeAsync();
            }
            Set<MySqlPoolException.Reason> reasons = waiting.stream()
                    .map(future -> future.handle((connection, failure) -> unwrap(failure))
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join())
                    .map(failure -> ((MySqlPoolException) failure).reason())
                    .collect(Collectors.toSet());
            assertThat(reasons).containsExactly(MySqlPoolException.Reason.CLOSED);
            lent.close();
            pool.closeAsync().join();
        }
    }

    private static MySqlException unwrap(Throwable failure) {
        return (MySqlException) (failure instanceof CompletionException ? failure.getCause() : failure);
    }
}
