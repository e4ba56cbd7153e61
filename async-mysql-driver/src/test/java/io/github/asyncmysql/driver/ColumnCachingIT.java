package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.ResultRows;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns that MariaDB does not describe again, on real servers. */
class ColumnCachingIT {

    private static final int COLUMNS = 50;
    private static final int RUNS = 20;
    /** Less than half of what describing one column takes. */
    private static final int BYTES_PER_COLUMN = 30;

    private static long bytesSent(MySqlConnection connection) {
        return connection
                .sql("show session status like 'Bytes_sent'")
                .query(row -> row.getLong(1))
                .single()
                .join();
    }

    private static Row read(MySqlConnection connection) {
        return connection
                .sql("select * from column_caching where column_number_0 = ?")
                .params(0)
                .query()
                .single()
                .join();
    }

    @EveryServer(flavors = Flavor.MARIADB)
    void columnsThatAreKnownAreNotSentAgain(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 2);
                MySqlConnection connection = pool.acquire().join()) {
            pool.sql("drop table if exists column_caching").update().join();
            pool.sql(IntStream.range(0, COLUMNS)
                            .mapToObj(i -> "column_number_" + i + " int default " + i)
                            .collect(Collectors.joining(", ", "create table column_caching (", ")")))
                    .update()
                    .join();
            pool.sql("insert into column_caching () values ()").update().join();
            read(connection);
            long before = bytesSent(connection);
            for (int i = 0; i < RUNS; i++) {
                assertThat(read(connection).getInt("column_number_49")).isEqualTo(49);
            }
            assertThat(bytesSent(connection) - before).isLessThan((long) RUNS * COLUMNS * BYTES_PER_COLUMN);

            pool.sql(
                            "alter table column_caching modify column_number_49 varchar(20) default 'x', drop column column_number_1")
                    .update()
                    .join();
            assertThat(read(connection).columns()).hasSize(COLUMNS - 1);
            assertThat(read(connection).getString("column_number_49")).isEqualTo("49");
        }
    }

    @EveryServer
    void resultsOfOneStatementAreNeverMistakenForEachOther(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            pool.sql("drop procedure if exists column_results").update().join();
            pool.sql("create procedure column_results(n int) begin if n > 0 then select n as a, 'x' as b; end if;"
                            + " select 'text' as c, 1.5 as d; select n as a, 'x' as b; end")
                    .update()
                    .join();
            for (int n : List.of(1, 1, 0, 1, 0, 0)) {
                List<String> columns = pool.sql("call column_results(?)").params(n).results().join().stream()
                        .filter(ResultRows.class::isInstance)
                        .map(ResultRows.class::cast)
                        .map(result -> result.rows().get(0).columns().get(0).name() + "="
                                + result.rows().get(0).get(0))
                        .toList();
                assertThat(columns).isEqualTo(n > 0 ? List.of("a=1", "c=text", "a=1") : List.of("c=text", "a=0"));
            }
        }
    }
}
