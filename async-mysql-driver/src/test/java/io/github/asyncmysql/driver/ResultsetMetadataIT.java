package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.PoolTotals.Reset;
import io.github.asyncmysql.ResultRows;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Columns that MySQL need not describe again for a while, where that is asked for, on real servers. */
class ResultsetMetadataIT {

    private static final Duration LONG = Duration.ofHours(1);
    private static final int COLUMNS = 50;
    /** More than it takes until columns are left out. */
    private static final int RUN = 20;
    /** Less than half of what describing one column takes. */
    private static final int BYTES_PER_COLUMN = 30;

    private static final String ALL = "select * from known_columns where id >= ?";
    private static final String BYTES =
            "select variable_value from performance_schema.session_status where variable_name = ?";

    private static MySqlPool pool(TestServer server, Duration lifetime) {
        return Pools.pool(Pools.config(server).resultsetMetadataLifetime(lifetime), 1);
    }

    private static Row read(MySqlPool pool, String sql, @Nullable Object... parameters) {
        return pool.sql(sql).params(parameters).query().single().join();
    }

    /** Reads the same until it is not described any more, where the server does without that. */
    private static void learn(MySqlPool pool, String sql, @Nullable Object... parameters) {
        for (int i = 0; i < RUN; i++) {
            read(pool, sql, parameters);
        }
    }

    private static void create(MySqlPool pool, String columns) {
        pool.sql("drop table if exists known_columns").update().join();
        pool.sql("create table known_columns (id int primary key, " + columns + ")")
                .update()
                .join();
        pool.sql("insert into known_columns (id) values (1)").update().join();
    }

    private static void alter(TestServer server, String change) {
        try (MySqlPool other = Pools.pool(server, 1)) {
            other.sql("alter table known_columns " + change).update().join();
        }
    }

    private static long bytesSent(MySqlPool pool) {
        return Long.parseLong(read(pool, BYTES, "Bytes_sent").getString(0));
    }

    private static long bytesOfReads(MySqlPool pool) {
        learn(pool, BYTES, "Bytes_sent");
        learn(pool, ALL, 1);
        long before = bytesSent(pool);
        for (int i = 0; i < RUN; i++) {
            assertThat(read(pool, ALL, 1).getInt("column_number_49")).isEqualTo(49);
        }
        return bytesSent(pool) - before;
    }

    private static int compare(Row one, Row other) {
        assertThat(one.columns()).usingRecursiveComparison().isEqualTo(other.columns());
        for (int i = 0; i < other.columns().size(); i++) {
            Object expected = other.get(i);
            assertThat(one.get(i)).as(other.columns().get(i).name()).isEqualTo(expected);
        }
        return 0;
    }

    private static List<Long> read(Flow.Publisher<Long> rows) {
        List<Long> read = new ArrayList<>();
        CompletableFuture<Void> end = new CompletableFuture<>();
        rows.subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Long row) {
                read.add(row);
            }

