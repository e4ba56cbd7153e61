package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

class AsyncMySqlTransactionManagerIT {

    private static final int CYCLES = Integer.getInteger("transaction.cycles", 300);

    private MySqlPool pool;
    private AsyncMySqlTemplate mysql;
    private AsyncMySqlTransactionManager manager;

    private void connect(TestServer server) {
        pool = ServerPools.open(server, PoolConfig.builder().maxSize(4).build());
        mysql = new AsyncMySqlTemplate(pool);
        manager = new AsyncMySqlTransactionManager(pool);
        join(mysql.update("drop table if exists managed"));
        join(mysql.update("create table managed (id int primary key, note varchar(20)) engine=InnoDB"));
    }

    @AfterEach
    void close() {
        if (pool != null) {
            pool.close();
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.orTimeout(60, TimeUnit.SECONDS).join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
        }
    }

    private TransactionTemplate transaction() {
        return new TransactionTemplate(manager);
    }

    private TransactionTemplate transaction(int propagation) {
        TransactionTemplate transaction = transaction();
        transaction.setPropagationBehavior(propagation);
        return transaction;
    }

    private void insert(int id) {
        join(mysql.update("insert into managed (id) values (?)", id));
    }

    private List<Integer> ids() {
        return join(mysql.queryForList("select id from managed order by id", Integer.class));
    }

    private List<Integer> idsSeenByOthers() {
        return CompletableFuture.supplyAsync(this::ids).join();
    }

    @EveryServer
    void commitsWhatTheThreadDidInOneSession(TestServer server) {
        connect(server);

        transaction().executeWithoutResult(status -> {
            insert(1);
            insert(2);
            assertThat(ids()).containsExactly(1, 2);
            assertThat(idsSeenByOthers()).isEmpty();
        });

        assertThat(ids()).containsExactly(1, 2);
    }

    @EveryServer
    void rollsBackOnFailureAndOnRequest(TestServer server) {
        connect(server);

        assertThatThrownBy(() -> transaction().executeWithoutResult(status -> {
                    insert(1);
                    throw new IllegalStateException("not today");
                }))
                .hasMessage("not today");
        transaction().executeWithoutResult(status -> {
            insert(2);
            status.setRollbackOnly();
        });

        assertThat(ids()).isEmpty();
    }

    @EveryServer
    void continuationsThatRunInlineTakePart(TestServer server) {
        connect(server);
        AtomicReference<Thread> thread = new AtomicReference<>();

        transaction().executeWithoutResult(status -> {
            join(mysql.queryForObject("select sleep(0.05)", Integer.class).thenCompose(slept -> {
                thread.set(Thread.currentThread());
                return mysql.update("insert into managed (id) values (1)")
                        .thenCompose(done -> mysql.update("insert into managed (id) values (2)"));
            }));
            status.setRollbackOnly();
        });

        assertThat(thread.get()).isNotSameAs(Thread.currentThread());
        assertThat(ids()).isEmpty();
    }

    @EveryServer
    void aCommitWaitsForStatementsThatNobodyWaitedFor(TestServer server) {
        connect(server);

        transaction().executeWithoutResult(status -> mysql.queryForObject("select sleep(0.05)", Integer.class)
                .thenCompose(slept -> mysql.update("insert into managed (id) values (1)"))
                .thenCompose(done -> mysql.update("insert into managed (id) values (2)")));

        assertThat(ids()).containsExactly(1, 2);
    }

    @EveryServer
    void aStatementThatFailsDuringTheCommitUndoesEverything(TestServer server) {
        connect(server);

        assertThatThrownBy(() -> transaction().executeWithoutResult(status -> {
                    insert(1);
                    mysql.queryForObject("select sleep(0.2)", Integer.class)
                            .thenCompose(slept -> mysql.update("insert into managed (id) values (1)"));
                }))
                .isInstanceOf(UnexpectedRollbackException.class)
                .hasCauseInstanceOf(DuplicateKeyException.class);

        assertThat(ids()).isEmpty();
    }

