package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.asyncmysql.IsolationLevel;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Transactions that the server ends by itself, and what its isolation shows, on real servers. */
class TransactionEndIT {

    private static void createTable(MySqlPool pool, String table) {
        pool.sql("drop table if exists " + table).update().join();
        pool.sql("create table " + table + " (id int primary key, balance bigint not null) engine = InnoDB")
                .update()
                .join();
        pool.sql("insert into " + table + " values (0, 0), (1, 0)").update().join();
    }

    private static List<Integer> ids(MySqlPool pool, String table) {
        return pool.sql("select id from " + table + " order by id")
                .query(Integer.class)
                .list()
                .join();
    }

    private static Throwable failureOf(CompletableFuture<?> future) {
        return future.handle((result, failure) -> failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure)
                .join();
    }

    private static void assertRefused(Throwable failure, String text) {
        assertThat(failure)
                .isInstanceOfSatisfying(MySqlConnectionException.class, e -> {
                    assertThat(e.kind()).isEqualTo(MySqlConnectionException.Kind.CLOSED);
                    assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
                })
                .hasMessageContaining(text);
    }

    /** Two transactions that lock two rows crosswise, and then go on as {@code behind} says. */
    private static List<Throwable> deadlock(
            MySqlPool pool,
            String table,
            BiFunction<MySqlTransaction, CompletableFuture<UpdateResult>, CompletionStage<?>> behind) {
        String add = "update " + table + " set balance = balance + 1 where id = ?";
        List<CompletableFuture<Void>> locked = List.of(new CompletableFuture<>(), new CompletableFuture<>());
        List<CompletableFuture<Object>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int mine = i;
            both.add(pool.withTransaction(t -> t.sql(add)
                    .params(mine)
                    .update()
                    .thenCompose(done -> {
                        locked.get(mine).complete(null);
                        return locked.get(1 - mine);
                    })
                    .thenCompose(
                            done -> behind.apply(t, t.sql(add).params(1 - mine).update())
                                    .<Object>thenApply(result -> result))));
        }
        return both.stream().map(TransactionEndIT::failureOf).toList();
    }

    @EveryServer
    @Covers({"fault:F11", "guarantee:8"})
    void whatWasSentBehindTheVictimOfADeadlockDoesNotRunOutsideOfItsTransaction(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 3)) {
            createTable(pool, "tx_end_behind");
            List<Throwable> insertsOfVictims = new ArrayList<>();
            List<Throwable> failures = deadlock(pool, "tx_end_behind", (t, update) -> {
                // Without waiting for the update, which is going to be a deadlock's victim or not.
                CompletableFuture<UpdateResult> insert = t.sql("insert into tx_end_behind select max(id) + 10, 0 from"
                                + " (select id from tx_end_behind) existing")
                        .update();
                return update.handle((done, failure) -> failure)
                        .thenCombine(insert.handle((done, failure) -> failure), (updated, inserted) -> {
                            if (updated != null) {
                                insertsOfVictims.add(inserted);
                            }
                            return updated;
                        });
            });
            assertThat(insertsOfVictims).hasSize(1);
            assertRefused(insertsOfVictims.get(0), "rolled back the transaction");
            assertThat(failures.stream().filter(failure -> failure != null))
                    .as("the victim's work did not mind, but there is nothing left to commit")
                    .singleElement()
                    .isInstanceOfSatisfying(MySqlConnectionException.class, e -> assertThat(e.outcome())
                            .isEqualTo(Outcome.NOT_EXECUTED))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.THROWABLE)
                    .hasMessageContaining("not committed");
            assertThat(ids(pool, "tx_end_behind")).as("of the survivor alone").containsExactly(0, 1, 11);
            assertThat(pool.sql("select sum(balance) from tx_end_behind")
                            .query(Integer.class)
                            .single()
                            .join())
                    .isEqualTo(2);
            assertThat(pool.stats().inUse()).isZero();
        }
    }

    @EveryServer
    @Covers("fault:F11")
    void aPartBehindASavepointDoesNotOutliveTheTransactionEither(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 3)) {
            createTable(pool, "tx_end_save");
            List<Throwable> failures = deadlock(pool, "tx_end_save", (t, update) -> update.handle((done, f) -> f)
                    .thenCompose(failure -> failure == null
                            ? CompletableFuture.completedFuture(0)
                            : t.withSavepoint(inner -> inner.sql("insert into tx_end_save values (9, 9)")
                                    .update()
                                    .thenApply(done -> 1))));
            assertThat(failures.stream().filter(failure -> failure != null))
                    .singleElement()
                    .satisfies(failure -> assertRefused(failure, "rolled back the transaction"));
            assertThat(ids(pool, "tx_end_save")).containsExactly(0, 1);
        }
    }

    @EveryServer
    @Covers("fault:F12")
    void afterALockWaitTimeoutTheTransactionGoesOn(TestServer server) {
        try (MySqlPool pool =
                Pools.pool(Pools.config(server).initSql(List.of("set innodb_lock_wait_timeout = 1")), 2)) {
            createTable(pool, "tx_end_wait");
            Throwable failure = lockWait(pool, "tx_end_wait");
            assertThat(failure).isNull();
            assertThat(ids(pool, "tx_end_wait")).containsExactly(0, 1, 5, 6);
            assertThat(pool.stats().inUse()).isZero();
        }
    }

    @EveryServer(restartable = true)
    @Covers("fault:F12")
    void whereALockWaitTimeoutRollsBackNothingRunsBehindIt(TestServer shared) throws Exception {
        try (TestServer server = TestServers.startOwn(shared, "--innodb-rollback-on-timeout=ON");
                MySqlPool pool =
                        Pools.pool(Pools.config(server).initSql(List.of("set innodb_lock_wait_timeout = 1")), 2)) {
            createTable(pool, "tx_end_back");
            assertRefused(lockWait(pool, "tx_end_back"), "rolled back the transaction");
            assertThat(ids(pool, "tx_end_back")).containsExactly(0, 1);
        }
    }

    /** Inserts 5, waits in vain for row 0, inserts 6; how the transaction failed. */
    private static Throwable lockWait(MySqlPool pool, String table) {
        try (MySqlConnection holder = pool.acquire().join()) {
            holder.sql("start transaction").update().join();
            holder.sql("select * from " + table + " where id = 0 for update")
                    .query()
                    .list()
                    .join();
            Throwable failure = failureOf(pool.withTransaction(t -> t.sql("insert into " + table + " values (5, 0)")
                    .update()
                    .thenCompose(done -> t.sql("update " + table + " set balance = 1 where id = 0")
                            .update())
                    .handle((done, timeout) -> {
                        assertThat(timeout.getCause()).isInstanceOfSatisfying(MySqlServerException.class, e -> {
                            assertThat(e.isLockWaitTimeout()).isTrue();
                            assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
                        });
                        return timeout;
                    })
                    .thenCompose(timeout ->
                            t.sql("insert into " + table + " values (6, 0)").update())));
            holder.sql("rollback").update().join();
            return failure;
        }
    }

    @EveryServer
    void behindAStatementThatCommitsByItselfNothingRuns(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            createTable(pool, "tx_end_ddl");
            Throwable failure = failureOf(pool.withTransaction(t -> {
                t.sql("insert into tx_end_ddl values (5, 0)").update();
                t.sql("alter table tx_end_ddl add column extra int").update();
                return t.sql("insert into tx_end_ddl values (6, 0, 0)").update();
            }));
            assertRefused(failure, "ended the transaction");
            assertThat(ids(pool, "tx_end_ddl")).containsExactly(0, 1, 5);
            // With nothing behind it there is nothing to refuse.
            pool.withTransaction(t -> t.sql("drop table tx_end_ddl").update()).join();
        }
    }

    @EveryServer
    void errorsThatLeaveTheTransactionOpenLeaveItUsable(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            createTable(pool, "tx_end_error");
            pool.withTransaction(t -> {
                        CompletableFuture<UpdateResult> duplicate =
                                t.sql("insert into tx_end_error values (0, 0)").update();
                        CompletableFuture<UpdateResult> unknown = t.sql("insert into no_such_table values (?)")
                                .params(1)
                                .update();
                        CompletableFuture<UpdateResult> behind = t.sql("insert into tx_end_error values (?, 0)")
                                .params(7)
                                .update();
                        return duplicate
                                .handle((done, failure) -> failure)
                                .thenCombine(unknown.handle((done, failure) -> failure), (a, b) -> {
                                    assertThat(Stream.of(a, b)).doesNotContainNull();
                                    return a;
                                })
                                .thenCombine(behind, (a, b) -> b);
                    })
                    .join();
            assertThat(ids(pool, "tx_end_error")).containsExactly(0, 1, 7);
            pool.sql("drop table tx_end_error").update().join();
        }
    }

    @EveryServer
    void theSessionsStateIsWhatTheServerSays(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1);
                MySqlConnection connection = pool.acquire().join()) {
            assertThat(connection.inTransaction()).isFalse();
            connection
                    .sql("create temporary table tx_end_flags (id int) engine = InnoDB")
                    .update()
                    .join();
            connection.sql("set autocommit = 0").update().join();
            connection.sql("insert into tx_end_flags values (1)").update().join();
            assertThat(connection.inTransaction()).as("begun by itself").isTrue();
            connection.sql("rollback").update().join();
            assertThat(connection.inTransaction()).isFalse();
            connection.sql("begin").update().join();
            assertThat(connection.inTransaction()).isTrue();
            connection.sql("set autocommit = 1").update().join();
            assertThat(connection.inTransaction()).as("committed by that").isFalse();
        }
    }

    @EveryServer
    void aConsistentSnapshotIsTakenAtTheStart(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 2)) {
            createTable(pool, "tx_end_snapshot");
            for (boolean snapshot : new boolean[] {true, false}) {
                for (boolean readOnly : new boolean[] {true, false}) {
                    pool.sql("delete from tx_end_snapshot").update().join();
                    TransactionOptions options = TransactionOptions.DEFAULT
                            .isolation(IsolationLevel.REPEATABLE_READ)
                            .readOnly(readOnly)
                            .consistentSnapshot(snapshot);
                    assertThat(countAfterInsert(pool, options, "do 0")).isEqualTo(snapshot ? 0 : 1);
                }
            }
            pool.sql("drop table tx_end_snapshot").update().join();
        }
    }

    @EveryServer
    void isolationLevelsShowWhatTheyPromise(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 2)) {
            createTable(pool, "tx_end_snapshot");
            String look = "select count(*) from tx_end_snapshot";
            for (IsolationLevel level : List.of(IsolationLevel.REPEATABLE_READ, IsolationLevel.READ_COMMITTED)) {
                pool.sql("delete from tx_end_snapshot").update().join();
                assertThat(countAfterInsert(pool, TransactionOptions.DEFAULT.isolation(level), look))
                        .isEqualTo(level == IsolationLevel.REPEATABLE_READ ? 0 : 1);
            }
            assertThat(pool.sql("select @@transaction_isolation")
                            .query(String.class)
                            .single()
                            .join())
                    .as("the level is the transaction's, not the session's")
                    .isEqualTo("REPEATABLE-READ");
            pool.sql("drop table tx_end_snapshot").update().join();
        }
    }

    /** How many rows a transaction sees that has run {@code first} before another one inserted a row. */
    private static long countAfterInsert(MySqlPool pool, TransactionOptions options, String first) {
        return pool.withTransaction(options, t -> t.sql(first)
                        .results()
                        .thenCompose(done -> pool.sql("insert into tx_end_snapshot values (1, 1)")
                                .update())
                        .thenCompose(inserted -> t.sql("select count(*) from tx_end_snapshot")
                                .query(Long.class)
                                .single()))
                .join();
    }

    @EveryServer
    @Covers("guarantee:8")
    void whatCannotBeBegunLeavesNothing(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 2)) {
            createTable(pool, "tx_end_refused");
            List<Throwable> failures = new ArrayList<>();
            Throwable failure = failureOf(pool.withConnection(connection -> connection
                    .sql("xa start 'tx_end_refused'")
                    .update()
                    .thenCompose(started -> connection.withTransaction(t -> {
                        CompletableFuture<List<Integer>> read = t.sql("select id from tx_end_refused for update")
                                .query(Integer.class)
                                .list();
                        CompletableFuture<UpdateResult> insert = t.sql("insert into tx_end_refused values (9, 9)")
                                .update();
                        return read.handle((ids, refusal) -> failures.add(refusal))
                                .thenCompose(done -> insert.handle((inserted, refusal) -> failures.add(refusal)));
                    }))));
            assertThat(failure).isInstanceOfSatisfying(MySqlServerException.class, e -> {
                assertThat(e.errorCode()).as("within an XA transaction").isEqualTo(1399);
                assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
            });
            assertThat(failures).hasSize(2).allSatisfy(told -> assertThat(told).isSameAs(failure));
            assertThat(ids(pool, "tx_end_refused")).containsExactly(0, 1);
            pool.sql("drop table tx_end_refused").update().join();
        }
    }

    @EveryServer
    void aQueryThatTravelsWithTheStartBelongsToTheTransaction(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 2)) {
            createTable(pool, "tx_end_travel");
            String lock = "select balance from tx_end_travel where id = ? for update";
            // Prepared by the first round; in the second one everything travels together.
            for (int round = 1; round <= 2; round++) {
                long expected = round;
                pool.withTransaction(t -> t.sql(lock)
                                .params(0)
                                .query(Long.class)
                                .single()
                                .thenCompose(balance -> pool.sql(lock + " nowait")
                                        .params(0)
                                        .query(Long.class)
                                        .single()
                                        .handle((read, refusal) -> {
                                            assertThat(refusal)
                                                    .as("locked by the transaction")
                                                    .isNotNull();
                                            return balance;
                                        }))
                                .thenCompose(balance -> t.sql("update tx_end_travel set balance = ? where id = 0")
                                        .params(balance + 1)
                                        .update()))
                        .join();
                assertThat(pool.sql("select balance from tx_end_travel where id = 0")
                                .query(Long.class)
                                .single()
                                .join())
                        .isEqualTo(expected);
            }
            pool.sql("drop table tx_end_travel").update().join();
        }
    }

    @EveryServer
    void settingsThatContradictEachOtherAreRefused(TestServer server) {
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> TransactionOptions.DEFAULT
                        .consistentSnapshot(true)
                        .isolation(IsolationLevel.READ_COMMITTED)))
                .hasMessageContaining("consistentSnapshot")
                .hasMessageContaining("READ_COMMITTED");
        assertThat(server).isNotNull();
    }
}