            @Override
            public void onError(Throwable failure) {
                end.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                end.complete(null);
            }
        });
        end.join();
        return read;
    }

    @EveryServer(flavors = Flavor.MYSQL)
    void columnsThatAreKnownAreNotSentAgain(TestServer server) {
        try (MySqlPool pool = pool(server, LONG)) {
            create(
                    pool,
                    IntStream.range(0, COLUMNS)
                            .mapToObj(i -> "column_number_" + i + " int default " + i)
                            .collect(Collectors.joining(", ")));
            long most = (long) RUN * COLUMNS * BYTES_PER_COLUMN;
            assertThat(bytesOfReads(pool)).isLessThan(most);
            // A session that was reset describes them until they are known once more.
            pool.withConnection(c -> c.sql("set @reset = 1").update()).join();
            assertThat(bytesOfReads(pool)).isLessThan(most);
            // To leave them out is no change that a reset would have to undo, else each release would be one.
            assertThat(pool.totals().returned()).containsEntry(Reset.RESET, 1L);
        }
    }

    @EveryServer
    void whatComesBetweenIsReadAsEver(TestServer server) {
        try (MySqlPool pool = pool(server, LONG)) {
            create(pool, "a bigint default 2, b text");
            pool.sql("drop procedure if exists known_results").update().join();
            pool.sql("create procedure known_results(n int) begin select n as a; select 'text' as c, 1.5 as d; end")
                    .update()
                    .join();
            learn(pool, ALL, 1);
            assertThat(pool.sql("select 1.5").query(BigDecimal.class).single().join())
                    .isEqualTo("1.5");
            learn(pool, ALL, 1);
            assertThat(pool.sql("call known_results(?)").params(3).results().join().stream()
                            .filter(ResultRows.class::isInstance)
                            .map(part ->
                                    ((ResultRows) part).rows().get(0).get(0).toString()))
                    .containsExactly("3", "text");
            learn(pool, ALL, 1);
            assertThat(pool.sql(ALL)
                            .params(1)
                            .query(row -> row.getLong("a"))
                            .list()
                            .join())
                    .containsExactly(2L);
            assertThat(read(pool.sql(ALL).params(1).query(row -> row.getLong("a")).stream()))
                    .containsExactly(2L);
            assertThat(read(pool.sql(ALL).params(1).query(row -> row.getLong("a")).stream(10)))
                    .containsExactly(2L);
            // The number of rows changed is that of the statement before, whatever the driver has told the server.
            learn(pool, ALL, 1);
            Long changed = pool.withConnection(c -> c.sql("insert into known_columns (id) values (?), (?)")
                            .params(-1, -2)
                            .update()
                            .thenCompose(done -> c.sql("select row_count()")
                                    .query(Long.class)
                                    .single()))
                    .join();
            assertThat(changed).isEqualTo(2);
            learn(pool, ALL, 1);
            Long inside = pool.withTransaction(t ->
                            t.sql(ALL).params(1).query(row -> row.getLong("a")).single())
                    .join();
            assertThat(inside).isEqualTo(2);
        }
    }

    @EveryServer(flavors = Flavor.MYSQL)
    void columnsThatDependOnParametersAreDescribedWhenThoseChange(TestServer server) {
        String echo = "select ? as echo, coalesce(?, 7) as other";
        List<Object> values = List.of(5L, 2.5, "text", 7, new BigDecimal("1.25"), new byte[] {1, 2}, 5L);
        try (MySqlPool pool = pool(server, LONG);
                MySqlPool asEver = Pools.pool(server, 1)) {
            for (Object value : values) {
                learn(pool, echo, value, value);
                for (Object second : new @Nullable Object[] {value, null, value}) {
                    assertThat(read(pool, echo, value, second))
                            .usingComparator(ResultsetMetadataIT::compare)
                            .isEqualTo(read(asEver, echo, value, second));
                }
            }
        }
    }

    @EveryServer
    void valuesOfAllTypesAreThoseOfDescribedColumns(TestServer server) {
        try (MySqlPool pool = pool(server, LONG);
                MySqlPool asEver = Pools.pool(server, 1)) {
            create(
                    pool,
                    "c1 tinyint default -1, c2 tinyint unsigned default 255, c3 smallint default -2, c4 mediumint default"
                            + " 70000, c5 int unsigned default 4000000000, c6 bigint unsigned default"
                            + " 18446744073709551615, c7 float default 1.5, c8 double default 2.25, c9 decimal(20,5) default"
                            + " 12.5, c10 bit(9) default b'101', c11 year default 2026, c12 date default '2026-11-28', c13"
                            + " time(3) default '-100:00:01.5', c14 datetime(6) default '2026-11-28 17:00:00.5', c15"
                            + " timestamp default '2026-11-28 17:00:00', c16 char(5) default 'a', c17 varchar(300) default"
                            + " 'b', c18 binary(3) default 'c', c19 varbinary(9) default 'd', c20 enum('x','y') default 'y',"
                            + " c21 set('p','q') default 'p,q', c22 json, c23 longblob, c24 longtext, c25 geometry");
            pool.sql("update known_columns set c22 = '[1]', c23 = repeat('e', 300), c24 = repeat('f', 70000), c25 ="
                            + " st_geomfromtext('point(1 2)')")
                    .update()
                    .join();
            learn(pool, ALL, 1);
            assertThat(read(pool, ALL, 1))
                    .usingComparator(ResultsetMetadataIT::compare)
                    .isEqualTo(read(asEver, ALL, 1));
        }
    }

    @EveryServer
    void columnsThatWereAddedOrDroppedAreReadAtOnce(TestServer server) {
        try (MySqlPool pool = pool(server, LONG)) {
            create(pool, "a bigint default 2");
            learn(pool, ALL, 1);
            alter(server, "add column b varchar(20) default 'x'");
            assertThat(read(pool, ALL, 1).getString("b")).isEqualTo("x");
            learn(pool, ALL, 1);
            alter(server, "drop column a");
            assertThat(read(pool, ALL, 1).getString("b")).isEqualTo("x");
            assertThat(pool.totals().created()).isEqualTo(1);
        }
    }

    @EveryServer(flavors = Flavor.MYSQL)
    void rowsThatDoNotFitCloseTheConnection(TestServer server) {
        try (MySqlPool pool = pool(server, LONG)) {
            create(pool, "a bigint default 2");
            learn(pool, ALL, 1);
            alter(server, "modify a smallint default 2");
            assertThatThrownBy(() -> read(pool, ALL, 1))
                    .hasCauseInstanceOf(MySqlProtocolException.class)
                    .hasMessageContaining("resultset-metadata-lifetime");
            assertThat(read(pool, ALL, 1).getInt("a")).isEqualTo(2);
        }
    }

    @EveryServer(flavors = Flavor.MYSQL)
    void typesOfTheSameWidthAreMistakenUntilTheLifetimeIsOver(TestServer server) {
        try (MySqlPool unlimited = pool(server, LONG);
                MySqlPool pool = pool(server, Duration.ofMillis(200))) {
            create(pool, "a bigint default 4");
            learn(unlimited, ALL, 1);
            learn(pool, ALL, 1);
            alter(server, "modify a double default 4");
            assertThat(read(unlimited, ALL, 1).get("a")).isEqualTo(Double.doubleToRawLongBits(4));
            await().untilAsserted(() -> assertThat(read(pool, ALL, 1).get("a")).isEqualTo(4.0));
            // Whoever alters a type in place has the pool forget what it knows.
            unlimited.clear();
            assertThat(read(unlimited, ALL, 1).get("a")).isEqualTo(4.0);
        }
    }
}
