package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.internal.connection.EventLoopThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A future that event loops refuse to wait for, since its answer may be one that they have to read themselves. What is
 * made from it, with {@code thenApply} say, is refused as well.
 *
 * <p>Thread-safe.
 *
 * @param <R> the result's type
 */
class AnswerFuture<R> extends CompletableFuture<R> {

    /** One that ends as the source does. */
    static <R> CompletableFuture<R> of(CompletableFuture<R> source) {
        AnswerFuture<R> future = new AnswerFuture<>();
        source.whenComplete((result, failure) -> {
            if (failure == null) {
                future.complete(result);
            } else {
                future.completeExceptionally(failure);
            }
        });
        return future;
    }

    /** One that has ended already; what is made from it may not have. */
    static <R> CompletableFuture<R> done(R result) {
        AnswerFuture<R> future = new AnswerFuture<>();
        future.complete(result);
        return future;
    }

    /** One that has failed already. */
    static <R> CompletableFuture<R> failed(Throwable failure) {
        AnswerFuture<R> future = new AnswerFuture<>();
        future.completeExceptionally(failure);
        return future;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new AnswerFuture<>();
    }

    @Override
    public R join() {
        checkMayWait();
        return super.join();
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        checkMayWait();
        return super.get();
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        checkMayWait();
        return super.get(timeout, unit);
    }

    private void checkMayWait() {
        if (!isDone() && EventLoopThread.isCurrent()) {
            throw new IllegalStateException(
                    "Waiting was refused: the thread " + Thread.currentThread().getName()
                            + " is an event loop, which reads the answers of its connections and would wait for itself. Chain"
                            + " what comes next with thenApply or thenCompose, or continue on a thread that may block with"
                            + " thenApplyAsync and an executor");
        }
    }
}
