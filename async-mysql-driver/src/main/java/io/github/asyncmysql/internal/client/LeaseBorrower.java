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
final class LeaseBorrower extends Borrower<WireConnection> {

    private final ConnectionPool<WireConnection> pool;
    private final OperationFuture<MySqlConnection> future = new OperationFuture<>(this::giveUp);

    LeaseBorrower(ConnectionPool<WireConnection> pool) {
        this.pool = pool;
    }

    CompletableFuture<MySqlConnection> borrow() {
        pool.acquire(this);
        return future;
    }

    private void giveUp() {
        // If this comes too late, acquired() gives the connection back.
        pool.cancel(this);
    }

    @Override
    protected void acquired(WireConnection resource) {
        Lease lease = Lease.of(resource, pool);
        if (hasWaited()) {
            // What hangs on the future must not run on the thread of whoever gave the connection back.
            resource.execute(() -> hand(lease));
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
