package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.TransactionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Runs a transaction, again and again if a retry policy wants so. Thread-safe: each attempt starts only after the one
 * before has ended, and what an attempt leaves for the next one is handed over by its future.
 *
 * @param <T> the result's type
 */
final class TransactionRun<T> {

    /** Starts a transaction: a pool's or a connection's {@code withTransaction}. Thread-safe. */
    @FunctionalInterface
    interface Starter {

        <T> CompletableFuture<T> start(
                TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work);
    }

    private final Starter starter;
    private final Translation translation;
    private final TransactionOptions options;
    private final Function<? super MySqlTransaction, ? extends CompletionStage<T>> work;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final List<Throwable> earlierFailures = new ArrayList<>();
    private @Nullable RetryPolicy retryPolicy;
    private @Nullable BackOffExecution backOff;
    private long deadline = Long.MAX_VALUE;

    TransactionRun(
            Starter starter,
            Translation translation,
            TransactionOptions options,
            Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        this.starter = starter;
        this.translation = translation;
        this.options = options;
        this.work = work;
    }

    /** Repeats the transaction as the policy says. To be called before {@link #start()}. */
    TransactionRun<T> retry(RetryPolicy policy) {
        this.retryPolicy = policy;
        this.backOff = policy.getBackOff().start();
        Duration timeout = policy.getTimeout();
        if (!timeout.isZero() && !timeout.isNegative()) {
            this.deadline = System.nanoTime() + timeout.toNanos();
        }
        return this;
    }

    /** Runs the transaction. To be called once. */
    CompletableFuture<T> start() {
        attempt();
        return result;
    }

    private void attempt() {
        if (result.isDone()) {
            return;
        }
        CompletableFuture<T> running;
        Attempt attempt = new Attempt();
        try {
            running = starter.start(options, transaction -> attempt.watch(work.apply(transaction)));
        } catch (RuntimeException failure) {
            fail(translation.translate(failure));
            return;
        }
        Translation.stopWith(result, running);
        running.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                failed(attempt, failure);
            }
        });
    }

    private void failed(Attempt attempt, Throwable failure) {
        Throwable translated = translation.translate(failure);
        long pause = attempt.isUndone(translated) ? pauseBeforeRetry(translated) : BackOffExecution.STOP;
        if (pause == BackOffExecution.STOP) {
            fail(translated);
            return;
        }
        earlierFailures.add(translated);
        // The pause ends on a thread of the JDK's common pool; the attempt itself only starts I/O there.
        CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS).execute(this::attempt);
    }

    private long pauseBeforeRetry(Throwable failure) {
        if (retryPolicy == null || backOff == null || !retryPolicy.shouldRetry(failure)) {
            return BackOffExecution.STOP;
        }
        long pause = backOff.nextBackOff();
        boolean tooLate =
                deadline != Long.MAX_VALUE && System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) - deadline > 0;
        return tooLate ? BackOffExecution.STOP : pause;
    }

    private void fail(Throwable failure) {
        for (Throwable earlier : earlierFailures) {
            if (earlier != failure) {
                failure.addSuppressed(earlier);
            }
        }
        result.completeExceptionally(failure);
    }

    /** What is known about one attempt. Thread-safe. */
    private final class Attempt {

        private volatile boolean commitReached;

        CompletionStage<T> watch(CompletionStage<T> stage) {
            return stage.whenComplete((value, failure) -> commitReached = failure == null);
        }

        /** Whether nothing of the attempt can have been committed. */
        boolean isUndone(Throwable failure) {
            if (!commitReached) {
                return true;
            }
            return failure.getCause() instanceof MySqlException cause && cause.outcome() != Outcome.UNKNOWN;
        }
    }
}
