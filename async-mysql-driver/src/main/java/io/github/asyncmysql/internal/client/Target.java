package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.internal.value.ValueSettings;
import java.util.concurrent.CompletableFuture;

/**
 * What statements run on: a pool, a lease, a transaction.
 *
 * <p>Thread-safe.
 */
interface Target {

    /** Starts an operation, now or as soon as there is a connection for it. */
    void start(Operation operation);

    /** Starts work that needs one connection for several commands, now or as soon as there is one. */
    <T> CompletableFuture<T> useConnection(ConnectionUse.Work<T> work);

    /** The time limit of statements that have none of their own; 0 for none. */
    long queryTimeoutNanos();

    /** How values are read and written. */
    ValueSettings valueSettings();
}
