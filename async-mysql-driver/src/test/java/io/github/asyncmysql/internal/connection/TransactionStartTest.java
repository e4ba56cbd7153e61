package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.IsolationLevel;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels with the statement that begins a transaction. */
class TransactionStartTest extends TransactionDialogue {

    @Test
    @Covers("guarantee:8")
    void aQueryTravelsWithIt() {
        CompletableFuture<String> ended = begin(TransactionStartTest::read);
        assertThat(sent()).containsExactly("START TRANSACTION", READ);

        answer(BEGUN, ANSWER);
        assertThat(ended).isCompletedWithValue("read");
        assertThat(sent()).containsExactly("START TRANSACTION", READ, "COMMIT");
        connectionIsKept();
    }

    @Test
    void aQueryTravelsWithEveryFormOfIt() {
        TransactionOptions options = TransactionOptions.DEFAULT
                .isolation(IsolationLevel.REPEATABLE_READ)
                .readOnly(true)
                .consistentSnapshot(true);
        CompletableFuture<String> ended = begin(options, TransactionStartTest::read);
        assertThat(sent())
                .containsExactly(
                        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                        "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
                        READ);

        answer(FakePackets.ok(1), BEGUN, ANSWER);
        assertThat(ended).isCompletedWithValue("read");
        connectionIsKept();
    }

    @Test
    void aPreparedQueryTravelsWithItToo() {
        network.pool().sql("select ?").params(1).query(String.class).list();
        network.pump();
        long before = network.link(0).server().count(COM_STMT_EXECUTE);
        CompletableFuture<List<String>> ended =
                begin(t -> t.sql("select ?").params(1).query(String.class).list());
        assertThat(network.link(0).server().count(COM_STMT_EXECUTE)).isEqualTo(before + 1);

        answer(BEGUN, Scenario.binaryRows());
        assertThat(ended.join()).hasSize(3);
        connectionIsKept();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update accounts set a = 1",
                "select my_function(1)",
                "select a into @b from t",
                "select 1; delete from t",
                "select release_lock('a')",
                "select next value for s",
                "select 1 /*! into @a */",
                "with x as (select 1) delete from t",
                "call two_results()",
                "DO 0",
            })
    @Covers({"guarantee:8", "fault:F11"})
    void nothingElseTravelsWithIt(String sql) {
        CompletableFuture<?> ended = begin(t -> t.sql(sql).results());
        assertThat(sent()).containsExactly("START TRANSACTION");

        answer(INTERRUPTED);
        assertInterrupted(ended);
        assertThat(sent()).startsWith("START TRANSACTION", "ROLLBACK");
        connectionIsKept();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select a from t where id = 1 for update",
                "SELECT a FROM t FOR SHARE SKIP LOCKED",
                "select a from t lock in share mode",
                "\n select sleep(1), upper(a) from t",
            })
    void locksMayTravelWithIt(String sql) {
        CompletableFuture<?> ended = begin(t -> t.sql(sql).query(String.class).list());
        assertThat(sent()).containsExactly("START TRANSACTION", sql);

        answer(BEGUN, ANSWER);
        assertThat(ended).isCompleted();
        connectionIsKept();
    }

    @Test
    void onlyOneTravelsWithIt() {
        CompletableFuture<String> ended = begin(t -> {
            CompletableFuture<String> first = read(t);
            return read(t).thenCombine(first, String::concat);
        });
        assertThat(sent()).containsExactly("START TRANSACTION", READ);

        answer(BEGUN);
        assertThat(sent()).hasSize(2);
        answer(ANSWER);
        assertThat(ended).isCompletedWithValue("readread");
        assertThat(sent()).containsExactly("START TRANSACTION", READ, READ, "COMMIT");
        connectionIsKept();
    }

    @Test
    void nothingTravelsWithItWhereOneCommandIsSentAtATime() {
        network.close();
        network = network(VirtualNetwork.settings().pipeliningLimit(1));
        CompletableFuture<String> ended = begin(TransactionStartTest::read);
        assertThat(sent()).containsExactly("START TRANSACTION");

        answer(BEGUN);
        assertThat(ended).isCompletedWithValue("read");
        connectionIsKept();
    }

    @Test
    void aConflictOfTheQueryIsTriedAgain() {
        int[] attempts = new int[1];
        CompletableFuture<String> ended =
                begin(TransactionOptions.DEFAULT.retry(new TransactionRetry(2, Duration.ZERO, Duration.ZERO)), t -> {
                    attempts[0]++;
                    return read(t);
                });
        answer(BEGUN, FakePackets.err(1, 1213, "40001", "Deadlock found"));
        assertThat(sent()).startsWith("START TRANSACTION", READ, "ROLLBACK");

        await().until(() -> {
            network.pump();
            return ended.isDone();
        });
        assertThat(ended).isCompletedWithValue("read");
        assertThat(attempts).containsExactly(2);
        connectionIsKept();
    }

    @Test
    void cancellingThemRollsBack() {
        CompletableFuture<String> ended = begin(TransactionStartTest::read);
        ended.cancel(true);
        answer(BEGUN, ANSWER);

        assertThat(sent()).contains("ROLLBACK").doesNotContain("COMMIT");
        connectionIsKept();
    }

    @Test
    void cancellingTheQueryAloneLeavesTheTransaction() {
        List<CompletableFuture<String>> reads = new ArrayList<>();
        CompletableFuture<String> ended = begin(t -> {
            reads.add(read(t));
            return reads.get(0).handle((read, failure) -> failure).thenCompose(failure -> read(t));
        });
        reads.get(0).cancel(true);
        answer(BEGUN, answer("cancelled"));

        assertThat(ended).isCompletedWithValue("read");
        assertThat(sent()).containsExactly("START TRANSACTION", READ, READ, "COMMIT");
        connectionIsKept();
    }

    @Test
    void workMayWaitUntilItHasBegun() {
        CompletableFuture<String> ended = begin(t -> t.begun().thenCompose(begun -> read(t)));
        assertThat(sent()).containsExactly("START TRANSACTION");

        answer(BEGUN);
        assertThat(ended).isCompletedWithValue("read");
        connectionIsKept();
    }
}
