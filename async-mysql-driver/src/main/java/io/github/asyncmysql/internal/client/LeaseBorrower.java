package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.pool.Borrower;
import io.github.asyncmysql.internal.pool.ConnectionPool;
import java.util.concurrent.CompletableFuture;

/**
 * Borrows a connection for a user who gives it back himself.
 *
 * <p>Thread-safe.
 */
final class LeaseBorrower extends Borrower<WireConnection> implements Runnable {

    private final ConnectionPool<WireConnection> pool;
    private final OperationFuture<MySqlConnection> future = new OperationFuture<>(this);

    private LeaseBorrower(ConnectionPool<WireConnection> pool) {
        this.pool = pool;
    }

    /** Borrows one that is idle at once, which takes no more than the future, or waits for one. */
    static CompletableFuture<MySqlConnection> borrow(ConnectionPool<WireConnection> pool) {
        WireConnection idle = pool.isWatching() ? null : pool.tryAcquire();
        if (idle != null) {
            return AnswerFuture.done(Lease.of(idle, pool));
        }
        LeaseBorrower borrower = new LeaseBorrower(pool);
        pool.acquire(borrower);
        return borrower.future;
    }

    /** Nobody waits for the future any more. */
    @Override
    public void run() {
        // If this comes too late, acquired() gives the connection back.
        pool.cancel(this);
    }

    @Override
    protected void acquired(WireConnection resource) {
        Lease lease = Lease.of(resource, pool);
        if (hasWaited()) {
            // What hangs on the future must not run on the thread of whoever gave the connection back.
            resource.run(() -> hand(lease));
        } else {
            hand(lease);
        }
    }

    private void hand(Lease lease) {
        if (!future.succeed(lease)) {
            lease.close();
        }
    }

    @Override
    protected void acquireFailed(MySqlException failure) {
        future.fail(failure);
    }
}