    @EveryServer
    void theTemplateJoinsWithAllItsMethods(TestServer server) {
        connect(server);

        transaction().executeWithoutResult(status -> {
            long session = join(mysql.queryForObject("select connection_id()", Long.class));
            long onConnection = join(
                    mysql.inConnection(connection -> connection.queryForObject("select connection_id()", Long.class)));
            long behindSavepoint =
                    join(mysql.<Long>inTransaction(inner -> inner.update("insert into managed (id) values (7)")
                            .thenCompose(done -> inner.queryForObject("select connection_id()", Long.class))));
            assertThat(onConnection).isEqualTo(session);
            assertThat(behindSavepoint).isEqualTo(session);
            assertThatThrownBy(() -> join(
                            mysql.<Object>inTransaction(inner -> inner.update("insert into managed (id) values (8)")
                                    .thenApply(done -> {
                                        throw new IllegalStateException("inner");
                                    }))))
                    .hasMessage("inner");
            assertThat(join(mysql.sql("insert into managed (id) values (?)")
                                    .batch(List.of(3, 4), (id, params) -> params.add(id)))
                            .affectedRows())
                    .isEqualTo(2);
            assertThat(ids()).containsExactly(3, 4, 7);
            status.setRollbackOnly();
        });

        assertThat(ids()).isEmpty();
    }

    @EveryServer
    void requiresNewUsesAnotherConnection(TestServer server) {
        connect(server);

        transaction().executeWithoutResult(outer -> {
            insert(1);
            transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult(inner -> {
                insert(2);
                assertThat(ids()).containsExactly(2);
            });
            assertThat(ids()).contains(1);
            outer.setRollbackOnly();
        });

        assertThat(ids()).containsExactly(2);
    }

    @EveryServer
    void nestedUsesASavepoint(TestServer server) {
        connect(server);

        transaction().executeWithoutResult(outer -> {
            insert(1);
            transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(inner -> {
                insert(2);
                inner.setRollbackOnly();
            });
            transaction(TransactionDefinition.PROPAGATION_NESTED).executeWithoutResult(inner -> insert(3));
        });

        assertThat(ids()).containsExactly(1, 3);
    }

    @EveryServer
    void aParticipantThatFailsMarksTheWhole(TestServer server) {
        connect(server);

        assertThatThrownBy(() -> transaction().executeWithoutResult(outer -> {
                    insert(1);
                    assertThatThrownBy(() -> transaction().executeWithoutResult(inner -> {
                                throw new IllegalStateException("inner");
                            }))
                            .hasMessage("inner");
                }))
                .isInstanceOf(UnexpectedRollbackException.class);

        assertThat(ids()).isEmpty();
    }

    @EveryServer
    void isolationAndReadOnlyReachTheServer(TestServer server) {
        connect(server);
        insert(1);
        TransactionTemplate readOnly = transaction();
        readOnly.setReadOnly(true);
        TransactionTemplate dirty = transaction();
        dirty.setIsolationLevel(TransactionDefinition.ISOLATION_READ_UNCOMMITTED);

        assertThatThrownBy(() -> readOnly.executeWithoutResult(status -> insert(2)))
                .isInstanceOf(InvalidDataAccessResourceUsageException.class);
        transaction().executeWithoutResult(status -> {
            insert(3);
            CompletableFuture.runAsync(() -> dirty.executeWithoutResult(
                            other -> assertThat(ids()).containsExactly(1, 3)))
                    .join();
        });
    }

    @EveryServer
    void theTimeoutLimitsTheStatements(TestServer server) {
        connect(server);
        TransactionTemplate limited = transaction();
        limited.setTimeout(1);

        assertThatThrownBy(() -> limited.executeWithoutResult(status -> {
                    insert(1);
                    join(mysql.queryForObject("select sleep(30)", Integer.class));
                }))
                .isInstanceOf(QueryTimeoutException.class);

        assertThat(ids()).isEmpty();
    }

