package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.IsolationLevel;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.function.Consumer;

/** What one borrower leaves behind, the next one must not find. */
class SessionHygieneIT {

    private static long number(MySqlConnection connection, String sql) {
        return connection.sql(sql).query(Long.class).single().join();
    }

    private static String text(MySqlConnection connection, String sql) {
        return connection.sql(sql).query(String.class).single().join();
    }

    private static long status(MySqlConnection connection, String name) {
        return connection
                .sql("show session status like '" + name + "'")
                .query(row -> row.getLong(1))
                .single()
                .join();
    }

    /** Borrows the only connection twice. */
    private static void twice(TestServer server, Consumer<MySqlConnection> first, Consumer<MySqlConnection> second) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            long id;
            try (MySqlConnection connection = pool.acquire().join()) {
                id = connection.connectionId();
                first.accept(connection);
            }
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(connection.connectionId()).as("same session").isEqualTo(id);
                second.accept(connection);
            }
        }
    }

    @EveryServer
    @Covers("pool:F3")
    void cleanUseCostsNoPacketsOnRelease(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            long before;
            try (MySqlConnection connection = pool.acquire().join()) {
                before = status(connection, "Questions");
            }
            for (int i = 0; i < 10; i++) {
                pool.sql("select ?").params(i).query(Integer.class).single().join();
            }
            for (int i = 0; i < 10; i++) {
                pool.sql("select 1").query(Integer.class).single().join();
            }
            try (MySqlConnection connection = pool.acquire().join()) {
                // The two looks at the counter, 20 statements, and nothing but one preparation, which counts on MySQL.
                assertThat(status(connection, "Questions") - before).isBetween(21L, 22L);
            }
        }
    }

    @EveryServer
    @Covers({"pool:F1", "pool:F2"})
    void userVariablesDoNotSurvive(TestServer server) {
        twice(
                server,
                connection -> connection.sql("set @left_behind = 7").update().join(),
                connection ->
                        assertThat(text(connection, "select @left_behind")).isNull());
    }

    @EveryServer
    @Covers("pool:F1")
    void openTransactionsDoNotSurvive(TestServer server) {
        twice(server, connection -> connection.sql("begin").update().join(), connection -> assertThat(
                        connection.inTransaction())
                .isFalse());
    }

    @EveryServer
    @Covers("pool:F1")
    void autocommitModeDoesNotSurvive(TestServer server) {
        twice(
                server,
                connection -> connection.sql("set autocommit = 0").update().join(),
                connection ->
                        assertThat(number(connection, "select @@autocommit")).isEqualTo(1));
    }

    @EveryServer
    @Covers("pool:F2")
    void userLocksDoNotSurvive(TestServer server) {
        twice(server, connection -> number(connection, "select get_lock('hygiene', 1)"), connection -> assertThat(
                        text(connection, "select is_used_lock('hygiene')"))
                .isNull());
    }

    @EveryServer
    @Covers("pool:F2")
    void temporaryTablesDoNotSurvive(TestServer server) {
        twice(
                server,
                connection -> connection
                        .sql("create temporary table left_behind (a int)")
                        .update()
                        .join(),
                connection -> assertThat(connection
                                .sql("select * from left_behind")
                                .update()
                                .handle((r, e) -> e != null)
                                .join())
                        .isTrue());
    }

    @EveryServer
    @Covers("pool:F2")
    void theDatabaseIsTheConfiguredOneAgain(TestServer server) {
        twice(
                server,
                connection -> connection.sql("use information_schema").update().join(),
                connection -> assertThat(text(connection, "select database()")).isEqualTo("test"));
    }

    @EveryServer
    @Covers("pool:F2")
    void sessionVariablesDoNotSurvive(TestServer server) {
        twice(
                server,
                connection -> connection
                        .sql(
                                "set session sql_mode = 'ANSI_QUOTES', time_zone = '+05:00', transaction_isolation = 'READ-COMMITTED'")
                        .update()
                        .join(),
                connection -> assertThat(
                                text(connection, "select concat(@@sql_mode, @@time_zone, @@transaction_isolation)"))
                        .doesNotContain("ANSI")
                        .contains("+00:00")
                        .contains("REPEATABLE"));
    }

    @EveryServer
    @Covers("pool:F2")
    void theIsolationOfOneTransactionDoesNotSurvive(TestServer server) {
        String variable = server.isMariaDb() ? "@@tx_isolation" : "@@transaction_isolation";
        twice(
                server,
                connection -> connection
                        .withTransaction(
                                TransactionOptions.DEFAULT.isolation(IsolationLevel.SERIALIZABLE),
                                transaction -> transaction.sql("select 1").update())
                        .join(),
                connection -> assertThat(text(connection, "select " + variable)).isEqualTo("REPEATABLE-READ"));
    }

    @EveryServer
    @Covers("pool:F2")
    void tableLocksDoNotSurvive(TestServer server) {
        tableLockDoesNotSurvive(server, "lock tables hygiene_locked read");
    }

    @EveryServer
    @Covers("pool:F2")
    void tableLocksBehindCommentsDoNotSurvive(TestServer server) {
        tableLockDoesNotSurvive(server, "/* trace 7 */ -- and more\n lock tables hygiene_locked read");
        tableLockDoesNotSurvive(server, "/*! lock tables hygiene_locked read */");
    }

    private static void tableLockDoesNotSurvive(TestServer server, String lock) {
        server.execute("create table if not exists hygiene_locked (a int)");
        twice(server, connection -> connection.sql(lock).update().join(), connection -> assertThat(connection
                        .sql("insert into hygiene_locked values (1)")
                        .update()
                        .join()
                        .affectedRows())
                .isEqualTo(1));
    }

    @EveryServer
    @Covers("pool:F2")
    void readOnlyModeDoesNotSurvive(TestServer server) {
        String variable = server.isMariaDb() ? "@@tx_read_only" : "@@transaction_read_only";
        twice(
                server,
                connection -> connection
                        .sql("set session transaction read only")
                        .update()
                        .join(),
                connection ->
                        assertThat(number(connection, "select " + variable)).isZero());
    }

    @EveryServer
    @Covers("pool:F2")
    void preparedStatementsOfTheTextProtocolDoNotSurvive(TestServer server) {
        twice(
                server,
                connection -> connection
                        .sql("prepare left_behind from 'select 1'")
                        .update()
                        .join(),
                connection -> assertThat(connection.sql("execute left_behind").update())
                        .failsWithin(Duration.ofSeconds(20))
                        .withThrowableThat()
                        .withMessageContaining("left_behind"));
    }

    @EveryServer
    @Covers("pool:F2")
    void aSessionThatTurnsToAnotherCharacterSetIsClosed(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            long id;
            try (MySqlConnection connection = pool.acquire().join()) {
                id = connection.connectionId();
                connection.sql("set names latin1").update().join();
            }
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(connection.connectionId()).isNotEqualTo(id);
                assertThat(text(connection, "select concat(@@character_set_client, @@character_set_results)"))
                        .isEqualTo("utf8mb4utf8mb4");
            }
        }
    }
}
