package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.List;

/** Variables of sessions and of single statements, on real servers. */
class VariablesIT {

    private static final String ASK =
            "select concat_ws('|', @@session.sql_mode, @@session.wait_timeout, @@session.max_join_size)";

    private static String ask(MySqlConnection connection) {
        return connection.sql(ASK).query(String.class).single().join();
    }

    @EveryServer
    void everySessionHasThemAlsoAfterAReset(TestServer server) {
        MySqlConfig.Builder config = Pools.config(server)
                .sessionVariable("sql_mode", "ANSI_QUOTES,NO_BACKSLASH_ESCAPES")
                .sessionVariable("wait_timeout", 77)
                .sessionVariable("max_join_size", 1_000_000);
        try (MySqlPool pool = Pools.pool(config, 1)) {
            String expected = "ANSI_QUOTES,NO_BACKSLASH_ESCAPES|77|1000000";
            long session;
            try (MySqlConnection connection = pool.acquire().join()) {
                session = connection.connectionId();
                assertThat(ask(connection)).isEqualTo(expected);
                connection
                        .sql("set sql_mode = '', wait_timeout = 78, max_join_size = 5")
                        .update()
                        .join();
            }
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(connection.connectionId()).isEqualTo(session);
                assertThat(ask(connection)).isEqualTo(expected);
                assertThat(pool.totals().returned()).containsEntry(PoolTotals.Reset.RESET, 1L);
            }
        }
    }

    @EveryServer
    void aVariableThatTheServerDoesNotKnowIsNamed(TestServer server) {
        MySqlConfig config =
                Pools.config(server).sessionVariable("no_such_variable", 1).build();
        assertThatThrownBy(() -> AsyncMySql.connect(config).join())
                .cause()
                .isInstanceOf(MySqlServerException.class)
                .hasMessageContaining("no_such_variable");
    }

    @EveryServer
    void oneStatementHasThemAndNoOther(TestServer server, Protocol protocol) {
        String question = "select concat_ws('|', @@max_join_size, @@sql_mode, ?)";
        try (MySqlPool pool = Pools.pool(server, 1);
                MySqlConnection connection = pool.acquire().join()) {
            boolean prepared = protocol == Protocol.PREPARED;
            SqlStatement statement =
                    prepared ? connection.sql(question).params("x") : connection.sql(question.replace("?", "'x'"));
            String before = statement.query(String.class).single().join();

            assertThat(statement
                            .setVar("max_join_size", 4711)
                            .setVar("sql_mode", "ANSI_QUOTES")
                            .query(String.class)
                            .single()
                            .join())
                    .isEqualTo("4711|ANSI_QUOTES|x");
            assertThat(statement.query(String.class).single().join()).isEqualTo(before);
        }
    }

    @EveryServer
    void writesAndTransactionsTakeThemToo(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            pool.sql("drop table if exists variable_rows").update().join();
            pool.sql("create table variable_rows (a int, b varchar(30))")
                    .update()
                    .join();
            List<String> read = pool.withTransaction(transaction -> transaction
                            .sql("insert into variable_rows values (?, @@sql_mode)")
                            .params(1)
                            .setVar("sql_mode", "ANSI_QUOTES")
                            .update()
                            .thenCompose(done -> transaction
                                    .sql("select b from variable_rows where a = @@max_join_size - ?")
                                    .params(9)
                                    .setVar("max_join_size", 10)
                                    .query(String.class)
                                    .list()))
                    .join();
            assertThat(read).containsExactly("ANSI_QUOTES");
        }
    }

    @EveryServer
    void whatCannotBeSetIsRefusedOrWarnedOf(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1);
                MySqlConnection connection = pool.acquire().join()) {
            SqlStatement statement = connection.sql("select 1").setVar("no_such_variable", 1);
            if (connection.server().mariaDb()) {
                assertThatThrownBy(() -> statement.query(Integer.class).single().join())
                        .hasCauseInstanceOf(MySqlServerException.class);
            } else {
                assertThat(statement.query(Integer.class).single().join()).isEqualTo(1);
                assertThat(connection.warnings().join())
                        .singleElement()
                        .satisfies(warning -> assertThat(warning.message()).contains("no_such_variable"));
            }
            assertThatThrownBy(() -> connection
                            .sql("insert into t values (?)")
                            .setVar("sql_mode", "ANSI")
                            .batch(List.of(List.of(1))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
