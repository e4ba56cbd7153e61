package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/** Statements that the server cannot execute, or not now, on real servers. */
class StatementFaultsIT {

    private static Throwable failureOf(CompletableFuture<?> future) {
        return future.handle((result, failure) -> failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure)
                .join();
    }

    private static long connectionId(MySqlPool pool) {
        return pool.sql("select connection_id()").query(Long.class).single().join();
    }

    @EveryServer
    @Covers("fault:F24")
    void aFullTableFailsTheStatementAlone(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(Pools.config(server).initSql(List.of("set max_heap_table_size = 16384")), 1)) {
            String table = "fault_full_" + protocol;
            pool.sql("drop table if exists " + table).update().join();
            pool.sql("create table " + table + " (id int primary key auto_increment, v char(200)) engine = MEMORY")
                    .update()
                    .join();
            long before = connectionId(pool);
            Throwable failure = null;
            for (int i = 0; i < 10_000 && failure == null; i++) {
                failure = failureOf(pool.sql("insert into " + table + "(v) values ('x')")
                        .prepared(protocol == Protocol.PREPARED)
                        .update());
            }
            assertThat(failure).isInstanceOfSatisfying(MySqlServerException.class, e -> {
                assertThat(e.errorCode()).isEqualTo(1114);
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            });
            assertThat(connectionId(pool)).isEqualTo(before);
            pool.sql("drop table " + table).update().join();
        }
    }

    @EveryServer
    @Covers("fault:F33")
    void theServersOwnTimeLimitFailsTheStatementAlone(TestServer server, Protocol protocol) {
        String limit = server.isMariaDb() ? "set max_statement_time = 0.2" : "set max_execution_time = 200";
        try (MySqlPool pool = Pools.pool(Pools.config(server).initSql(List.of(limit)), 1)) {
            long before = connectionId(pool);
            // Not sleep(), which MySQL ends early without an error.
            Throwable failure = failureOf(pool.sql("select count(*) from information_schema.columns a,"
                            + " information_schema.columns b, information_schema.columns c")
                    .prepared(protocol == Protocol.PREPARED)
                    .query(Long.class)
                    .single());
            assertThat(failure).isInstanceOfSatisfying(MySqlServerException.class, e -> {
                assertThat(e.errorCode()).isIn(3024, 1969);
                assertThat(e.isInterrupted()).isTrue();
                assertThat(e.isFatal()).isFalse();
            });
            assertThat(connectionId(pool)).isEqualTo(before);
        }
    }

    @EveryServer
    @Covers("fault:F35")
    void whatWaitsForAChangeOfTheTableTimesOutAndDoesNotPileUp(TestServer server) {
        server.execute("drop table if exists fault_mdl", "create table fault_mdl (id int) engine = InnoDB");
        try (MySqlPool owner = Pools.pool(server, 2);
                MySqlConnection reader = owner.acquire().join();
                MySqlPool pool = AsyncMySql.pool(
                        Pools.config(server).queryTimeout(Duration.ofSeconds(1)).build(),
                        PoolConfig.builder()
                                .maxSize(2)
                                .maxWaiting(3)
                                .acquireTimeout(Duration.ofSeconds(20))
                                .build())) {
            reader.sql("begin").update().join();
            reader.sql("select * from fault_mdl").query().list().join();
            CompletableFuture<?> change =
                    owner.sql("alter table fault_mdl add column a int").update();
            await().until(() -> reader.sql("select count(*) from information_schema.processlist where state like"
                                    + " '%metadata lock%' and info like 'alter table fault_mdl%'")
                            .query(Integer.class)
                            .single()
                            .join()
                    == 1);
            List<CompletableFuture<Throwable>> readers = IntStream.range(0, 10)
                    .mapToObj(i ->
                            pool.sql("select * from fault_mdl").query().list().handle((rows, failure) -> failure))
                    .toList();
            List<Throwable> failures =
                    readers.stream().map(CompletableFuture::join).toList();
            assertThat(failures).allSatisfy(failure -> assertThat(failure).isNotNull());
            assertThat(failures.stream().filter(MySqlTimeoutException.class::isInstance))
                    .as("two at a time, and three that waited for them")
                    .hasSize(5);
            assertThat(failures.stream().filter(MySqlPoolException.class::isInstance))
                    .hasSize(5);
            assertThat(pool.size()).isLessThanOrEqualTo(2);
            reader.sql("commit").update().join();
            change.join();
            assertThat(pool.sql("select * from fault_mdl").query().list().join())
                    .isEmpty();
            owner.sql("drop table fault_mdl").update().join();
        }
    }

    @EveryServer
    void rowsFoundOrRowsChangedAreCountedAsSet(TestServer server, Protocol protocol) {
        for (boolean changed : new boolean[] {false, true}) {
            try (MySqlPool pool = Pools.pool(Pools.config(server).useAffectedRows(changed), 1);
                    MySqlConnection connection = pool.acquire().join()) {
                connection
                        .sql("create temporary table fault_count (id int)")
                        .update()
                        .join();
                connection
                        .sql("insert into fault_count values (1), (1), (2)")
                        .update()
                        .join();
                assertThat(connection
                                .sql("update fault_count set id = 2")
                                .prepared(protocol == Protocol.PREPARED)
                                .update()
                                .join()
                                .affectedRows())
                        .isEqualTo(changed ? 2 : 3);
            }
        }
    }
}
