package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.testsupport.FakeConnection.COM_QUERY;
import static io.github.asyncmysql.testsupport.FakeConnection.COM_STMT_EXECUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.IsolationLevel;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakePackets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What travels with the statement that begins a transaction, and what becomes of it if that fails. */
class TransactionStartTest {

    private static final String READ = "select 'read'";
    private static final String UPDATE = "update accounts set a = 1";
    private static final int IN_TRANSACTION = 3;
    private static final byte[] NOTHING = {};
    private static final byte[] BEGUN = FakePackets.ok(1, 0, 0, IN_TRANSACTION);
    private static final byte[] INTERRUPTED = FakePackets.err(1, 1317, "70100", "Query execution was interrupted");
    private static final byte[] ANSWER = answer("read");

    private boolean silent;
    private VirtualNetwork network = network(VirtualNetwork.settings().pipeliningLimit(16));

    private static byte[] answer(String text) {
        return FakePackets.concat(
                FakePackets.columnCount(1, 1),
                FakePackets.column(2, "a"),
                FakePackets.textRow(3, text),
                FakePackets.okEof(4, IN_TRANSACTION));
    }

    private VirtualNetwork network(MySqlConfig.Builder settings) {
        VirtualNetwork made = new VirtualNetwork(
                number -> new VirtualServer() {
                    @Override
                    byte @Nullable [] answer(FakeConnection.Packet packet) {
                        boolean statement = packet.command() == COM_QUERY || packet.command() == COM_STMT_EXECUTE;
                        return number == 0 && silent && statement ? NOTHING : null;
                    }
                },
                settings,
                VirtualNetwork.poolSettings());
        made.warmUp();
        return made;
    }

    @AfterEach
    void nothingIsLeft() {
        network.close();
    }

    private <T> CompletableFuture<T> begin(
            TransactionOptions options, Function<? super MySqlTransaction, CompletableFuture<T>> work) {
        silent = true;
        CompletableFuture<T> ended = network.pool().withTransaction(options, work);
        network.pump();
        silent = false;
        return ended;
    }

    private <T> CompletableFuture<T> begin(Function<? super MySqlTransaction, CompletableFuture<T>> work) {
        return begin(TransactionOptions.DEFAULT, work);
    }

    private static CompletableFuture<String> read(MySqlTransaction transaction) {
        return transaction.sql(READ).query(String.class).single();
    }

    /** The texts that the server has got since the connection was opened and asked once. */
    private List<String> sent() {
        List<String> texts = network.link(0).server().received().stream()
                .filter(packet -> packet.sequence() == 0 && packet.command() == COM_QUERY)
                .map(FakeConnection.Packet::text)
                .toList();
        return texts.subList(texts.indexOf("select 'warm'") + 1, texts.size());
    }

    private void answer(byte[]... answers) {
        for (byte[] answer : answers) {
            network.link(0).toClient(answer);
        }
        network.pump();
    }

