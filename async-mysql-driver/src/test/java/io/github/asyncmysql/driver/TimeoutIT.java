package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;

/** Time limits and cancelled futures on real servers. */
@Tag("any-transport")
class TimeoutIT {

    @EveryServer
    void aStatementThatTakesTooLongFails(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            assertThatThrownBy(() -> pool.sql("select sleep(20)")
                            .timeout(Duration.ofMillis(200))
                            .query(Integer.class)
                            .single()
                            .join())
                    .cause()
                    .isInstanceOfSatisfying(MySqlTimeoutException.class, e -> {
                        assertThat(e.limit()).isEqualTo(MySqlTimeoutException.Limit.QUERY);
                        assertThat(e.duration()).isEqualTo(Duration.ofMillis(200));
                        assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
                    })
                    .hasMessageContaining("200 ms")
                    .hasMessageContaining("select sleep(20)");
            assertThat(pool.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
        }
    }

    @EveryServer
    void theServerStopsWhatTookTooLongAndTheConnectionIsKept(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1);
                MySqlPool observer = Pools.pool(server, 1)) {
            long id = pool.sql("select connection_id()")
                    .query(Long.class)
                    .single()
                    .join();
            for (int round = 0; round < 5; round++) {
                assertThatThrownBy(() -> pool.sql("select sleep(?) /* to be stopped */")
                                .params(20)
                                .timeout(Duration.ofMillis(100))
                                .query(Integer.class)
                                .single()
                                .join())
                        .hasCauseInstanceOf(MySqlTimeoutException.class);
                // Waits until the answers to statement, KILL and barrier are in.
                assertThat(pool.sql("select concat(connection_id(), ' ', ?)")
                                .params(round)
                                .query(String.class)
                                .single()
                                .join())
                        .isEqualTo(id + " " + round);
            }
            assertThat(observer.sql("select count(*) from information_schema.processlist"
                                    + " where info like '%to be stopped%' and id <> connection_id()")
                            .query(Integer.class)
                            .single()
                            .join())
                    .isZero();
        }
    }

    @EveryServer
    void withoutKillTheConnectionGoes(TestServer server) {
        try (MySqlPool pool = Pools.pool(Pools.config(server).killOnTimeout(false), 1)) {
            long id = pool.sql("select connection_id()")
                    .query(Long.class)
                    .single()
                    .join();
            assertThatThrownBy(() -> pool.sql("select sleep(1)")
                            .timeout(Duration.ofMillis(100))
                            .query(Integer.class)
                            .single()
                            .join())
                    .hasCauseInstanceOf(MySqlTimeoutException.class);
            assertThat(pool.sql("select connection_id()")
                            .query(Long.class)
                            .single()
                            .join())
                    .isNotEqualTo(id);
        }
    }

    @EveryServer
    void aStatementThatTimesOutInsideATransactionLeavesItUsable(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            Integer result = pool.withTransaction(transaction -> transaction
                            .sql("select sleep(20)")
                            .timeout(Duration.ofMillis(100))
                            .query(Integer.class)
                            .single()
                            .handle((value, failure) -> failure)
                            .thenCompose(failure -> transaction
                                    .sql("select 7")
                                    .query(Integer.class)
                                    .single()))
                    .join();
            assertThat(result).isEqualTo(7);
        }
    }

    @EveryServer
    @Covers({"hostile:T198", "aiomysql:P31"})
    void cancelledFuturesNeverDisturbTheNextStatement(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 2)) {
            for (int round = 0; round < 200; round++) {
                CompletableFuture<String> cancelled = pool.sql("select concat('old ', ?)")
                        .params(round)
                        .query(String.class)
                        .single();
                if (ThreadLocalRandom.current().nextBoolean()) {
                    Thread.onSpinWait();
                    cancelled.cancel(true);
                } else {
                    cancelled.orTimeout(ThreadLocalRandom.current().nextInt(500), TimeUnit.MICROSECONDS);
                }
                assertThat(pool.sql("select ?")
                                .params("new " + round)
                                .query(String.class)
                                .single()
                                .join())
                        .isEqualTo("new " + round);
            }
            await().until(() -> pool.stats().inUse() == 0 && pool.stats().waiting() == 0);
        }
    }

    @EveryServer
    void aFutureThatTimesOutFreesTheConnection(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            CompletableFuture<Integer> slow =
                    pool.sql("select sleep(20)").query(Integer.class).single().orTimeout(100, TimeUnit.MILLISECONDS);
            assertThatThrownBy(slow::join).hasCauseInstanceOf(TimeoutException.class);
            assertThat(pool.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
            assertThat(pool.size()).isEqualTo(1);
        }
    }
}
