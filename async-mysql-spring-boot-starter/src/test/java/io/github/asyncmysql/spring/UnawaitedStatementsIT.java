package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionTemplate;

/** Statements that fail in a transaction of a thread while nobody waits for them. */
class UnawaitedStatementsIT {

    private static final String INSERT = "insert into unawaited values (?)";

    private static void with(TestServer server, Test test) {
        server.execute("drop table if exists unawaited", "create table unawaited (id int primary key) engine=InnoDB");
        try (MySqlPool pool = ServerPools.open(server, PoolConfig.defaults())) {
            test.run(new AsyncMySqlTemplate(pool), new TransactionTemplate(new AsyncMySqlTransactionManager(pool)));
        }
    }

    @FunctionalInterface
    private interface Test {

        void run(AsyncMySqlTemplate mysql, TransactionTemplate transaction);
    }

    /** One that fails because of its key; it has failed when this returns. */
    private static CompletableFuture<UpdateResult> failing(AsyncMySqlTemplate mysql) {
        mysql.update(INSERT, 1).join();
        CompletableFuture<UpdateResult> failing = mysql.update(INSERT, 1);
        // Statements of a transaction are answered in their order.
        mysql.queryForObject("select 1", Integer.class).join();
        return failing;
    }

    private static List<Integer> ids(AsyncMySqlTemplate mysql) {
        return mysql.queryForList("select id from unawaited", Integer.class).join();
    }

    @EveryServer
    void aFailureThatNobodyHasLookedAtUndoesEverything(TestServer server) {
        with(server, (mysql, transaction) -> {
            assertThatThrownBy(() -> transaction.executeWithoutResult(status -> failing(mysql)))
                    .isInstanceOf(UnexpectedRollbackException.class)
                    .hasMessageContaining("not waited for")
                    .hasCauseInstanceOf(DuplicateKeyException.class);
            assertThat(ids(mysql)).isEmpty();
        });
    }

    /** Looks at a failure and goes on. */
    private static Map<String, Consumer<CompletableFuture<UpdateResult>>> waysToLook() {
        Map<String, Consumer<CompletableFuture<UpdateResult>>> ways = new LinkedHashMap<>();
        ways.put("join", future -> assertThatThrownBy(future::join).isInstanceOf(CompletionException.class));
        ways.put("get", future -> assertThatThrownBy(future::get));
        ways.put("getNow", future -> assertThatThrownBy(() -> future.getNow(null)));
        ways.put(
                "asked", future -> assertThat(future.isCompletedExceptionally()).isTrue());
        ways.put("handled", future -> assertThat(
                        future.handle((value, failure) -> failure).join())
                .isInstanceOf(DuplicateKeyException.class));
        ways.put("composed", future -> assertThat(CompletableFuture.completedFuture(0)
                        .thenCompose(zero -> future)
                        .exceptionally(failure -> null)
                        .join())
                .isNull());
        return ways;
    }

    @EveryServer
    void whoHasLookedAtAFailureMayCommitTheRest(TestServer server) {
        waysToLook()
                .forEach((name, look) -> with(server, (mysql, transaction) -> {
                    transaction.executeWithoutResult(status -> look.accept(failing(mysql)));
                    assertThat(ids(mysql)).as(name).containsExactly(1);
                }));
    }

    @EveryServer
    void whoWaitsForSeveralHasLookedAtEach(TestServer server) {
        with(server, (mysql, transaction) -> {
            transaction.executeWithoutResult(status -> {
                CompletableFuture<Integer> slow = mysql.queryForObject("select sleep(0.1)", Integer.class);
                CompletableFuture<UpdateResult> one = mysql.update(INSERT, 1);
                CompletableFuture<UpdateResult> same = mysql.update(INSERT, 1);
                CompletableFuture.allOf(slow, one, same)
                        .exceptionally(failure -> null)
                        .join();
            });
            assertThat(ids(mysql)).containsExactly(1);
        });
    }

    @EveryServer
    void aPartThatWasUndoneTakesItsFailuresAlong(TestServer server) {
        with(server, (mysql, transaction) -> {
            TransactionTemplate nested = new TransactionTemplate(transaction.getTransactionManager());
            nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
            transaction.executeWithoutResult(status -> {
                mysql.update(INSERT, 2).join();
                nested.executeWithoutResult(part -> {
                    failing(mysql);
                    part.setRollbackOnly();
                });
            });
            assertThat(ids(mysql)).containsExactly(2);
        });
    }
}
