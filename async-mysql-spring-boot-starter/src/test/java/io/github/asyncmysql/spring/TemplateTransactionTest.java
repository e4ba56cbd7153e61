package io.github.asyncmysql.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.IsolationLevel;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import io.github.asyncmysql.UpdateResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.DefaultTransactionDefinition;

class TemplateTransactionTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final ScriptedPool pool = new ScriptedPool();
    private final AsyncMySqlTemplate template = new AsyncMySqlTemplate(pool);

    private void answerUpdate() {
        pool.answer(CompletableFuture.completedFuture(new UpdateResult(1, 0, 0)));
    }

    private void answerError(int number, String state) {
        pool.answerFailure(MySqlExceptionTranslatorTest.serverError(number, state));
    }

    private static CompletableFuture<Long> update(AsyncMySqlOperations operations) {
        return operations.update("update t set a = 1").thenApply(UpdateResult::affectedRows);
    }

    @Test
    void commitsWhenTheWorkSucceeds() {
        answerUpdate();

        assertThat(template.inTransaction(TemplateTransactionTest::update)).isCompletedWithValue(1L);
        assertThat(pool.events).containsExactly("commit");
        assertThat(pool.transactions).containsExactly(TransactionOptions.DEFAULT);
    }

    @Test
    void rollsBackWhenTheWorkFailsOrThrows() {
        answerError(1062, "23000");

        assertThat(template.inTransaction(TemplateTransactionTest::update))
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(DuplicateKeyException.class);
        assertThat(template.inTransaction(transaction -> {
                    throw new IllegalStateException("mine");
                }))
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(IllegalStateException.class);
        assertThat(pool.events).containsExactly("rollback", "rollback");
    }

    @Test
    void leavesRepeatingToTheDriverAndTranslatesTheLastFailure() {
        TransactionOptions repeated = TransactionOptions.DEFAULT.retry(TransactionRetry.upTo(3));
        answerUpdate();
        pool.failCommit(MySqlExceptionTranslatorTest.serverError(3101, "40000"));

        assertThat(template.inTransaction(repeated, TemplateTransactionTest::update))
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(PessimisticLockingFailureException.class);
        assertThat(pool.transactions).containsExactly(repeated);
    }

    @Test
    void cancellingEndsTheTransaction() {
        pool.answer(new CompletableFuture<>());
        CompletableFuture<Long> result = template.inTransaction(TemplateTransactionTest::update);

        result.cancel(true);

        assertThat(pool.events).startsWith("transaction cancelled");
    }

    @Test
    void nestsBehindASavepoint() {
        answerUpdate();
        answerError(1062, "23000");

        CompletableFuture<Long> result = template.inTransaction(
                outer -> update(outer).thenCompose(count -> outer.inTransaction(TemplateTransactionTest::update)
                        .exceptionally(failure -> count)));

        assertThat(result).isCompletedWithValue(1L);
        assertThat(pool.events).containsExactly("savepoint", "rollback to savepoint", "commit");
    }

    @Test
    void refusesOptionsAndRetriesInsideOfATransaction() {
        CompletableFuture<Long> options = template.inTransaction(
                outer -> outer.inTransaction(TransactionOptions.READ_ONLY, TemplateTransactionTest::update));
        CompletableFuture<Long> retries = template.inTransaction(outer -> outer.inTransaction(
                TransactionOptions.DEFAULT.retry(TransactionRetry.upTo(2)), TemplateTransactionTest::update));

        assertThat(options)
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(IllegalTransactionStateException.class);
        assertThat(retries)
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void honoursIsolationAndReadOnlyOfADefinition() {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        definition.setIsolationLevel(TransactionDefinition.ISOLATION_SERIALIZABLE);
        definition.setReadOnly(true);
        answerUpdate();

        assertThat(template.inTransaction(definition, TemplateTransactionTest::update))
                .isCompletedWithValue(1L);
        assertThat(pool.transactions).containsExactly(new TransactionOptions(IsolationLevel.SERIALIZABLE, true));
    }

    @Test
    void honoursTheTimeoutOfADefinition() {
        DefaultTransactionDefinition definition = new DefaultTransactionDefinition();
        definition.setTimeout(1);
        pool.answer(new CompletableFuture<>());

        assertThat(template.inTransaction(definition, TemplateTransactionTest::update))
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(TransactionTimedOutException.class)
                .withMessageContaining("1 s");
        assertThat(pool.transactions).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                TransactionDefinition.PROPAGATION_SUPPORTS,
                TransactionDefinition.PROPAGATION_MANDATORY,
                TransactionDefinition.PROPAGATION_NOT_SUPPORTED,
                TransactionDefinition.PROPAGATION_NEVER
            })
    void refusesPropagationsThatStartNoTransaction(int propagation) {
        assertThat(template.inTransaction(
                        new DefaultTransactionDefinition(propagation), TemplateTransactionTest::update))
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(IllegalTransactionStateException.class);
        assertThat(pool.transactions).isEmpty();
    }

    @Test
    void joinsAndMarksTheWholeForRollBackOnFailure() {
        answerError(1062, "23000");

        CompletableFuture<Long> result = template.inTransaction(
                outer -> outer.inTransaction(TransactionDefinition.withDefaults(), TemplateTransactionTest::update)
                        .exceptionally(failure -> -1L));

        assertThat(result).isCompletedWithValue(-1L);
        assertThat(pool.events).containsExactly("rollback");
    }

    @Test
    void requiresNewRunsOnAnotherConnection() {
        answerUpdate();

        CompletableFuture<Long> result = template.inTransaction(outer -> outer.inTransaction(
                new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW),
                TemplateTransactionTest::update));

        assertThat(result).isCompletedWithValue(1L);
        assertThat(pool.transactions).hasSize(2);
        assertThat(pool.events).containsExactly("commit", "commit");
    }

    @Test
    void neverInsideOfATransactionFails() {
        CompletableFuture<Long> result = template.inTransaction(outer -> outer.inTransaction(
                new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_NEVER),
                TemplateTransactionTest::update));

        assertThat(result)
                .failsWithin(SOON)
                .withThrowableThat()
                .withCauseInstanceOf(IllegalTransactionStateException.class);
    }
}
