package io.github.asyncmysql.internal.flight;

import jdk.jfr.Description;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/**
 * A wait for a connection.
 *
 * <p>Confined to one thread.
 */
@Name("io.github.asyncmysql.Acquire")
@Label("MySQL Pool Wait")
@Description("A borrower has waited for a connection of a pool, in vain if there is an error")
final class AcquireEvent extends PoolEvent {

    private AcquireEvent(String pool, long took, @Nullable Throwable failure) {
        super(pool, took, failure);
    }

    static void record(String pool, long nanos, @Nullable Throwable failure) {
        if (FlightRecorder.isInitialized()) {
            new AcquireEvent(pool, nanos, failure).commit();
        }
    }
}