    @EveryServer
    void nothingRunsOutsideAfterADeadlock(TestServer server) throws Exception {
        connect(server);
        insert(1);
        insert(2);
        CountDownLatch bothHoldOne = new CountDownLatch(2);
        AtomicReference<RuntimeException> afterwards = new AtomicReference<>();
        List<CompletableFuture<Void>> rivals = List.of(
                CompletableFuture.runAsync(() -> rival(1, 2, bothHoldOne, afterwards)),
                CompletableFuture.runAsync(() -> rival(2, 1, bothHoldOne, afterwards)));

        long undone = rivals.stream()
                .filter(rival -> {
                    try {
                        rival.orTimeout(60, TimeUnit.SECONDS).join();
                        return false;
                    } catch (CompletionException failure) {
                        assertThat(failure).hasCauseInstanceOf(UnexpectedRollbackException.class);
                        return true;
                    }
                })
                .count();

        assertThat(undone).isEqualTo(1);
        assertThat(afterwards.get()).isInstanceOf(IllegalTransactionStateException.class);
        assertThat(ids()).containsExactly(1, 2);
    }

    private void rival(int first, int second, CountDownLatch both, AtomicReference<RuntimeException> afterwards) {
        transaction().executeWithoutResult(status -> {
            join(mysql.update("update managed set note = 'mine' where id = ?", first));
            both.countDown();
            try {
                assertThat(both.await(60, TimeUnit.SECONDS)).isTrue();
                join(mysql.update("update managed set note = 'mine' where id = ?", second));
            } catch (CannotAcquireLockException deadlock) {
                try {
                    insert(100);
                } catch (RuntimeException failure) {
                    afterwards.set(failure);
                }
            } catch (InterruptedException interruption) {
                throw new IllegalStateException(interruption);
            }
        });
    }

    @EveryServer
    void refusesToBlockACallback(TestServer server) {
        connect(server);

        CompletableFuture<Void> blocked = mysql.queryForObject("select sleep(0.05)", Integer.class)
                .thenAccept(slept -> transaction().executeWithoutResult(status -> insert(1)));

        assertThat(blocked)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableThat()
                .withCauseInstanceOf(IllegalTransactionStateException.class)
                .withMessageContaining("event loop or a callback");
        assertThat(ids()).isEmpty();
    }

    @EveryServer
    @Covers("boot:43")
    void connectionsComeBackCleanHoweverATransactionEnds(TestServer server) {
        connect(server);
        for (int i = 0; i < CYCLES; i++) {
            int kind = i % 4;
            try {
                transaction().executeWithoutResult(status -> {
                    insert(1);
                    CompletableFuture<Integer> slow = mysql.queryForObject("select sleep(0.001)", Integer.class);
                    switch (kind) {
                        case 0 -> throw new IllegalStateException("thrown");
                        case 1 -> slow.cancel(true);
                        case 2 -> insert(1);
                        default ->
                            slow.thenAccept(slept -> {
                                throw new IllegalStateException("in a callback");
                            });
                    }
                    status.setRollbackOnly();
                });
            } catch (IllegalStateException | DuplicateKeyException | TransactionSystemException expected) {
                // What counts is the state afterwards.
            }
        }

        assertThat(ids()).isEmpty();
        Awaitility.await().untilAsserted(() -> assertThat(pool.stats().inUse()).isZero());
        assertThat(pool.stats().size()).isLessThanOrEqualTo(4);
    }

    @EveryServer
    void anInterruptionWhileBeginningLeavesNothingOpen(TestServer server) {
        connect(server);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> transaction().executeWithoutResult(status -> insert(1)))
                    .isInstanceOf(CannotCreateTransactionException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        Awaitility.await().untilAsserted(() -> assertThat(pool.stats().inUse()).isZero());
        assertThat(ids()).isEmpty();
    }
}
