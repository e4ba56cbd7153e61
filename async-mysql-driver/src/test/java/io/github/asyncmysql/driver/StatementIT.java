package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;

/** Statements on a pool, on real servers, as text and prepared. */
@Tag("any-transport")
class StatementIT {

    record User(long id, String name) {}

    private static void inTable(TestServer server, String table, java.util.function.Consumer<MySqlPool> work) {
        try (MySqlPool pool = Pools.pool(server, 4)) {
            pool.sql("drop table if exists " + table).update().join();
            pool.sql("create table " + table
                            + " (id bigint primary key auto_increment, name varchar(50), email varchar(50) unique)")
                    .update()
                    .join();
            work.accept(pool);
            pool.sql("drop table " + table).update().join();
        }
    }

    // region testing-every-server
    @EveryServer
    void readsOneScalar(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            Long one = pool.sql("select 1")
                    .prepared(protocol == Protocol.PREPARED)
                    .query(Long.class)
                    .single()
                    .join();
            assertThat(one).isEqualTo(1);
        }
    }
    // endregion

    @EveryServer
    void writesAndReadsRecords(TestServer server) {
        inTable(server, "statement_users", pool -> {
            UpdateResult first = pool.sql("insert into statement_users(name, email) values (?, ?)")
                    .params("Ada", "ada@example.org")
                    .update()
                    .join();
            UpdateResult second = pool.sql("insert into statement_users(name, email) values (?, ?)")
                    .params("Grüße 😀", null)
                    .update()
                    .join();
            assertThat(first.affectedRows()).isEqualTo(1);
            assertThat(second.lastInsertId()).isEqualTo(first.lastInsertId() + 1);

            List<User> users = pool.sql("select id, name from statement_users where id >= ? order by id")
                    .params(first.lastInsertId())
                    .query(User.class)
                    .list()
                    .join();
            assertThat(users)
                    .containsExactly(
                            new User(first.lastInsertId(), "Ada"), new User(second.lastInsertId(), "Grüße 😀"));
            Optional<User> nobody = pool.sql("select id, name from statement_users where id = ?")
                    .params(-1)
                    .query(User.class)
                    .optional()
                    .join();
            assertThat(nobody).isEmpty();
        });
    }

    @EveryServer
    void reportsServerErrorsAndKeepsTheConnection(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            long before = pool.withConnection(
                            c -> java.util.concurrent.CompletableFuture.completedFuture(c.connectionId()))
                    .join();
            assertThatThrownBy(() -> pool.sql("select * from no_such_table")
                            .prepared(protocol == Protocol.PREPARED)
                            .query()
                            .list()
                            .join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(MySqlServerException.class, e -> {
                        assertThat(e.errorCode()).isEqualTo(1146);
                        assertThat(e.sqlState()).isEqualTo("42S02");
                        assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
                        assertThat(e.sql()).isEqualTo("select * from no_such_table");
                    });
            long after = pool.sql("select connection_id()")
                    .query(Long.class)
                    .single()
                    .join();
            assertThat(after).isEqualTo(before);
            assertThat(pool.size()).isEqualTo(1);
        }
    }

    @EveryServer
    @Covers("hostile:T157")
    void refusesAWrongNumberOfParameters(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            assertThatThrownBy(() -> pool.sql("select ? + ?")
                            .params(1)
                            .query(Long.class)
                            .single()
                            .join())
                    .cause()
                    .isInstanceOfSatisfying(MySqlMappingException.class, e -> assertThat(e.outcome())
                            .isEqualTo(Outcome.NOT_SENT))
                    .hasMessageContaining("2 placeholders, but 1 parameters");
            assertThat(pool.sql("select ? + ?")
                            .params(1, 2)
                            .query(Long.class)
                            .single()
                            .join())
                    .isEqualTo(3);
            assertThat(pool.size()).isEqualTo(1);
        }
    }

    @EveryServer
    void runsPipelinedStatementsInOrder(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            List<Integer> results = pool.withConnection(connection -> {
                        List<java.util.concurrent.CompletableFuture<Integer>> all = IntStream.range(0, 100)
                                .mapToObj(i -> connection
                                        .sql("select " + (i % 7) + " + ?")
                                        .params(i)
                                        .query(Integer.class)
                                        .single())
                                .toList();
                        return java.util.concurrent.CompletableFuture.allOf(
                                        all.toArray(java.util.concurrent.CompletableFuture[]::new))
                                .thenApply(done -> all.stream()
                                        .map(java.util.concurrent.CompletableFuture::join)
                                        .toList());
                    })
                    .join();
            assertThat(results)
                    .isEqualTo(
                            IntStream.range(0, 100).map(i -> i % 7 + i).boxed().toList());
        }
    }

    @EveryServer
    void statementsThatAreNotKeptAreClosedEvenWhenTheyWereCancelledBeforeTheyWereReady(TestServer server) {
        try (MySqlPool pool = Pools.pool(Pools.config(server).statementCacheSize(0), 1);
                MySqlConnection connection = pool.acquire().join()) {
            for (int i = 0; i < 20; i++) {
                connection
                        .sql("select ? + " + i)
                        .params(1)
                        .query(Integer.class)
                        .single()
                        .cancel(true);
                assertThat(connection
                                .sql("select ? - " + i)
                                .params(100)
                                .query(Integer.class)
                                .single()
                                .join())
                        .isEqualTo(100 - i);
            }
            assertThat(status(connection, "Com_stmt_close"))
                    .isEqualTo(status(connection, "Com_stmt_prepare"))
                    .isGreaterThanOrEqualTo(20);
        }
    }

    private static long status(MySqlConnection connection, String name) {
        return connection
                .sql("show session status like '" + name + "'")
                .query(row -> row.getLong(1))
                .single()
                .join();
    }
}
