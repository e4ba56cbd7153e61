package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What happens to statements that are kept prepared, on real servers. */
class PreparedStatementsIT {

    private static int run(MySqlConnection connection, int number) {
        return connection
                .sql("select ? + " + number)
                .params(100)
                .query(Integer.class)
                .single()
                .join();
    }

    static long status(MySqlConnection connection, String name) {
        return connection
                .sql("show session status like '" + name + "'")
                .query(row -> row.getLong(1))
                .single()
                .join();
    }

    /** How often the client has asked; servers count their own doing as well, when tables or types have changed. */
    static long prepares(MySqlConnection connection) {
        return status(connection, "Com_stmt_prepare") - status(connection, "Com_stmt_reprepare");
    }

    /** Whether the first execution of a statement settles what its parameters are. */
    static boolean settlesTypes(TestServer server) {
        return server.isMySql() && server.versionAtLeast(8, 0, 22);
    }

    @EveryServer
    void theCacheIsBoundedByNumberAndClosesWhatWasUsedLeastRecently(TestServer server) {
        try (MySqlPool pool = Pools.pool(Pools.config(server).statementCacheSize(3), 1);
                MySqlConnection connection = pool.acquire().join()) {
            for (int i = 0; i < 10; i++) {
                assertThat(run(connection, i)).isEqualTo(100 + i);
            }
            assertThat(prepares(connection)).isEqualTo(10);
            assertThat(status(connection, "Com_stmt_close")).isEqualTo(7);
            for (int i : new int[] {7, 8, 9, 7}) {
                run(connection, i);
            }
            assertThat(prepares(connection)).as("all kept").isEqualTo(10);
            run(connection, 10);
            run(connection, 7);
            assertThat(prepares(connection)).as("7 was used last").isEqualTo(11);
            run(connection, 8);
            assertThat(prepares(connection)).isEqualTo(12);
        }
    }

    @EveryServer
    void longStatementsAreNotKept(TestServer server) {
        MySqlConfig.Builder config = Pools.config(server).statementCacheSqlLimit(30);
        try (MySqlPool pool = Pools.pool(config, 1);
                MySqlConnection connection = pool.acquire().join()) {
            for (int i = 0; i < 3; i++) {
                run(connection, 5);
                assertThat(connection
                                .sql("select ? /* longer than it may be */")
                                .params(i)
                                .query(Integer.class)
                                .single()
                                .join())
                        .isEqualTo(i);
            }
            assertThat(prepares(connection)).isEqualTo(1 + 3);
            assertThat(status(connection, "Com_stmt_close")).isEqualTo(3);
        }
    }

