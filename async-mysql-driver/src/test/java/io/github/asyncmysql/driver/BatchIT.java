package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.BatchResult.Failure;
import io.github.asyncmysql.BatchResult.Part;
import io.github.asyncmysql.BatchResult.Strategy;
import io.github.asyncmysql.MySqlBatchException;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Flavor;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;

/** Batches on real servers: counts, keys, limits, failures. */
class BatchIT {

    record Item(String code, int amount) {}

    private static void withTable(TestServer server, Consumer<MySqlPool> work) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            pool.sql("drop table if exists batch_items").update().join();
            pool.sql("create table batch_items (id bigint primary key auto_increment,"
                            + " code varchar(20) unique, amount int, data longblob) engine=innodb")
                    .update()
                    .join();
            work.accept(pool);
            pool.sql("drop table batch_items").update().join();
        }
    }

    private static List<Item> items(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> new Item("c" + i, i)).toList();
    }

    private static BatchResult insert(MySqlPool pool, List<Item> items) {
        return pool.sql("insert into batch_items (code, amount) values (?, ?)")
                .batch(items, (item, p) -> p.add(item.code()).add(item.amount()))
                .join();
    }

    private static long count(MySqlPool pool) {
        return pool.sql("select count(*) from batch_items")
                .query(Long.class)
                .single()
                .join();
    }

    private static MySqlBatchException failureOf(Runnable work) {
        CompletionException thrown = catchThrowableOfType(CompletionException.class, work::run);
        assertThat(thrown).hasCauseInstanceOf(MySqlBatchException.class);
        return (MySqlBatchException) thrown.getCause();
    }

    @EveryServer
    void anInsertIsRewrittenAndTellsCountsAndKeys(TestServer server) {
        withTable(server, pool -> {
            BatchResult result = insert(pool, items(1, 1001));
            assertThat(result.strategy()).isEqualTo(Strategy.REWRITTEN);
            assertThat(result.rows()).isEqualTo(1000);
            assertThat(result.affectedRows()).isEqualTo(1000);
            assertThat(result.rowCounts()).hasSize(1000).containsOnly(1);
            assertThat(result.statements()).hasSizeLessThan(12);
            List<Long> ids = pool.sql("select id from batch_items order by amount")
                    .query(Long.class)
                    .list()
                    .join();
            assertThat(LongStream.of(result.generatedKeys()).boxed()).isEqualTo(ids);
            assertThat(count(pool)).isEqualTo(1000);
        });
    }

    @EveryServer
    void aBatchOfAUsualSizeIsOneStatement(TestServer server) {
        withTable(server, pool -> {
            try (MySqlConnection connection = pool.acquire().join()) {
                for (int i = 0; i < 3; i++) {
                    BatchResult result = connection
                            .sql("insert into batch_items (code, amount) values (?, ?)")
                            .batch(items(i * 1000, i * 1000 + 1000), (item, p) -> p.add(item.code())
                                    .add(item.amount()))
                            .join();
                    assertThat(result.rowCounts()).hasSize(1000).containsOnly(1);
                    if (i > 0) {
                        assertThat(result.statements()).hasSize(1);
                    }
                }
            }
            assertThat(count(pool)).isEqualTo(3000);
        });
    }

    @EveryServer
    void keysThatTheRowsBroughtThemselvesAreNotMistaken(TestServer server) {
        withTable(server, pool -> {
            BatchResult own = pool.sql("insert into batch_items (id, code) values (?, ?)")
                    .batch(List.of(List.of(70, "a"), List.of(50, "b"), List.of(60, "c"), List.of(90, "d")))
                    .join();
            assertThat(own.generatedKeys()).containsOnly(0);
            List<Object> generated = new ArrayList<>();
            generated.add(null);
            generated.add("e");
            BatchResult mixed = pool.sql("insert into batch_items (id, code) values (?, ?)")
                    .batch(List.of(List.of(100, "f"), generated))
                    .join();
            assertThat(mixed.generatedKeys()).containsOnly(0);
            assertThat(mixed.rowCounts()).containsOnly(1);
        });
    }

    @EveryServer
    void replaceAndUpsertTellOnlyWhatIsCertain(TestServer server) {
        withTable(server, pool -> {
            insert(pool, items(0, 2));
            BatchResult replaced = pool.sql("REPLACE INTO batch_items(code,amount)VALUES(?,?)")
                    .batch(items(0, 4), (item, p) -> p.add(item.code()).add(item.amount() + 100))
                    .join();
            assertThat(replaced.strategy()).isEqualTo(Strategy.REWRITTEN);
            assertThat(replaced.rowCounts()).hasSize(4).containsOnly(BatchResult.SUCCESS_NO_INFO);
            assertThat(replaced.affectedRows()).isEqualTo(6);

            BatchResult merged = pool.sql("insert into batch_items (code, amount) values (?, ?)"
                            + " on duplicate key update amount = values(amount)")
                    .batch(items(2, 6), (item, p) -> p.add(item.code()).add(item.amount() + 200))
                    .join();
            assertThat(merged.strategy()).isEqualTo(Strategy.REWRITTEN);
            assertThat(merged.rowCounts()).containsOnly(BatchResult.SUCCESS_NO_INFO);
            assertThat(merged.affectedRows()).isEqualTo(6);
            assertThat(merged.generatedKeys()).containsOnly(0);
            assertThat(pool.sql("select amount from batch_items order by code")
                            .query(Integer.class)
                            .list()
                            .join())
                    .containsExactly(100, 101, 202, 203, 204, 205);
        });
    }

    @EveryServer(flavors = Flavor.MYSQL, mySqlSince = "8.0.19")
    void aRowAliasIsKept(TestServer server) {
        withTable(server, pool -> {
            insert(pool, items(0, 1));
            BatchResult merged = pool.sql("insert into batch_items (code, amount) values (?, ?) as new"
                            + " on duplicate key update amount = new.amount + 1")
                    .batch(items(0, 2), (item, p) -> p.add(item.code()).add(item.amount()))
                    .join();
            assertThat(merged.strategy()).isEqualTo(Strategy.REWRITTEN);
            assertThat(merged.affectedRows()).isEqualTo(3);
        });
    }

    @EveryServer
    void updatesAndDeletesGoTheShortestWayOfTheServer(TestServer server) {
        withTable(server, pool -> {
            insert(pool, items(0, 300));
            boolean bulk = pool.server().mariaDb();
            BatchResult updated = pool.sql("update batch_items set amount = amount + ? where code = ?")
                    .batch(items(0, 301), (item, p) -> p.add(1000).add(item.code()))
                    .join();
            assertThat(updated.strategy()).isEqualTo(bulk ? Strategy.BULK : Strategy.PIPELINED);
            assertThat(updated.affectedRows()).isEqualTo(300);
            assertThat(updated.rows()).isEqualTo(301);
            if (bulk) {
                assertThat(updated.rowCounts()).containsOnly(BatchResult.SUCCESS_NO_INFO);
                assertThat(updated.statements()).hasSize(1);
            } else {
                assertThat(LongStream.of(updated.rowCounts()).limit(300)).containsOnly(1L);
                assertThat(updated.rowCounts()[300]).isZero();
            }
            assertThat(pool.sql("select sum(amount) from batch_items")
                            .query(Long.class)
                            .single()
                            .join())
                    .isEqualTo(300 * 299 / 2 + 300_000);

            BatchResult deleted = pool.sql("delete from batch_items where code = ?")
                    .batch(items(0, 299), (item, p) -> p.add(item.code()))
                    .join();
            assertThat(deleted.affectedRows()).isEqualTo(299);
            assertThat(count(pool)).isEqualTo(1);
        });
    }

    @EveryServer
    void valuesOfChangingTypesArriveAsTheyAre(TestServer server) {
        withTable(server, pool -> {
            List<List<Object>> rows = new ArrayList<>();
            rows.add(List.of(5, "a"));
            rows.add(java.util.Arrays.asList(null, "b"));
            rows.add(List.of("7", "c"));
            rows.add(List.of(8L, "d"));
            for (String sql : List.of(
                    "insert into batch_items (amount, code) values (?, ?)",
                    "update batch_items set amount = coalesce(? + 1, -1) where code = ?")) {
                assertThat(pool.sql(sql).batch(rows).join().affectedRows()).isEqualTo(4);
            }
            assertThat(pool.sql("select amount from batch_items order by code")
                            .query(Integer.class)
                            .list()
                            .join())
                    .containsExactly(6, -1, 8, 9);
            // The statement is still known with the types of the batch.
            pool.sql("update batch_items set amount = coalesce(? + 1, -1) where code = ?")
                    .params(41, "d")
                    .update()
                    .join();
            assertThat(pool.sql("select amount from batch_items where code = 'd'")
                            .query(Integer.class)
                            .single()
                            .join())
                    .isEqualTo(42);
        });
    }

    @EveryServer
    void statementsStayBelowMaxAllowedPacket(TestServer server) {
        withTable(server, pool -> {
            long limit = pool.sql("select @@max_allowed_packet")
                    .query(Long.class)
                    .single()
                    .join();
            byte[] large = new byte[700_000];
            BatchResult result = pool.sql("insert into batch_items (code, data) values (?, ?)")
                    .batch(items(0, 8), (item, p) -> p.add(item.code()).add(large))
                    .join();
            assertThat(result.rows()).isEqualTo(8);
            assertThat(result.statements()).hasSize(8);

            byte[] tooLarge = new byte[Math.toIntExact(limit)];
            MySqlBatchException failure = failureOf(() -> pool.sql("insert into batch_items (code, data) values (?, ?)")
                    .batch(items(8, 9), (item, p) -> p.add(item.code()).add(tooLarge))
                    .join());
            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
            assertThat(failure).hasMessageContaining("max_allowed_packet is " + limit);
            assertThat(count(pool)).isEqualTo(8);
        });
    }

    @EveryServer
    void aFailureInTheMiddleStopsTheBatchAndSaysWhichRows(TestServer server) {
        withTable(server, pool -> {
            pool.sql("insert into batch_items (code) values ('c150')").update().join();
            MySqlBatchException failure = failureOf(() -> pool.withTransaction(transaction -> transaction
                            .sql("insert into batch_items (code, amount) values (?, ?)")
                            .batch(
                                    items(0, 400),
                                    (item, p) -> p.add(item.code()).add(item.amount()),
                                    BatchOptions.DEFAULT.withMaxRowsPerStatement(100)))
                    .join());
            assertThat(failure.firstRow()).isEqualTo(128);
            assertThat(failure.rows()).isEqualTo(64);
            assertThat(failure).hasMessageStartingWith("Rows 128 to 191 of the batch, one statement, failed: ");
            assertThat(failure.getCause())
                    .isInstanceOfSatisfying(MySqlServerException.class, e -> assertThat(e.isDuplicateKey())
                            .isTrue());
            BatchResult result = failure.result();
            assertThat(result.rows()).isEqualTo(128);
            assertThat(result.statements())
                    .extracting(Part::firstRow, Part::rows, Part::affectedRows)
                    .containsExactly(tuple(0L, 64, 64L), tuple(64L, 64, 64L));
            assertThat(result.rowCounts()[127]).isEqualTo(1);
            assertThat(result.rowCounts()[128]).isEqualTo(BatchResult.FAILED);
            assertThat(result.rowCounts()[192]).isEqualTo(BatchResult.NOT_EXECUTED);
            assertThat(count(pool)).isEqualTo(1);
        });
    }

    @EveryServer
    void toleratedFailuresLeaveAllOtherRowsAlone(TestServer server) {
        withTable(server, pool -> {
            insert(pool, List.of(new Item("c3", 0), new Item("c77", 0)));
            BatchResult result = pool.sql("insert into batch_items (code, amount) values (?, ?)")
                    .batch(
                            items(0, 100),
                            (item, p) -> p.add(item.code()).add(item.amount()),
                            BatchOptions.DEFAULT.continueOnError(2))
                    .join();
            assertThat(result.strategy()).isEqualTo(Strategy.PIPELINED);
            assertThat(result.rows()).isEqualTo(98);
            assertThat(result.failures()).extracting(Failure::firstRow).containsExactly(3L, 77L);
            assertThat(result.failures())
                    .allSatisfy(f -> assertThat(((MySqlServerException) f.cause()).isDuplicateKey())
                            .isTrue());
            assertThat(result.rowCounts()[3]).isEqualTo(BatchResult.FAILED);
            assertThat(result.rowCounts()[4]).isEqualTo(1);
            assertThat(result.generatedKeys()[4]).isPositive();
            assertThat(count(pool)).isEqualTo(100);

            MySqlBatchException failure =
                    failureOf(() -> pool.sql("insert into batch_items (code, amount) values (?, ?)")
                            .batch(
                                    items(0, 500),
                                    (item, p) -> p.add(item.code()).add(item.amount()),
                                    BatchOptions.DEFAULT.continueOnError(2))
                            .join());
            assertThat(failure.firstRow()).isEqualTo(2);
            assertThat(failure.result().failures()).hasSizeBetween(3, 64);
        });
    }

    @EveryServer
    void aBatchOnATransactionIsRolledBackWithIt(TestServer server) {
        withTable(server, pool -> {
            pool.withTransaction(transaction -> {
                        transaction.setRollbackOnly();
                        return transaction
                                .sql("insert into batch_items (code, amount) values (?, ?)")
                                .batch(items(0, 50), (item, p) -> p.add(item.code())
                                        .add(item.amount()));
                    })
                    .join();
            assertThat(count(pool)).isZero();
            BatchResult kept = pool.withConnection(connection -> connection
                            .sql("insert into batch_items (code, amount) values (?, ?)")
                            .batch(items(0, 50), (item, p) -> p.add(item.code()).add(item.amount())))
                    .join();
            assertThat(kept.rows()).isEqualTo(50);
            assertThat(count(pool)).isEqualTo(50);
        });
    }

    @EveryServer
    void badRowsAreFoundBeforeAnythingIsSent(TestServer server) {
        withTable(server, pool -> {
            assertThatThrownBy(() -> pool.sql("insert into batch_items (code, amount) values (?, ?)")
                            .batch(List.of(List.of("a", 1), List.of("b", new Object())))
                            .join())
                    .cause()
                    .isInstanceOf(MySqlMappingException.class)
                    .hasMessageStartingWith("Row 1 of the batch: Parameter 2");
            MySqlBatchException failure =
                    failureOf(() -> pool.sql("insert into batch_items (code, amount) values (?, ?)")
                            .batch(List.of(List.of("a")))
                            .join());
            assertThat(failure).hasMessageContaining("2 placeholders, but 1 parameters");
            assertThat(pool.sql("insert into batch_items (code) values (?)")
                            .batch(List.<List<String>>of())
                            .join()
                            .rows())
                    .isZero();
            assertThat(count(pool)).isZero();
        });
    }

    @EveryServer
    void aCancelledBatchLeavesNothingBehind(TestServer server) {
        withTable(server, pool -> {
            List<Long> progress = new java.util.concurrent.CopyOnWriteArrayList<>();
            var future = pool.sql("update batch_items set amount = ? + sleep(0.01)")
                    .batch(
                            IntStream.range(0, 2000).boxed().toList(),
                            (item, p) -> p.add(item),
                            BatchOptions.DEFAULT.withMaxRowsPerStatement(1).withProgress(progress::add));
            Awaitility.await().until(() -> !progress.isEmpty());
            future.cancel(true);
            assertThat(insert(pool, items(0, 3)).rows()).isEqualTo(3);
            assertThat(pool.freeSize()).isEqualTo(1);
            assertThat(pool.size()).isEqualTo(1);
        });
    }
}
