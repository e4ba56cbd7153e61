package io.github.asyncmysql.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepeatedTransactionTest {

    private final List<CompletableFuture<String>> attempts = new ArrayList<>();

    private CompletableFuture<String> run(int maxAttempts) {
        TransactionRetry retry = new TransactionRetry(maxAttempts, Duration.ZERO, Duration.ZERO);
        return RepeatedTransaction.run(TransactionOptions.DEFAULT.retry(retry), () -> {
            CompletableFuture<String> attempt = new CompletableFuture<>();
            synchronized (attempts) {
                attempts.add(attempt);
            }
            return attempt;
        });
    }

    private CompletableFuture<String> attempt(int number) {
        await().until(() -> {
            synchronized (attempts) {
                return attempts.size() >= number;
            }
        });
        synchronized (attempts) {
            return attempts.get(number - 1);
        }
    }

    private static MySqlServerException error(int code) {
        return new MySqlServerException(code, "40001", "text", null, Outcome.NOT_EXECUTED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1213, 1205, 3101, 1020})
    void repeatsAfterConflictsHoweverTheyAreWrapped(int code) {
        CompletableFuture<String> result = run(3);

        attempt(1).completeExceptionally(error(code));
        attempt(2).completeExceptionally(new IllegalStateException(new RuntimeException(error(code))));
        attempt(3).complete("done");

        assertThat(result.join()).isEqualTo("done");
        assertThat(attempts).hasSize(3);
    }

    @Test
    void givesUpAfterTheLastAttemptAndKeepsTheEarlierFailures() {
        CompletableFuture<String> result = run(2);
        MySqlServerException first = error(1213);
        MySqlServerException second = error(1213);

        attempt(1).completeExceptionally(first);
        attempt(2).completeExceptionally(second);

        assertThatThrownBy(result::join).cause().isSameAs(second);
        assertThat(second.getSuppressed()).containsExactly(first);
        assertThat(attempts).hasSize(2);
    }

    @Test
    void repeatsNothingElse() {
        for (Throwable failure : List.of(
                error(1062),
                error(1317),
                new IllegalStateException("the work's own"),
                new MySqlConnectionException(MySqlConnectionException.Kind.LOST, "lost", Outcome.UNKNOWN, null))) {
            attempts.clear();
            CompletableFuture<String> result = run(5);

            attempt(1).completeExceptionally(failure);

            assertThatThrownBy(result::join).cause().isSameAs(failure);
            assertThat(attempts).hasSize(1);
        }
    }

    @Test
    void cancellingEndsTheAttemptAndTheNextOnesDoNotBegin() {
        CompletableFuture<String> result = run(5);

        result.cancel(false);

        assertThat(attempt(1)).isCancelled();
        assertThat(attempts).hasSize(1);
        CompletableFuture<String> late = run(5);
        CompletableFuture<String> second = attempt(2);
        late.orTimeout(1, TimeUnit.MILLISECONDS);
        await().until(second::isDone);
        assertThat(second).isCancelled();
        assertThat(attempts).hasSize(2);
    }

    @Test
    void withoutAPolicyTheTransactionIsTheFutureItself() {
        CompletableFuture<String> attempt = new CompletableFuture<>();

        assertThat(RepeatedTransaction.run(TransactionOptions.DEFAULT, () -> attempt))
                .isSameAs(attempt);
        assertThat(RepeatedTransaction.run(TransactionOptions.DEFAULT.retry(TransactionRetry.upTo(1)), () -> attempt))
                .isSameAs(attempt);
    }

    @Test
    void namesTheArgumentThatIsOutOfRange() {
        assertThatThrownBy(() -> TransactionRetry.upTo(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxAttempts");
        assertThatThrownBy(() -> new TransactionRetry(2, Duration.ofSeconds(-1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("firstPause");
        assertThatThrownBy(() -> new TransactionRetry(2, Duration.ofSeconds(1), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxPause");
    }
}
