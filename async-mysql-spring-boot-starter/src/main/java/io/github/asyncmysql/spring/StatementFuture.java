package io.github.asyncmysql.spring;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The future of something in the transaction of a thread. It remembers whether anybody has looked at it, so that a failure that
 * nobody can know of does not go unnoticed. Thread-safe.
 *
 * @param <T> the type of the result
 */
final class StatementFuture<T> extends CompletableFuture<T> {

    private static final int OWN_DEPENDENTS = 1;

    private final CompletableFuture<T> source;
    private volatile boolean noticed;

    /** @param source completes this one; of the driver's kind, which event loops refuse to wait for */
    StatementFuture(CompletableFuture<T> source) {
        this.source = source;
        Translation.stopWith(this, source);
        noticed = false;
        source.whenComplete((value, failure) -> {
            if (failure == null) {
                complete(value);
            } else {
                fail(failure);
            }
        });
    }

    private void fail(Throwable failure) {
        // Whoever has put it together with others, as allOf does, will hear of it.
        if (getNumberOfDependents() > OWN_DEPENDENTS) {
            noticed = true;
        }
        super.completeExceptionally(failure);
    }

    /** Whether it has failed and nobody has asked how it ended. */
    boolean hasFailedUnnoticed() {
        return super.isCompletedExceptionally() && !noticed;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        noticed = true;
        return source.newIncompleteFuture();
    }

    // As thenCompose does with what its function returns.
    @Override
    public CompletableFuture<T> toCompletableFuture() {
        noticed = true;
        return this;
    }

    @Override
    public boolean isCompletedExceptionally() {
        noticed = true;
        return super.isCompletedExceptionally();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        noticed = true;
        return super.cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        noticed = true;
        return super.completeExceptionally(failure);
    }

    @Override
    public T getNow(T valueIfAbsent) {
        noticed = true;
        return super.getNow(valueIfAbsent);
    }

    @Override
    public T join() {
        noticed = true;
        if (!isDone()) {
            try {
                source.join();
            } catch (CompletionException | CancellationException ended) {
                return super.join();
            }
        }
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        noticed = true;
        if (!isDone()) {
            try {
                source.get();
            } catch (ExecutionException | CancellationException ended) {
                return super.get();
            }
        }
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        noticed = true;
        if (!isDone()) {
            try {
                source.get(timeout, unit);
            } catch (ExecutionException | CancellationException ended) {
                return super.get(timeout, unit);
            }
        }
        return super.get(timeout, unit);
    }
}
