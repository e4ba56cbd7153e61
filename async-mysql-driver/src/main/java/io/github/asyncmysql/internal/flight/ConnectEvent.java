package io.github.asyncmysql.internal.flight;

import jdk.jfr.Description;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to open a connection.
 *
 * <p>Confined to one thread.
 */
@Name("io.github.asyncmysql.Connect")
@Label("MySQL Connect")
@Description("A connection was opened, or could not be")
final class ConnectEvent extends PoolEvent {

    private ConnectEvent(@Nullable String pool, long took, @Nullable Throwable failure) {
        super(pool, took, failure);
    }

    static void record(@Nullable String pool, long nanos, @Nullable Throwable failure) {
        if (FlightRecorder.isInitialized()) {
            new ConnectEvent(pool, nanos, failure).commit();
        }
    }
}
