package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlPool;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The one place where a thread waits: the user's own, for the end of a pool. Thread-safe. */
final class PoolClosing {

    private static final Duration GRACE = Duration.ofSeconds(2);

    private PoolClosing() {}

    /**
     * Waits for the end of a pool that is being closed, for at most its {@code close-timeout} and a moment, and cuts it then.
     *
     * @param onEventLoop whether the calling thread is one that must never wait; it does not
     */
    static void await(MySqlPool pool, CompletableFuture<Void> closed, BooleanSupplier onEventLoop) {
        if (onEventLoop.getAsBoolean()) {
            return;
        }
        try {
            closed.get(pool.config().closeTimeout().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            pool.terminate();
        } catch (InterruptedException e) {
            pool.terminate();
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }
}
