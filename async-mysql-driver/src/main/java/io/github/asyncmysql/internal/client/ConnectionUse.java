package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.internal.command.Command;
import io.github.asyncmysql.internal.connection.WireConnection;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * A connection for work that needs several commands. Immutable.
 *
 * @param connection the connection
 * @param usable whether it is still this work's; asked on the event loop
 * @param retire has its pool close it once it is given back
 * @param need what each of the commands demands of the transaction that they are part of
 */
record ConnectionUse(WireConnection connection, BooleanSupplier usable, Runnable retire, Command.Need need) {

    ConnectionUse(WireConnection connection, BooleanSupplier usable, Runnable retire) {
        this(connection, usable, retire, Command.Need.NONE);
    }

    /**
     * Work that needs several commands.
     *
     * <p>Thread-safe.
     */
    @FunctionalInterface
    interface Work<T> {

        /** Starts it. Nothing of it may use the connection once the future is done. */
        CompletableFuture<T> start(ConnectionUse use);
    }
}
