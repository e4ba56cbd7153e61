package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements that are executed with parameters of other kinds than before. */
class ParameterKindsIT {

    private static final List<Object> KINDS = List.of(
            7,
            8L,
            true,
            new BigInteger("18446744073709551615"),
            1.5f,
            2.5,
            new BigDecimal("3.25"),
            "text",
            "12",
            new byte[] {65, 66},
            LocalDate.of(2024, 2, 3),
            LocalDateTime.of(2024, 2, 3, 4, 5, 6),
            LocalTime.of(1, 2, 3));

    private static @Nullable Object value(MySqlConnection connection, String sql, @Nullable Object parameter) {
        return connection
                .sql(sql)
                .params(Collections.singletonList(parameter))
                .query(row -> row.get(0))
                .single()
                .join();
    }

    // MySQL settles the types of parameters at the first execution, and reads all later ones as those.
    @EveryServer
    void aParameterIsWhatItIsWhateverWasThereBefore(TestServer server) {
        List<String> queries = List.of(
                "select ?",
                "select json_object('key', ?)",
                "select ? = name from (select '12' as name) as t",
                "select greatest(?, name) from (select '12' as name) as t",
                "select if(1, ?, null)",
                "select x from (select ? as x) as t");
        try (MySqlPool pool = Pools.pool(Pools.config(server).statementCacheSize(2_000), 1);
                MySqlConnection connection = pool.acquire().join()) {
            int number = 0;
            for (String query : queries) {
                for (Object parameter : KINDS) {
                    Object alone = value(connection, query + " /* " + number++ + " */", parameter);
                    for (Object before : KINDS) {
                        String sql = query + " /* " + number++ + " */";
                        value(connection, sql, before);
                        assertThat(value(connection, sql, parameter))
                                .as("%s: %s behind %s", query, parameter, before)
                                .isEqualTo(alone);
                    }
                }
            }
        }
    }

    @EveryServer
    void whatIsStoredInADocumentIsWhatWasGiven(TestServer server) {
        try (MySqlPool pool = Pools.pool(Pools.config(server), 1);
                MySqlConnection connection = pool.acquire().join()) {
            connection
                    .sql("create temporary table kinds (document json)")
                    .update()
                    .join();
            connection.sql("insert into kinds values ('{}')").update().join();
            for (Object value : Arrays.asList(1, "one", null, 2.5, "two", 3)) {
                connection
                        .sql("update kinds set document = json_set(document, '$.key', ?)")
                        .params(Collections.singletonList(value))
                        .update()
                        .join();
                assertThat(connection
                                .sql("select json_unquote(json_extract(document, '$.key')) from kinds")
                                .query(String.class)
                                .single()
                                .join())
                        .isEqualTo(String.valueOf(value));
            }
        }
    }

    @EveryServer
    void eachKindOfParametersIsPreparedOnceAndNullIsOfAnyKind(TestServer server) {
        try (MySqlPool pool = Pools.pool(Pools.config(server).statementCacheSize(3), 1);
                MySqlConnection connection = pool.acquire().join()) {
            long before = PreparedStatementsIT.prepares(connection);
            for (int i = 0; i < 3; i++) {
                for (Object parameter : Arrays.asList(null, 1, 2L, null, true)) {
                    value(connection, "select ?", parameter);
                }
            }
            assertThat(PreparedStatementsIT.prepares(connection) - before).isEqualTo(1);
            for (int i = 0; i < 3; i++) {
                for (Object parameter : List.of("a", 1, LocalDate.EPOCH)) {
                    value(connection, "select ?", parameter);
                }
            }
            assertThat(PreparedStatementsIT.prepares(connection) - before)
                    .isEqualTo(PreparedStatementsIT.settlesTypes(server) ? 3 : 1);
            assertThat(PreparedStatementsIT.status(connection, "Com_stmt_close"))
                    .isZero();
        }
    }
}
