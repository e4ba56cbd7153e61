package io.github.asyncmysql.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * A wait for a connection.
 *
 * <p>Confined to one thread.
 */
@Name("io.github.asyncmysql.Acquire")
@Label("MySQL Pool Wait")
@Category("async-mysql")
@Description("A borrower has waited for a connection of a pool, in vain if there is an error")
@StackTrace(false)
final class AcquireEvent extends Event {

    @Label("Pool")
    String pool;

    @Label("Time Taken")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    @Label("Error")
    @Description("The class of the failure; nothing if there was none")
    @Nullable
    String error;

    private AcquireEvent(String pool, long took, @Nullable String error) {
        this.pool = pool;
        this.took = took;
        this.error = error;
    }

    static void record(String pool, long nanos, @Nullable Throwable failure) {
        if (FlightRecorder.isInitialized()) {
            new AcquireEvent(pool, nanos, Errors.name(failure)).commit();
        }
    }
}
