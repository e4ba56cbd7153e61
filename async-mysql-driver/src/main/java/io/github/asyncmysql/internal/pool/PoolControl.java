package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.PoolListener.CloseReason;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * A pool for those who run it: what they replace, pause and warm up.
 *
 * <p>Thread-safe; no method blocks.
 *
 * @param <R> the kind of resource
 */
public final class PoolControl<R extends PooledResource> {

    private final ConnectionPool<R> pool;

    PoolControl(ConnectionPool<R> pool) {
        this.pool = pool;
    }

    /** Ends the pause after failed attempts to connect, because somebody else has just reached the server. */
    public void serverReachable() {
        pool.change((now, effects) -> pool.state.serverReachable(now, effects));
    }

    /**
     * Refuses all who wait now with {@link io.github.asyncmysql.MySqlPoolException.Reason#DOWN}, because waiting here has
     * become pointless for them.
     */
    public void refuseWaiting() {
        pool.change((now, effects) -> pool.state.administration.refuseWaiting(now, effects));
    }

    /** Never lends that resource again: closes it now if it is idle, else when it is given back. */
    public void evict(R resource, CloseReason reason) {
        pool.change((now, effects) -> pool.state.administration.evict(resource, reason, now, effects));
    }

    /** Replaces all of them, those being opened included; completes when they have ended. */
    public CompletableFuture<Void> evictAll(CloseReason reason) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        pool.change(
                (now, effects) -> pool.state.administration.evictAll(reason, () -> done.complete(null), now, effects));
        return done;
    }

    /** Replaces those that the condition holds for, and tells how many; it is asked outside of the lock. */
    public int evictIf(Predicate<? super R> condition, CloseReason reason) {
        int evicted = 0;
        for (R resource : pool.all()) {
            if (condition.test(resource)) {
                evict(resource, reason);
                evicted++;
            }
        }
        return evicted;
    }

    /** Completes when the minimal size, and at least one, is open; fails with the first failure to open one. */
    public CompletableFuture<Void> warmUp() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        WarmUp warmUp = failure -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failure);
            }
        };
        pool.change((now, effects) -> pool.state.administration.warmUp(warmUp, now, effects));
        return done;
    }

    /** Lends and opens nothing until {@link #resume}; who asks meanwhile waits, or is refused. */
    public void suspend(boolean refuse) {
        pool.change((now, effects) -> pool.state.administration.suspend(refuse));
    }

    /** Ends {@link #suspend}. */
    public void resume() {
        pool.change((now, effects) -> pool.state.administration.resume(now, effects));
    }

    /** Closes all that are idle now; completes when they have ended. */
    public CompletableFuture<Void> clear() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        pool.change((now, effects) -> pool.state.administration.clear(() -> done.complete(null), now, effects));
        return done;
    }
}
