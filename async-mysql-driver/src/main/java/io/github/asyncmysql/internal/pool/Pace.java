package io.github.asyncmysql.internal.pool;

/**
 * What is known of how long runs of one kind occupy a resource, to decide who may be behind them.
 *
 * <p>Thread-safe.
 */
public interface Pace {

    /** Whether others may be behind such a run while no resource is idle. */
    boolean isFast();

    /**
     * For how many nanoseconds such a run keeps the peer from what was sent together with it, on average; {@link Long#MAX_VALUE} if that
     * is not known.
     */
    long occupiesNanos();

    /**
     * Whether this run is to be one that another of its kind may be sent with, so that it becomes known what that takes. True
     * now and then.
     */
    boolean isTrial();
}
