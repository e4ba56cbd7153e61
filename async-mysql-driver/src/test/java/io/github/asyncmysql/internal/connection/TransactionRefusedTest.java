package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.IsolationLevel;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.testsupport.Covers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the statements of a transaction that does not begin. */
class TransactionRefusedTest extends TransactionDialogue {

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
    void ifItIsNotAnsweredInTimeBothAreStopped() {
        List<SimpleCommand.Listener> kills = new ArrayList<>();
        network.link(0).channel().pipeline().get(ConnectionHandler.class).stop.killer(kills::add);
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
}
