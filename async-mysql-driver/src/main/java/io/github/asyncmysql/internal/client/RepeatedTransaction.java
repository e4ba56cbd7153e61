package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a transaction, and runs it again after conflicts with others. Each attempt has ended, and its connection has been
 * given back, before the next one begins.
 *
 * <p>Thread-safe.
 *
 * @param <T> the result of the transaction
 */
final class RepeatedTransaction<T> {

    private static final int MAX_CAUSES = 16;
    private static final int MAX_DOUBLINGS = 30;

    private final TransactionRetry retry;
    private final Supplier<CompletableFuture<T>> attempt;
    private final OperationFuture<T> future = new OperationFuture<>(this::abandon);
    private volatile @Nullable CompletableFuture<T> running;

    private RepeatedTransaction(TransactionRetry retry, Supplier<CompletableFuture<T>> attempt) {
        this.retry = retry;
        this.attempt = attempt;
    }

    /** @param attempt starts the transaction once */
    static <T> CompletableFuture<T> run(TransactionOptions options, Supplier<CompletableFuture<T>> attempt) {
        TransactionRetry retry = options.retry();
        if (retry == null || retry.maxAttempts() == 1) {
            return attempt.get();
        }
        RepeatedTransaction<T> repeated = new RepeatedTransaction<>(retry, attempt);
        repeated.start(1, null);
        return repeated.future;
    }

    private void start(int number, @Nullable Throwable before) {
        CompletableFuture<T> current;
        try {
            current = attempt.get();
        } catch (RuntimeException e) {
            future.fail(e);
            return;
        }
        running = current;
        // Whoever gave up meanwhile has not seen this attempt.
        if (future.isDone()) {
            current.cancel(false);
        }
        current.whenComplete((result, failure) -> {
            if (failure == null) {
                future.succeed(result);
            } else {
                failed(number, LeaseUse.cause(failure), before);
            }
        });
    }

    private void failed(int number, Throwable failure, @Nullable Throwable before) {
        if (before != null && before != failure) {
            failure.addSuppressed(before);
        }
        if (number >= retry.maxAttempts() || future.isDone() || !isConflict(failure)) {
            future.fail(failure);
            return;
        }
        pause(pauseNanos(number), () -> start(number + 1, failure));
    }

    // The pause ends on a thread of the JDK's; the attempt only starts there.
    private static void pause(long nanos, Runnable afterwards) {
        CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(afterwards);
    }

    // The work may have wrapped what the server said.
    private static boolean isConflict(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof MySqlServerException error) {
                return error.isTransactionConflict();
            }
            cause = cause.getCause();
        }
        return false;
    }

    private long pauseNanos(int number) {
        long first = nanos(retry.firstPause());
        int doublings = Math.min(number - 1, MAX_DOUBLINGS);
        boolean tooLong = first > (nanos(retry.maxPause()) >> doublings);
        long pause = tooLong ? nanos(retry.maxPause()) : first << doublings;
        return pause - ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1).toNanos() : duration.toNanos();
    }

    private void abandon() {
        CompletableFuture<T> current = running;
        if (current != null) {
            current.cancel(false);
        }
    }
}
