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
 * An attempt to open a connection.
 *
 * <p>Confined to one thread.
 */
@Name("io.github.asyncmysql.Connect")
@Label("MySQL Connect")
@Category("async-mysql")
@Description("A pool has opened a connection, or has tried to")
@StackTrace(false)
final class ConnectEvent extends Event {

    @Label("Pool")
    String pool;

    @Label("Time Taken")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    @Label("Error")
    @Description("The class of the failure; nothing if there was none")
    @Nullable
    String error;

    private ConnectEvent(String pool, long took, @Nullable String error) {
        this.pool = pool;
        this.took = took;
        this.error = error;
    }

    static void record(String pool, long nanos, @Nullable Throwable failure) {
        if (FlightRecorder.isInitialized()) {
            new ConnectEvent(pool, nanos, Errors.name(failure)).commit();
        }
    }
}
