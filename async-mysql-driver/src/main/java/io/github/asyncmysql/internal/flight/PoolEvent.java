package io.github.asyncmysql.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * Something that has taken time in a pool, or without one.
 *
 * <p>Confined to one thread.
 */
@Category("async-mysql")
@StackTrace(false)
abstract class PoolEvent extends Event {

    @Label("Pool")
    @Description("Nothing if it was for none")
    @Nullable
    String pool;

    @Label("Time Taken")
    @Timespan(Timespan.NANOSECONDS)
    long took;

    @Label("Error")
    @Description("The class of the failure; nothing if there was none")
    @Nullable
    String error;

    PoolEvent(@Nullable String pool, long took, @Nullable Throwable failure) {
        this.pool = pool;
        this.took = took;
        this.error = Errors.name(failure);
    }
}
