package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlUnsupportedException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Query attributes, on real servers. */
class QueryAttributesIT {

    private static String attributes(MySqlPool pool, SqlStatement statement) {
        return statement.query(String.class).single().join();
    }

    @EveryServer(flavors = Flavor.MYSQL, mySqlSince = "8.4.0")
    void reachTheServerBesideTheStatement(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            boolean installed = pool.sql(
                            "select count(*) from mysql.component where component_urn like '%query_attributes'")
                    .query(Boolean.class)
                    .single()
                    .join();
            if (!installed) {
                pool.sql("install component 'file://component_query_attributes'")
                        .update()
                        .join();
            }
            SqlStatement statement = pool.sql(
                            "select concat_ws('|', mysql_query_attribute_string('trace'),"
                                    + " mysql_query_attribute_string('n'), ifnull(mysql_query_attribute_string('none'), 'null'))")
                    .prepared(protocol == Protocol.PREPARED);

            assertThat(attributes(pool, statement.attribute("trace", "Grüße").attribute("n", 7)))
                    .isEqualTo("Grüße|7|null");
            assertThat(attributes(pool, statement.attribute("none", null))).isEqualTo("null");
            assertThat(attributes(pool, statement)).isEqualTo("null");
            assertThat(pool.size()).isEqualTo(1);
        }
    }

    @EveryServer(flavors = Flavor.MYSQL, mySqlSince = "8.4.0")
    void travelWithParameters(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            SqlStatement sum = pool.sql("select ? + ?");
            for (int i = 0; i < 3; i++) {
                SqlStatement plain = sum.params(i, 2);
                assertThat(plain.attribute("trace", "a")
                                .query(Integer.class)
                                .single()
                                .join())
                        .isEqualTo(i + 2);
                assertThat(plain.query(Integer.class).single().join()).isEqualTo(i + 2);
                assertThat(sum.params(1.5, null).query(Double.class).optional().join())
                        .isEmpty();
            }
        }
    }

    @EveryServer
    void areRefusedWhereTheServerKnowsNone(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            ServerInfo info = pool.withConnection(connection -> CompletableFuture.completedFuture(connection.server()))
                    .join();
            boolean modern = !info.mariaDb() && info.isAtLeast(8, 0, 23);
            SqlStatement statement =
                    pool.sql("select 1").prepared(protocol == Protocol.PREPARED).attribute("trace", "a");
            if (modern) {
                assertThat(statement.query(Integer.class).single().join()).isEqualTo(1);
                return;
            }
            CompletionException thrown = catchThrowableOfType(
                    CompletionException.class,
                    () -> statement.query(Integer.class).single().join());
            assertThat(thrown.getCause())
                    .isInstanceOfSatisfying(MySqlUnsupportedException.class, e -> assertThat(e.outcome())
                            .isEqualTo(Outcome.NOT_SENT))
                    .hasMessageContaining("MySQL 8.0.23");
            assertThat(pool.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
            assertThat(pool.size()).isEqualTo(1);
        }
    }
}
