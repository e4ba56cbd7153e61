package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.flight.FlightLog;
import io.github.asyncmysql.internal.pool.Cancellable;
import io.github.asyncmysql.internal.pool.ConnectCallback;
import io.github.asyncmysql.internal.pool.ResourceFactory;
import java.util.concurrent.CompletableFuture;

/**
 * Opens a connection that belongs to no pool.
 *
 * <p>Thread-safe.
 */
public final class SingleConnection implements ConnectCallback<WireConnection> {

    private final Runnable onEnd;
    private final long begun = System.nanoTime();
    private volatile Cancellable attempt = () -> {};
    private final OperationFuture<MySqlConnection> future = new OperationFuture<>(this::giveUp);

    private SingleConnection(Runnable onEnd) {
        this.onEnd = onEnd;
    }

    /** @param onEnd called once, when there is no connection any more, or none could be made */
    public static CompletableFuture<MySqlConnection> open(ResourceFactory<WireConnection> connector, Runnable onEnd) {
        SingleConnection single = new SingleConnection(onEnd);
        single.attempt = connector.connect(single);
        return single.future;
    }

    private void giveUp() {
        attempt.cancel();
    }

    @Override
    public void connected(WireConnection connection) {
        FlightLog.connected(null, System.nanoTime() - begun, null);
        if (!future.succeed(Lease.of(connection))) {
            connection.abort();
        }
    }

    @Override
    public void failed(Throwable failure) {
        FlightLog.connected(null, System.nanoTime() - begun, failure);
        onEnd.run();
        future.fail(failure);
    }

    @Override
    public void lost(WireConnection connection) {
        onEnd.run();
    }
}
