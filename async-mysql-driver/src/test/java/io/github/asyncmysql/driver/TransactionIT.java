package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Transactions on real servers. */
class TransactionIT {

    private static void inTable(TestServer server, String table, Consumer<MySqlPool> work) {
        try (MySqlPool pool = Pools.pool(server, 8)) {
            pool.sql("drop table if exists " + table).update().join();
            pool.sql("create table " + table + " (id int primary key, balance bigint not null)")
                    .update()
                    .join();
            work.accept(pool);
            assertThat(pool.stats().inUse()).isZero();
            pool.sql("drop table " + table).update().join();
        }
    }

    private static long count(MySqlPool pool, String table) {
        return pool.sql("select count(*) from " + table)
                .query(Long.class)
                .single()
                .join();
    }

    @EveryServer
    void commitsWhenTheWorkSucceeds(TestServer server) {
        inTable(server, "tx_commit", pool -> {
            String result = pool.withTransaction(transaction -> transaction
                            .sql("insert into tx_commit values (?, ?)")
                            .params(1, 10)
                            .update()
                            .thenCompose(done -> transaction
                                    .sql("insert into tx_commit values (2, 20)")
                                    .update())
                            .thenApply(done -> "done"))
                    .join();
            assertThat(result).isEqualTo("done");
            assertThat(count(pool, "tx_commit")).isEqualTo(2);
        });
    }

    @EveryServer
    void rollsBackWhenTheWorkFails(TestServer server) {
        inTable(server, "tx_fail", pool -> {
            assertThatThrownBy(() -> pool.withTransaction(transaction -> transaction
                                    .sql("insert into tx_fail values (1, 1)")
                                    .update()
                                    .thenCompose(done -> transaction
                                            .sql("insert into tx_fail values (1, 1)")
                                            .update()))
                            .join())
                    .cause()
                    .isInstanceOfSatisfying(MySqlServerException.class, e -> assertThat(e.isDuplicateKey())
                            .isTrue());
            assertThatThrownBy(() -> pool.withTransaction(transaction -> {
                                transaction
                                        .sql("insert into tx_fail values (2, 1)")
                                        .update();
                                throw new IllegalStateException("changed my mind");
                            })
                            .join())
                    .cause()
                    .hasMessage("changed my mind");
            assertThat(count(pool, "tx_fail")).isZero();
        });
    }

    @EveryServer
    void rollsBackToASavepoint(TestServer server) {
        inTable(server, "tx_save", pool -> {
            pool.withTransaction(transaction -> transaction
                            .sql("insert into tx_save values (1, 1)")
                            .update()
                            .thenCompose(done ->
                                    transaction.withSavepoint(inner -> inner.sql("insert into tx_save values (2, 1)")
                                            .update()
                                            .thenApply(inserted -> {
                                                throw new IllegalStateException("only this part");
                                            })))
                            .handle((result, failure) -> failure)
                            .thenCompose(failure -> transaction
                                    .sql("insert into tx_save values (3, 1)")
                                    .update()))
                    .join();
            assertThat(pool.sql("select id from tx_save order by id")
                            .query(Integer.class)
                            .list()
                            .join())
                    .containsExactly(1, 3);
        });
    }

    @EveryServer
    void rollbackOnlyTurnsSuccessIntoRollback(TestServer server) {
        inTable(server, "tx_only", pool -> {
            pool.withTransaction(transaction -> {
                        transaction.setRollbackOnly();
                        return transaction
                                .sql("insert into tx_only values (1, 1)")
                                .update();
                    })
                    .join();
            assertThat(count(pool, "tx_only")).isZero();
        });
    }

    @EveryServer
    void readOnlyTransactionsRefuseWrites(TestServer server) {
        inTable(server, "tx_ro", pool -> assertThatThrownBy(
                        () -> pool.withTransaction(TransactionOptions.READ_ONLY, transaction -> transaction
                                        .sql("insert into tx_ro values (1, 1)")
                                        .update())
                                .join())
                .cause()
                .isInstanceOfSatisfying(MySqlServerException.class, e -> assertThat(e.errorCode())
                        .isEqualTo(1792)));
    }

    @EveryServer
    void aTransactionThatHasEndedIsDead(TestServer server) {
        inTable(server, "tx_dead", pool -> {
            AtomicReference<MySqlTransaction> escaped = new AtomicReference<>();
            pool.withTransaction(transaction -> {
                        escaped.set(transaction);
                        return CompletableFuture.completedFuture(1);
                    })
                    .join();
            assertThatThrownBy(() -> escaped.get()
                            .sql("insert into tx_dead values (1, 1)")
                            .update()
                            .join())
                    .cause()
                    .isInstanceOfSatisfying(MySqlConnectionException.class, e -> {
                        assertThat(e.kind()).isEqualTo(MySqlConnectionException.Kind.CLOSED);
                        assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
                    });
            assertThat(count(pool, "tx_dead")).isZero();
        });
    }