    private static void assertInterrupted(CompletableFuture<?> future) {
        assertThat(SpoiltAnswers.failure(future)).isInstanceOfSatisfying(MySqlServerException.class, e -> {
            assertThat(e.errorCode()).isEqualTo(1317);
            assertThat(e.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
        });
    }

    private void connectionIsKept() {
        assertThat(network.ask("own answer")).isEqualTo("own answer");
        assertThat(network.links()).hasSize(1);
    }

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
    @Covers("fault:F11")
    void ifItFailsTheQueryIsThrownAway() {
        List<CompletableFuture<?>> reads = new ArrayList<>();
        CompletableFuture<String> ended = begin(t -> {
            CompletableFuture<String> read = read(t);
            reads.add(read);
            reads.add(t.sql(UPDATE).update());
            reads.add(t.begun());
            return read;
        });
        answer(INTERRUPTED);
        assertThat(reads).allSatisfy(TransactionStartTest::assertInterrupted);
        assertThat(ended).as("the roll back is outstanding").isNotDone();

        answer(ANSWER);
        assertInterrupted(ended);
        assertThat(sent()).containsExactly("START TRANSACTION", READ, "ROLLBACK");
        connectionIsKept();
    }

    @ParameterizedTest
    @EnumSource
    @Covers("fault:F11")
    void ifItFailsTheWorkDoesNotSucceedWhateverItDoes(Work work) {
        CompletableFuture<String> ended = begin(work.work);
        boolean travelled = sent().contains(READ);
        answer(INTERRUPTED);
        if (travelled) {
            answer(ANSWER);
        }

        assertInterrupted(ended);
        assertThat(sent()).startsWith("START TRANSACTION").contains("ROLLBACK");
        assertThat(sent()).doesNotContain("COMMIT", UPDATE);
        connectionIsKept();
    }

    /** What work may do. */
    enum Work {
        SWALLOWS_THE_FAILURE_OF_ITS_QUERY(t -> read(t).exceptionally(failure -> "swallowed")),
        SWALLOWS_THE_FAILURE_OF_ITS_UPDATE(t -> t.sql(UPDATE).update().handle((done, failure) -> "swallowed")),
        WRAPS_THE_FAILURE(t -> read(t).handle((read, failure) -> {
            throw new IllegalStateException("wrapped", failure);
        })),
        DOES_NOTHING(t -> CompletableFuture.completedFuture("nothing done")),
        FAILS(t -> CompletableFuture.failedFuture(new IllegalStateException("of the work"))),
        THROWS(t -> {
            throw new IllegalStateException("of the work");
        }),
        WANTS_TO_ROLL_BACK(t -> {
            t.setRollbackOnly();
            return CompletableFuture.completedFuture("nothing wanted");
        }),
        SETS_A_SAVEPOINT(t -> t.withSavepoint(TransactionStartTest::read)),
        SWALLOWS_THE_FAILURE_OF_ITS_SAVEPOINT(
                t -> t.withSavepoint(TransactionStartTest::read).exceptionally(failure -> "swallowed"));

        private final Function<MySqlTransaction, CompletableFuture<String>> work;

        Work(Function<MySqlTransaction, CompletableFuture<String>> work) {
            this.work = work;
        }
    }

    @Test
    void ifTheLevelCannotBeSetTheQueryIsThrownAwayToo() {
        CompletableFuture<String> ended =
                begin(TransactionOptions.DEFAULT.isolation(IsolationLevel.SERIALIZABLE), TransactionStartTest::read);
        answer(INTERRUPTED, BEGUN, answer("of another level"));

        assertInterrupted(ended);
        assertThat(sent()).last().isEqualTo("ROLLBACK");
        connectionIsKept();
    }

    @Test
    void theNextTransactionOfTheSessionIsNotBlamed() {
        CompletableFuture<String> refused = begin(TransactionStartTest::read);
        answer(INTERRUPTED, ANSWER);
        assertInterrupted(refused);

        CompletableFuture<String> next = begin(TransactionStartTest::read);
        answer(BEGUN, ANSWER);
        assertThat(next).isCompletedWithValue("read");
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
    void ifItIsNotAnsweredInTimeBothAreStopped() {
        List<SimpleCommand.Listener> kills = new ArrayList<>();
        network.link(0).channel().pipeline().get(ConnectionHandler.class).stop().killer(kills::add);
        CompletableFuture<String> ended = begin(TransactionStartTest::read);
        network.pass(VirtualNetwork.QUERY_TIMEOUT.plusMillis(1));
        assertThat(kills).hasSize(1);
        kills.get(0).ended(null);
        answer(BEGUN, INTERRUPTED);

        assertTimedOut(ended);
        assertThat(sent()).startsWith("START TRANSACTION", READ, "DO 0", "ROLLBACK");
        connectionIsKept();
    }

    @Test
    void ifTheyCannotBeStoppedTheConnectionEnds() {
        CompletableFuture<String> ended = begin(TransactionStartTest::read);
        network.pass(VirtualNetwork.QUERY_TIMEOUT.plusMillis(1));

        assertTimedOut(ended);
        assertThat(network.link(0).isOpen()).isFalse();
        assertThat(network.ask("own answer")).isEqualTo("own answer");
    }

    private static void assertTimedOut(CompletableFuture<?> future) {
        assertThat(SpoiltAnswers.failure(future))
                .isInstanceOfSatisfying(MySqlTimeoutException.class, e -> assertThat(e.outcome())
                        .isEqualTo(Outcome.UNKNOWN));
    }

    @Test
    void whereTheConnectionHasEndedTheWorkIsNotCalled() {
        List<String> calls = new ArrayList<>();
        CompletableFuture<String> ended = network.pool().withConnection(connection -> {
            connection.close();
            return connection.withTransaction(t -> {
                calls.add("called");
                return read(t);
            });
        });
        network.pump();
        assertThat(SpoiltAnswers.failure(ended))
                .isInstanceOfSatisfying(MySqlConnectionException.class, e -> assertThat(e.outcome())
                        .isEqualTo(Outcome.NOT_SENT));
        assertThat(calls).isEmpty();
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
