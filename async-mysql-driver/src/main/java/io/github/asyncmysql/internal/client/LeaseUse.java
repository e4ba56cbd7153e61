package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.pool.Borrower;
import io.github.asyncmysql.internal.pool.ConnectionPool;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Borrows a connection for as long as some work takes. When nobody waits for the work's result any more, the connection
 * goes back at once, whatever the work is doing.
 *
 * <p>Thread-safe.
 *
 * @param <T> the result of the work
 */
final class LeaseUse<T> extends Borrower<WireConnection> {

    private final ConnectionPool<WireConnection> pool;
    private final Function<Lease, CompletableFuture<T>> work;
    private final OperationFuture<T> future = new OperationFuture<>(this::giveUp);
    private volatile @Nullable Lease lease;
    private volatile @Nullable CompletableFuture<T> running;

    LeaseUse(ConnectionPool<WireConnection> pool, Function<Lease, CompletableFuture<T>> work) {
        this.pool = pool;
        this.work = work;
    }

    CompletableFuture<T> start() {
        pool.acquire(this);
        return future;
    }

    @Override
    protected void acquired(WireConnection resource) {
        Lease borrowed = Lease.of(resource, pool);
        lease = borrowed;
        if (hasWaited()) {
            // The work must not run on the thread of whoever gave the connection back.
            resource.run(() -> begin(borrowed));
        } else {
            begin(borrowed);
        }
    }

    private void begin(Lease borrowed) {
        if (future.isDone()) {
            borrowed.giveBack();
            return;
        }
        CompletableFuture<T> stage;
        try {
            stage = pool.call(() -> work.apply(borrowed));
        } catch (Throwable e) {
            borrowed.giveBack();
            future.fail(e);
            return;
        }
        running = stage;
        if (future.isDone()) {
            stage.cancel(false);
        }
        stage.whenComplete((result, failure) -> {
            borrowed.giveBack();
            if (failure == null) {
                future.succeed(result);
            } else {
                future.fail(cause(failure));
            }
        });
    }

    /** What really happened, without what futures wrap around it. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    @Override
    protected void acquireFailed(MySqlException failure) {
        future.fail(failure);
    }

    // Whatever comes too late here, acquired() finds out by itself.
    private void giveUp() {
        pool.cancel(this);
        CompletableFuture<T> stage = running;
        if (stage != null) {
            stage.cancel(false);
        }
        Lease borrowed = lease;
        if (borrowed != null) {
            borrowed.giveBack();
        }
    }
}