    @EveryServer
    void cancellingRollsBack(TestServer server) {
        inTable(server, "tx_cancel", pool -> {
            CompletableFuture<Void> inserted = new CompletableFuture<>();
            CompletableFuture<Object> never = new CompletableFuture<>();
            CompletableFuture<Object> transaction = pool.withTransaction(t -> {
                t.sql("insert into tx_cancel values (1, 1)").update().thenAccept(done -> inserted.complete(null));
                return never;
            });
            inserted.join();
            assertThat(transaction.cancel(true)).isTrue();
            // The next borrowers wait for the roll back: a lock on the row would time them out.
            assertThat(pool.sql("select count(*) from tx_cancel for update")
                            .query(Long.class)
                            .single()
                            .join())
                    .isZero();
            org.awaitility.Awaitility.await().until(() -> pool.stats().inUse() == 0);
        });
    }

    @EveryServer
    void oneOfTwoTransactionsThatWaitForEachOtherIsTheVictim(TestServer server) {
        inTable(server, "tx_victim", pool -> {
            pool.sql("insert into tx_victim values (0, 0), (1, 0)").update().join();
            CompletableFuture<Void> firstHasLocked = new CompletableFuture<>();
            CompletableFuture<Void> secondHasLocked = new CompletableFuture<>();
            CompletableFuture<Throwable> first = crosswise(pool, 0, firstHasLocked, secondHasLocked);
            CompletableFuture<Throwable> second = crosswise(pool, 1, secondHasLocked, firstHasLocked);
            assertThat(Stream.of(first.join(), second.join()).filter(Objects::nonNull))
                    .singleElement()
                    .isInstanceOfSatisfying(MySqlServerException.class, e -> {
                        assertThat(e.isDeadlock()).isTrue();
                        assertThat(e.isTransient()).isTrue();
                        assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
                    });
            assertThat(pool.sql("select sum(balance) from tx_victim")
                            .query(Integer.class)
                            .single()
                            .join())
                    .as("the other one has committed")
                    .isEqualTo(2);
        });
    }

    private static CompletableFuture<Throwable> crosswise(
            MySqlPool pool, int start, CompletableFuture<Void> mine, CompletableFuture<Void> others) {
        String add = "update tx_victim set balance = balance + 1 where id = ?";
        return pool.withTransaction(t -> t.sql(add)
                        .params(start)
                        .update()
                        .thenCompose(done -> {
                            mine.complete(null);
                            return others;
                        })
                        .thenCompose(done -> t.sql(add).params(1 - start).update()))
                .handle((done, failure) ->
                        failure == null || failure.getCause() == null ? failure : failure.getCause());
    }

    @EveryServer
    void manyTransfersRepeatedAfterDeadlocksKeepTheSum(TestServer server) {
        inTable(server, "tx_deadlock", pool -> {
            for (int i = 0; i < 4; i++) {
                pool.sql("insert into tx_deadlock values (?, 1000)")
                        .params(i)
                        .update()
                        .join();
            }
            CompletableFuture<?>[] transfers =
                    IntStream.range(0, 200).mapToObj(i -> transfer(pool, 20)).toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(transfers).join();
            assertThat(pool.sql("select sum(balance) from tx_deadlock")
                            .query(Long.class)
                            .single()
                            .join())
                    .isEqualTo(4000);
        });
    }

    private static CompletableFuture<Integer> transfer(MySqlPool pool, int attempts) {
        int from = ThreadLocalRandom.current().nextInt(4);
        int to = (from + 1 + ThreadLocalRandom.current().nextInt(3)) % 4;
        return pool.<Integer>withTransaction(t -> t.sql("select balance from tx_deadlock where id = ? for update")
                        .params(from)
                        .query(Long.class)
                        .single()
                        .thenCompose(balance -> t.sql("update tx_deadlock set balance = balance - 1 where id = ?")
                                .params(from)
                                .update())
                        .thenCompose(done -> t.sql("update tx_deadlock set balance = balance + 1 where id = ?")
                                .params(to)
                                .update())
                        .thenApply(done -> to))
                .exceptionallyCompose(failure -> {
                    Throwable cause = failure.getCause() != null ? failure.getCause() : failure;
                    boolean repeat = cause instanceof MySqlServerException error && error.isDeadlock();
                    return repeat && attempts > 1
                            ? transfer(pool, attempts - 1)
                            : CompletableFuture.failedFuture(cause);
                });
    }
}
