package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.concurrent.CompletableFuture;

/** The line that servers say about themselves. */
class StatisticsIT {

    private static final String LINE =
            "Uptime: \\d+ +Threads: \\d+ +Questions: \\d+ +Slow queries: \\d+ +Opens: \\d+ .*";

    @EveryServer
    void comesBetweenStatementsAndLeavesTheSessionAsItIs(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            MySqlConnection connection = pool.acquire().join();
            try (connection) {
                connection.sql("start transaction").update().join();
                CompletableFuture<Integer> before = connection
                        .sql("select ?")
                        .params(1)
                        .query(Integer.class)
                        .single();
                CompletableFuture<String> statistics = connection.statistics();
                CompletableFuture<Integer> behind =
                        connection.sql("select 2").query(Integer.class).single();

                assertThat(before.join()).isEqualTo(1);
                assertThat(statistics.join()).matches(LINE);
                assertThat(behind.join()).isEqualTo(2);
                assertThat(connection.inTransaction()).isTrue();
                connection.sql("rollback").update().join();
            }
            assertThatThrownBy(() -> connection.statistics().join())
                    .cause()
                    .isInstanceOfSatisfying(MySqlConnectionException.class, closed -> assertThat(closed.outcome())
                            .isEqualTo(Outcome.NOT_SENT));
        }
    }
}