    @EveryServer(restartable = true)
    @Covers({"fault:F36", "hostile:T161"})
    void whereTheServerTakesNoMoreStatementsOlderOnesMakeRoom(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared, "--max-prepared-stmt-count=10");
                MySqlPool pool = Pools.pool(server, 3);
                MySqlConnection first = pool.acquire().join();
                MySqlConnection second = pool.acquire().join()) {
            for (int i = 0; i < 50; i++) {
                assertThat(run(first, i)).isEqualTo(100 + i);
            }
            while (full(first)) {
                // Until the first one holds all there are.
            }
            // The second one has nothing to give up.
            assertThat(failure(second)).isInstanceOfSatisfying(MySqlServerException.class, e -> {
                assertThat(e.errorCode()).isEqualTo(1461);
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            });
            // Pipelined, and more than there is room for.
            List<CompletableFuture<Integer>> many = IntStream.range(100, 130)
                    .mapToObj(i -> first.sql("select ? + " + i)
                            .params(1)
                            .query(Integer.class)
                            .single()
                            .handle((value, failure) -> failure == null ? value : -1))
                    .toList();
            many.forEach(CompletableFuture::join);
            assertThat(run(first, 200)).as("recovered").isEqualTo(300);
            server.execute("set global max_prepared_stmt_count = 1000");
            assertThat(run(second, 1)).as("recovered").isEqualTo(101);
            assertThat(pool.size()).isEqualTo(2);
        }
    }

    /** Has the connection keep one more statement; {@code false} once there are ten. */
    private static boolean full(MySqlConnection connection) {
        long kept = connection
                .sql("show global status like 'Prepared_stmt_count'")
                .query(row -> row.getLong(1))
                .single()
                .join();
        if (kept >= 10) {
            return false;
        }
        run(connection, (int) (1000 + kept));
        return true;
    }

    private static Throwable failure(MySqlConnection connection) {
        try {
            run(connection, 0);
            throw new AssertionError("there was room");
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    @EveryServer
    @Covers({"fault:F36", "hostile:T144"})
    void columnsThatAreAddedDroppedAndChangedAreReadAsTheyAre(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 2);
                MySqlConnection connection = pool.acquire().join()) {
            pool.sql("drop table if exists prepared_ddl").update().join();
            pool.sql("create table prepared_ddl (id int, a int)").update().join();
            pool.sql("insert into prepared_ddl values (1, 7)").update().join();
            assertThat(read(connection)).containsExactly("id=1", "a=7");
            alter(pool, "add column b varchar(10) default 'x' after id");
            assertThat(read(connection)).containsExactly("id=1", "b=x", "a=7");
            alter(pool, "modify a varchar(20)");
            assertThat(read(connection)).containsExactly("id=1", "b=x", "a=7");
            alter(pool, "modify a bigint unsigned, drop column b");
            assertThat(read(connection)).containsExactly("id=1", "a=7");
            alter(pool, "modify id decimal(10, 2), add column c datetime default '2024-02-29 01:02:03'");
            assertThat(read(connection)).containsExactly("id=1.00", "a=7", "c=2024-02-29T01:02:03");
            assertThat(prepares(connection)).isEqualTo(1);
            alter(pool, "drop column a");
            assertThat(read(connection)).containsExactly("id=1.00", "c=2024-02-29T01:02:03");
            pool.sql("drop table prepared_ddl").update().join();
        }
    }

    private static void alter(MySqlPool pool, String change) {
        pool.sql("alter table prepared_ddl " + change).update().join();
    }

    private static List<String> read(MySqlConnection connection) {
        return describe(connection
                .sql("select * from prepared_ddl where id = ?")
                .params(1)
                .query()
                .single()
                .join());
    }

    private static List<String> describe(Row row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            values.add(row.columns().get(i).name() + "=" + row.get(i));
        }
        return values;
    }

    @EveryServer
    @Covers("fault:F36")
    void alsoBetweenExecutionsThatAreOnTheirWay(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1);
                MySqlConnection connection = pool.acquire().join()) {
            connection.sql("drop table if exists prepared_flow").update().join();
            connection
                    .sql("create table prepared_flow (id int, a int)")
                    .update()
                    .join();
            connection.sql("insert into prepared_flow values (1, 7)").update().join();
            List<CompletableFuture<Row>> rows = new ArrayList<>();
            for (String change :
                    List.of("add column b text", "modify a varchar(9)", "drop column b", "modify a double")) {
                rows.add(connection
                        .sql("select * from prepared_flow where id = ?")
                        .params(1)
                        .query()
                        .single());
                connection.sql("alter table prepared_flow " + change).update();
            }
            rows.add(connection
                    .sql("select * from prepared_flow where id = ?")
                    .params(1)
                    .query()
                    .single());
            assertThat(rows.stream().map(row -> describe(row.join())))
                    .containsExactly(
                            List.of("id=1", "a=7"),
                            List.of("id=1", "a=7", "b=null"),
                            List.of("id=1", "a=7", "b=null"),
                            List.of("id=1", "a=7"),
                            List.of("id=1", "a=7.0"));
            connection.sql("drop table prepared_flow").update().join();
        }
    }

    @EveryServer
    @Covers("hostile:T164")
    void oneStatementTakesValuesOfAnyType(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1);
                MySqlConnection connection = pool.acquire().join()) {
            connection
                    .sql("create temporary table prepared_types (id int primary key auto_increment, v varbinary(50))")
                    .update()
                    .join();
            byte[] bytes = {0, -1, '\'', '\\'};
            List<@Nullable Object> values = new ArrayList<>(Arrays.asList(
                    7, "é", null, bytes, 8L, new BigDecimal("1.50"), null, "x", 9, true, null, 2.5, "", bytes));
            values.addAll(Collections.nCopies(3, null));
            for (Object value : values) {
                // The same on their way, so that the types sent are noted in the order of sending.
                connection
                        .sql("insert into prepared_types(v) values (?)")
                        .params(value)
                        .update();
            }
            List<byte[]> stored = connection
                    .sql("select v from prepared_types order by id")
                    .query(byte[].class)
                    .list()
                    .join();
            for (int i = 0; i < values.size(); i++) {
                Object value = values.get(i);
                byte[] expected = value == null
                        ? null
                        : value instanceof byte[] raw
                                ? raw
                                : (value.equals(true) ? "1" : value.toString()).getBytes(StandardCharsets.UTF_8);
                assertThat(stored.get(i)).as("value %d", i).isEqualTo(expected);
            }
            assertThat(prepares(connection))
                    .as("integers, texts, bytes, decimals and doubles")
                    .isEqualTo(settlesTypes(server) ? 5 : 1);
        }
    }

    @EveryServer
    @Covers({"hostile:T104", "guarantee:24"})
    void parametersNeverBecomeSqlWhateverTheModeSays(TestServer server) {
        List<String> values = List.of(
                "\\",
                "'",
                "\\'",
                "' or '1'='1",
                "\\' or 1=1 -- ",
                "\"; drop table t; --",
                "\u0000",
                "\u00bf'\u5c27",
                "?",
                "%_");
        for (String mode : List.of("", "NO_BACKSLASH_ESCAPES", "ANSI_QUOTES", "NO_BACKSLASH_ESCAPES,ANSI_QUOTES")) {
            try (MySqlPool pool = Pools.pool(server, 1);
                    MySqlConnection connection = pool.acquire().join()) {
                connection.sql("set sql_mode = '" + mode + "'").update().join();
                for (String value : values) {
                    assertThat(connection
                                    .sql("select ?")
                                    .params(value)
                                    .query(String.class)
                                    .list()
                                    .join())
                            .as("in mode %s", mode)
                            .containsExactly(value);
                }
            }
        }
    }

    @EveryServer
    void oneStatementAtATimeWherePipeliningIsOff(TestServer server) {
        try (MySqlPool pool = Pools.pool(Pools.config(server).pipeliningLimit(1), 1);
                MySqlConnection connection = pool.acquire().join()) {
            List<CompletableFuture<Integer>> results = IntStream.range(0, 50)
                    .mapToObj(i -> connection
                            .sql("select ? + " + i % 5)
                            .params(i)
                            .query(Integer.class)
                            .single())
                    .toList();
            assertThat(results.stream().map(CompletableFuture::join))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 50).map(i -> i + i % 5).boxed().toList());
        }
    }
}
