package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolTotals.Reset;
import io.github.asyncmysql.SessionInitializer;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** Code of users that prepares each session. */
class SessionInitializerIT {

    private final AtomicInteger calls = new AtomicInteger();

    private static MySqlPool pool(TestServer server, SessionInitializer initializer) {
        return AsyncMySql.pool(
                Pools.config(server).initSql(List.of("set @first = 40")).build(),
                PoolConfig.builder()
                        .minSize(0)
                        .maxSize(1)
                        .acquireTimeout(Duration.ofSeconds(20))
                        .sessionInitializer(initializer)
                        .build());
    }

    private CompletableFuture<?> prepare(MySqlConnection connection) {
        calls.incrementAndGet();
        return connection.sql("set @second = @first + 2").update().thenCompose(done -> connection
                .sql("create temporary table prepared as select 7 as n")
                .update());
    }

    private static long prepared(MySqlConnection connection) {
        return connection
                .sql("select @second + (select n from prepared)")
                .query(Long.class)
                .single()
                .join();
    }

    @EveryServer
    @Covers({"pool:E14", "pool:F2"})
    void preparesEachSessionBehindInitSqlAndAgainAfterAReset(TestServer server) {
        try (MySqlPool pool = pool(server, this::prepare)) {
            for (int i = 0; i < 3; i++) {
                pool.sql("select 1").query(Integer.class).single().join();
            }
            assertThat(calls).hasValue(1);
            assertThat(pool.totals().returned())
                    .as("it is no change of the session")
                    .containsEntry(Reset.RESET, 0L);
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(prepared(connection)).isEqualTo(49);
                connection.sql("set @second = 1").update().join();
                connection.sql("drop temporary table prepared").update().join();
            }
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(prepared(connection)).isEqualTo(49);
                assertThat(calls).hasValue(2);
                pool.evict(connection);
            }
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(prepared(connection)).isEqualTo(49);
                assertThat(calls).hasValue(3);
            }
            assertThat(pool.totals().created()).isEqualTo(2);
        }
    }

    @EveryServer
    @Covers({"pool:E14", "pool:E10"})
    void aFailureIsAFailedAttemptWhoseCauseIsTold(TestServer server) {
        try (MySqlPool pool = pool(
                server,
                connection -> calls.incrementAndGet() > 3
                        ? prepare(connection)
                        : connection
                                .sql("select no_such_column")
                                .query(Long.class)
                                .single())) {
            assertThatThrownBy(() -> pool.warmUp().join())
                    .cause()
                    .isInstanceOfSatisfying(MySqlConnectionException.class, failure -> assertThat(failure.kind())
                            .isEqualTo(Kind.INITIALIZER))
                    .hasCauseInstanceOf(MySqlServerException.class);
            assertThatThrownBy(() -> pool.ping().join()).hasCauseInstanceOf(MySqlConnectionException.class);
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(prepared(connection)).isEqualTo(49);
            }
            assertThat(pool.totals().created()).isEqualTo(1);
            assertThat(pool.stats().createFailed()).isPositive();
        }
    }

    @EveryServer
    @Covers({"pool:E14", "pool:E10"})
    void whateverIsWrongWithItIsTold(TestServer server) {
        List<SessionInitializer> wrong = List.of(
                connection -> {
                    throw new IllegalStateException("no wish");
                },
                connection -> null,
                connection -> connection.sql("start transaction").update());
        List<String> reasons = List.of("no wish", "returned null", "transaction open");
        for (int i = 0; i < wrong.size(); i++) {
            try (MySqlPool pool = pool(server, wrong.get(i))) {
                String reason = reasons.get(i);
                assertThatThrownBy(() -> pool.warmUp().join())
                        .hasStackTraceContaining(reason)
                        .cause()
                        .isInstanceOfSatisfying(MySqlConnectionException.class, failure -> assertThat(failure.kind())
                                .isEqualTo(Kind.INITIALIZER))
                        .hasMessageContaining("session initializer");
                assertThat(pool.totals().created()).isZero();
            }
        }
    }

    @EveryServer
    @Covers({"pool:E14", "pool:F5"})
    void aFailureAfterAResetCostsTheConnectionAndNobodyElse(TestServer server) {
        try (MySqlPool pool = pool(server, connection -> prepare(connection)
                .thenCompose(done -> calls.get() == 2
                        ? connection
                                .sql("select no_such_column")
                                .query(Long.class)
                                .single()
                        : CompletableFuture.completedFuture(0L)))) {
            try (MySqlConnection connection = pool.acquire().join()) {
                connection.sql("set @second = 1").update().join();
            }
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(prepared(connection)).isEqualTo(49);
            }
            assertThat(pool.totals().returned()).containsEntry(Reset.DESTROYED, 1L);
            assertThat(pool.totals().created()).isEqualTo(2);
        }
    }

    @EveryServer
    @Covers("pool:E14")
    void isNotAskedForConnectionsThatOnlyStopAStatement(TestServer server) {
        try (MySqlPool pool = pool(server, this::prepare)) {
            assertThatThrownBy(() -> pool.sql("select sleep(20)")
                            .timeout(Duration.ofMillis(100))
                            .query(Integer.class)
                            .single()
                            .join())
                    .hasCauseInstanceOf(MySqlTimeoutException.class);
            Awaitility.await().until(() -> pool.stats().idle() == 1);
            assertThat(calls).hasValue(1);
            assertThat(pool.totals().created()).isEqualTo(1);
        }
    }
}
