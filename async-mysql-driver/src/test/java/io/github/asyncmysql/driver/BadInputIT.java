package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Mistakes of callers: each one is a clear error that names the thing, and costs the pool nothing. */
class BadInputIT {

    record Small(byte number) {}

    /** Runs the mistake twice and checks that the pool still has its one connection, and that it works. */
    private static void costsNothing(TestServer server, java.util.function.Consumer<MySqlPool> mistake) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            long before = pool.sql("select connection_id()")
                    .query(Long.class)
                    .single()
                    .join();
            mistake.accept(pool);
            mistake.accept(pool);
            assertThat(pool.sql("select connection_id()")
                            .query(Long.class)
                            .single()
                            .join())
                    .isEqualTo(before);
            assertThat(pool.size()).isEqualTo(1);
            assertThat(pool.stats().waiting()).isZero();
        }
    }

    private static void mappingFails(CompletableFuture<?> result, String... words) {
        assertThatThrownBy(result::join)
                .cause()
                .isInstanceOf(MySqlMappingException.class)
                .hasMessageContainingAll(words);
    }

    @EveryServer
    void badSqlIsTheServersError(TestServer server, Protocol protocol) {
        costsNothing(server, pool -> assertThatThrownBy(() -> pool.sql("selec 1")
                        .prepared(protocol == Protocol.PREPARED)
                        .update()
                        .join())
                .cause()
                .isInstanceOfSatisfying(MySqlServerException.class, e -> {
                    assertThat(e.errorCode()).isEqualTo(1064);
                    assertThat(e.sqlState()).isEqualTo("42000");
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
                }));
    }

    @EveryServer
    void aColumnOfAnotherTypeIsNamed(TestServer server, Protocol protocol) {
        boolean prepared = protocol == Protocol.PREPARED;
        costsNothing(server, pool -> {
            mappingFails(
                    pool.sql("select 'seven' as days")
                            .prepared(prepared)
                            .query(row -> row.getInt("days"))
                            .single(),
                    "days");
            mappingFails(
                    pool.sql("select 300 as number")
                            .prepared(prepared)
                            .query(Small.class)
                            .single(),
                    "number");
            mappingFails(
                    pool.sql("select null as number")
                            .prepared(prepared)
                            .query(row -> row.getLong(0))
                            .single(),
                    "number");
            mappingFails(
                    pool.sql("select 1 as a, 2 as b")
                            .prepared(prepared)
                            .query(Long.class)
                            .single(),
                    "2");
            mappingFails(
                    pool.sql("select 1 as a")
                            .prepared(prepared)
                            .query(row -> row.getInt("missing"))
                            .single(),
                    "missing");
        });
    }

    @EveryServer
    void aWrongNumberOfRowsIsAnError(TestServer server) {
        costsNothing(server, pool -> {
            mappingFails(
                    pool.sql("select 1 from (select 1) t where 1 = 0")
                            .query(Integer.class)
                            .single(),
                    "No row");
            mappingFails(
                    pool.sql("select 1 union all select 2").query(Integer.class).optional(), "More than one row");
        });
    }

    @EveryServer
    void argumentsAreCheckedBeforeAnythingIsSent(TestServer server) {
        costsNothing(server, pool -> {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pool.sql("  "))
                    .withMessageContaining("sql");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pool.sql("select 1").timeout(Duration.ofMillis(-1)))
                    .withMessageContaining("timeout must not be negative");
            assertThatThrownBy(() -> pool.sql("select ?, ?").params(1, new Object()))
                    .isInstanceOfSatisfying(MySqlMappingException.class, e -> assertThat(e.outcome())
                            .isEqualTo(Outcome.NOT_SENT))
                    .hasMessageContaining("2");
            assertThatThrownBy(() -> pool.sql("select 1").query(StringBuilder.class))
                    .isInstanceOf(MySqlMappingException.class)
                    .hasMessageContaining("StringBuilder");
        });
    }

    @EveryServer
    void aClosedPoolSaysSo(TestServer server) {
        MySqlPool pool = Pools.pool(server, 1);
        pool.sql("select 1").query(Integer.class).single().join();
        pool.close();
        assertThat(pool.isClosed()).isTrue();
        assertThatThrownBy(
                        () -> pool.sql("select 1").query(Integer.class).single().join())
                .cause()
                .isInstanceOfSatisfying(MySqlPoolException.class, e -> {
                    assertThat(e.reason()).isEqualTo(MySqlPoolException.Reason.CLOSED);
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
                });
        assertThat(pool.acquire()).failsWithin(Duration.ofSeconds(5));
        assertThat(pool.ping()).failsWithin(Duration.ofSeconds(5));
        pool.close();
        assertThat(pool.size()).isZero();
    }

    @EveryServer
    void aConnectionOfAnotherPoolIsNotTakenBack(TestServer server) {
        try (MySqlPool one = Pools.pool(server, 1);
                MySqlPool other = Pools.pool(server, 1);
                MySqlConnection connection = one.acquire().join()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> other.release(connection))
                    .withMessageContaining("not from");
            assertThat(connection.isOpen()).isTrue();
            one.release(connection);
            one.release(connection);
            assertThat(connection.isOpen()).isFalse();
        }
    }
}
