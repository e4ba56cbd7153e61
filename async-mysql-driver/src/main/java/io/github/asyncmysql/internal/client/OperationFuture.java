package io.github.asyncmysql.internal.client;

import org.jspecify.annotations.Nullable;

/**
 * A future whose cancelling, timing out or completing from outside reaches the work behind it.
 *
 * <p>Thread-safe.
 *
 * @param <R> the result's type
 */
final class OperationFuture<R> extends AnswerFuture<R> {

    private final Runnable abandon;

    /** @param abandon called once nobody waits for the result any more; may be called more than once */
    OperationFuture(Runnable abandon) {
        this.abandon = abandon;
    }

    /** The work has succeeded. {@code false} if nobody waits for its result any more. */
    boolean succeed(@Nullable R result) {
        return super.complete(result);
    }

    /** The work has failed. */
    void fail(Throwable failure) {
        super.completeExceptionally(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean changed = !isDone() && super.cancel(mayInterruptIfRunning);
        if (changed) {
            abandon.run();
        }
        return changed || isCancelled();
    }

    @Override
    public boolean complete(R value) {
        boolean changed = super.complete(value);
        if (changed) {
            abandon.run();
        }
        return changed;
    }

    // CompletableFuture.orTimeout comes along here, too.
    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean changed = super.completeExceptionally(failure);
        if (changed) {
            abandon.run();
        }
        return changed;
    }
}
