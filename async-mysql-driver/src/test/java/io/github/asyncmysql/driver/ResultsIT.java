package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.asyncmysql.CallResult;
import io.github.asyncmysql.Column;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.ResultPart;
import io.github.asyncmysql.ResultRows;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;

/** Statements with several results, and procedures with parameters, on real servers. */
@Tag("any-transport")
class ResultsIT {

    private static void withProcedure(TestServer server, String name, String definition, Consumer<MySqlPool> work) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            pool.sql("drop procedure if exists " + name).update().join();
            pool.sql("create procedure " + name + definition).update().join();
            work.accept(pool);
            pool.sql("drop procedure " + name).update().join();
        }
    }

    private static void assertUsable(MySqlPool pool) {
        assertThat(pool.sql("select ? + 1")
                        .params(6)
                        .query(Integer.class)
                        .single()
                        .join())
                .isEqualTo(7);
        assertThat(pool.size()).isEqualTo(1);
    }

    @EveryServer
    void procedureReturnsAllItsResults(TestServer server, Protocol protocol) {
        String body = "() begin select 1 as a, 'x' as b union select 2, 'y'; select 3 as c where false; do 1; end";
        withProcedure(server, "results_several_" + protocol, body, pool -> {
            List<ResultPart> parts = pool.sql("call results_several_" + protocol + "()")
                    .prepared(protocol == Protocol.PREPARED)
                    .results()
                    .join();

            assertThat(parts).hasSize(3);
            ResultRows first = (ResultRows) parts.get(0);
            assertThat(first.columns()).extracting(Column::name).containsExactly("a", "b");
            assertThat(first.map(row -> row.getInt("a") + row.getString("b"))).containsExactly("1x", "2y");
            ResultRows empty = (ResultRows) parts.get(1);
            assertThat(empty.columns()).extracting(Column::name).containsExactly("c");
            assertThat(empty.rows()).isEmpty();
            assertThat(parts.get(2)).isInstanceOf(UpdateResult.class);
            assertUsable(pool);
        });
    }

    @EveryServer
    void plainStatementsHaveOneResult(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            List<ResultPart> rows = pool.sql("select 1")
                    .prepared(protocol == Protocol.PREPARED)
                    .results()
                    .join();
            List<ResultPart> counts = pool.sql("do 1")
                    .prepared(protocol == Protocol.PREPARED)
                    .results()
                    .join();

            assertThat(rows).singleElement().isInstanceOf(ResultRows.class);
            assertThat(counts).containsExactly(new UpdateResult(0, 0, 0));
        }
    }

    @EveryServer
    void errorInALaterResultKeepsTheEarlierOnes(TestServer server, Protocol protocol) {
        String body = "() begin select 1; signal sqlstate '45000' set message_text = 'enough'; end";
        withProcedure(server, "results_failing_" + protocol, body, pool -> {
            CompletionException thrown = catchThrowableOfType(
                    CompletionException.class, () -> pool.sql("call results_failing_" + protocol + "()")
                            .prepared(protocol == Protocol.PREPARED)
                            .results()
                            .join());

            assertThat(thrown.getCause()).isInstanceOfSatisfying(MySqlServerException.class, e -> {
                assertThat(e.serverMessage()).isEqualTo("enough");
                assertThat(e.outcome()).isEqualTo(Outcome.UNKNOWN);
                assertThat(e.completedResults()).singleElement().isInstanceOf(ResultRows.class);
            });
            assertUsable(pool);
        });
    }

    @EveryServer
    void callReturnsOutParametersByNameAndPosition(TestServer server) {
        String body = "(in a int, out doubled int, inout text varchar(20), out price decimal(9,2))"
                + " begin select a as given; set doubled = 2 * a, text = concat(text, '!'), price = 1.5; end";
        withProcedure(server, "results_out", body, pool -> {
            for (int i = 1; i <= 2; i++) {
                CallResult done = pool.sql("call results_out(?, ?, ?, ?)")
                        .params(21 * i, null, "Grüße", null)
                        .call()
                        .join();

                assertThat(done.out("doubled", Long.class)).isEqualTo(42 * i);
                assertThat(done.out("TEXT", String.class)).isEqualTo("Grüße!");
                assertThat(done.out(0)).isEqualTo(42 * i);
                assertThat(done.out(2, BigDecimal.class)).isEqualByComparingTo("1.50");
                assertThat(done.rows()).singleElement().satisfies(row -> assertThat(row.getString("given"))
                        .isNotNull());
                assertThat(done.results()).hasSize(2);
                assertThat(done.results().get(1)).isInstanceOf(UpdateResult.class);
            }
            assertUsable(pool);
        });
    }

    @EveryServer
    void callWithoutOutParametersSaysSo(TestServer server) {
        withProcedure(server, "results_in", "(in a int) select a", pool -> {
            CallResult done =
                    pool.sql("call results_in(?)").params((Object) null).call().join();

            assertThat(done.rows().get(0).isNull(0)).isTrue();
            MySqlMappingException refused = catchThrowableOfType(MySqlMappingException.class, () -> done.out("a"));
            assertThat(refused).hasMessageContaining("no OUT parameters");
        });
    }

    @EveryServer
    void queryTakesTheFirstResultOfAProcedure(TestServer server, Protocol protocol) {
        withProcedure(server, "results_first_" + protocol, "() begin select 1; select 2; end", pool -> {
            assertThat(pool.sql("call results_first_" + protocol + "()")
                            .prepared(protocol == Protocol.PREPARED)
                            .query(Integer.class)
                            .list()
                            .join())
                    .containsExactly(1);
            assertUsable(pool);
        });
    }

    @EveryServer
    void severalStatementsNeedPermission(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            CompletionException thrown = catchThrowableOfType(
                    CompletionException.class,
                    () -> pool.sql("select 1; select 2").results().join());
            assertThat(thrown.getCause())
                    .isInstanceOfSatisfying(MySqlServerException.class, e -> assertThat(e.errorCode())
                            .isEqualTo(1064));
            assertUsable(pool);
        }
    }

    @EveryServer
    void severalStatementsReturnSeveralResults(TestServer server) {
        try (MySqlPool pool = Pools.pool(Pools.config(server).multiStatements(true), 1)) {
            List<ResultPart> parts = pool.sql(
                            "create temporary table results_multi (id int primary key auto_increment);"
                                    + " insert into results_multi values (), ();"
                                    + " select id from results_multi order by id")
                    .results()
                    .join();

            assertThat(parts).hasSize(3);
            assertThat(parts.get(1)).isInstanceOfSatisfying(UpdateResult.class, counts -> {
                assertThat(counts.affectedRows()).isEqualTo(2);
                assertThat(counts.lastInsertId()).isEqualTo(1);
            });
            assertThat(((ResultRows) parts.get(2)).map(row -> row.getInt(0))).containsExactly(1, 2);

            CompletionException thrown = catchThrowableOfType(
                    CompletionException.class, () -> pool.sql("select 1; select * from no_such_table; select 2")
                            .results()
                            .join());
            assertThat(thrown.getCause()).isInstanceOfSatisfying(MySqlServerException.class, e -> {
                assertThat(e.errorCode()).isEqualTo(1146);
                assertThat(e.completedResults()).hasSize(1);
            });
            assertUsable(pool);
        }
    }

    @EveryServer
    void locksTakenInALaterStatementDoNotReachTheNextBorrower(TestServer server) {
        try (MySqlPool pool = Pools.pool(Pools.config(server).multiStatements(true), 1)) {
            pool.sql("drop table if exists results_locked").update().join();
            pool.sql("create table results_locked (id int)").update().join();
            pool.sql("select 1; lock tables results_locked read").results().join();
            assertThat(pool.sql("insert into results_locked values (1)")
                            .update()
                            .join()
                            .affectedRows())
                    .isEqualTo(1);
            pool.sql("drop table results_locked").update().join();
        }
    }

    @EveryServer
    void insertOfSeveralRowsTellsItsFirstKey(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            List<Long> ids = pool.withConnection(connection -> connection
                            .sql(
                                    "create temporary table results_keys (id bigint primary key auto_increment, name text)")
                            .update()
                            .thenCompose(created -> connection
                                    .sql("insert into results_keys(name) values ('a'), ('b'), ('c')")
                                    .prepared(protocol == Protocol.PREPARED)
                                    .update())
                            .thenCompose(inserted -> {
                                assertThat(inserted.affectedRows()).isEqualTo(3);
                                long first = inserted.lastInsertId();
                                return connection
                                        .sql("select id from results_keys where id in (?, ?, ?) order by name")
                                        .params(first, first + 1, first + 2)
                                        .query(Long.class)
                                        .list();
                            }))
                    .join();
            assertThat(ids).containsExactly(1L, 2L, 3L);
        }
    }

    @EveryServer(flavors = Flavor.MARIADB)
    void insertReturningIsAQuery(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            pool.sql("create or replace table results_returning (id bigint primary key auto_increment, name text)")
                    .update()
                    .join();
            assertThat(pool.sql("insert into results_returning(name) values ('a'), ('b') returning id")
                            .prepared(protocol == Protocol.PREPARED)
                            .query(Long.class)
                            .list()
                            .join())
                    .containsExactly(1L, 2L);
            pool.sql("drop table results_returning").update().join();
        }
    }

    @EveryServer
    void changesOfTheSessionComeWithTheResult(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            boolean prepared = protocol == Protocol.PREPARED;
            pool.withConnection(connection -> connection
                            .sql("set autocommit = 0")
                            .prepared(prepared)
                            .update()
                            .thenCompose(set -> {
                                assertThat(set.sessionChanges().systemVariables())
                                        .containsEntry("autocommit", "OFF");
                                return connection
                                        .sql("use " + server.database())
                                        .update();
                            })
                            .thenCompose(use -> {
                                assertThat(use.sessionChanges().schema()).isEqualTo(server.database());
                                return connection
                                        .sql("set @results_changed = 1")
                                        .prepared(prepared)
                                        .update();
                            })
                            .thenCompose(variable -> {
                                assertThat(variable.sessionChanges().stateChanged())
                                        .isTrue();
                                return connection.sql("do 1").prepared(prepared).update();
                            })
                            .thenAccept(nothing ->
                                    assertThat(nothing.sessionChanges()).isNull()))
                    .join();
        }
    }

    @EveryServer
    void stateOfTheTransactionIsReportedWhereItIsTracked(TestServer server) {
        try (MySqlPool pool = Pools.pool(
                Pools.config(server).initSql(List.of("set session_track_transaction_info = 'CHARACTERISTICS'")), 1)) {
            UpdateResult begun = pool.withConnection(connection ->
                            connection.sql("start transaction read only").update())
                    .join();
            assertThat(begun.sessionChanges().transactionState()).startsWith("T");
            assertThat(begun.sessionChanges().transactionCharacteristics()).contains("READ ONLY");
        }
    }
}
