package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.pool.Borrower;

/**
 * Borrows a connection for an operation once more; a place in a queue serves only once.
 *
 * <p>Thread-safe.
 */
final class FurtherAttempt extends Borrower<WireConnection> {

    private final Operation operation;

    FurtherAttempt(Operation operation) {
        this.operation = operation;
    }

    @Override
    protected boolean canLeak() {
        return operation.canLeak();
    }

    @Override
    protected void acquired(WireConnection resource) {
        operation.begin(resource, resource.lease());
    }

    @Override
    protected void acquireFailed(MySqlException failure) {
        operation.notLent(failure);
    }
}
