package io.github.asyncmysql;

/**
 * Hears what happens in a pool, to feed meters. All durations are nanoseconds of monotonic time.
 *
 * <p>Called on whatever thread the event happens on, event loops among them, outside of all locks; must be fast, must
 * not block. What it throws is logged and otherwise ignored.
 */
public interface PoolListener {

    /**
     * A connection was lent, after its borrower had waited for so long; or one that others have too was found for a
     * statement that had to wait, see {@link PoolConfig#sharingLimit()}, in which case no {@link #onReleased} follows.
     */
    default void onAcquired(long waitNanos) {}

    /** Waiting ended without a connection: time limit, full queue, closed pool. */
    default void onAcquireFailed(long waitNanos, MySqlPoolException failure) {}

    /** A connection was given back, or detached, after it had been borrowed for so long. */
    default void onReleased(long usageNanos) {}

    /** A connection was opened: name resolution, TCP, TLS, login and session set-up together took so long. */
    default void onCreated(long creationNanos) {}

    /** What {@link #onCreated} took, step by step; told right after it. */
    default void onHandshake(HandshakeTimes times) {}

    /** An attempt to open a connection failed. */
    default void onCreateFailed(long creationNanos, Throwable failure) {}

    /** A connection has left the pool. */
    default void onClosed(CloseReason reason) {}

    /**
     * A connection has been borrowed for longer than {@link PoolConfig#leakDetectionThreshold()}, or was not given back
     * before the object that stands for it was garbage collected. It is also logged. At most once for each borrowing.
     *
     * @param borrower where it was borrowed, as a stack trace
     */
    default void onLeak(long usageNanos, Throwable borrower) {}

    /** A connection that was reported as leaked has come back after all. */
    default void onLeakReturned(long usageNanos) {}

    /** The pool has been closed and its last connection has ended: nothing more is heard of it. */
    default void onPoolClosed() {}

    /** Why a connection left the pool. */
    enum CloseReason {
        /** Unused for longer than {@link PoolConfig#idleTimeout()}, and not needed for the minimal size. */
        IDLE,
        /** Older than {@link PoolConfig#maxLifetime()}. */
        LIFETIME,
        /** Closed by the server or by the network. */
        LOST,
        /** A sign of life was asked for and did not come. */
        VALIDATION,
        /** It could not be brought back to a clean state: unread answers, a failed reset, a fatal error. */
        DIRTY,
        /** An error of the server after which a connection is of no use, or one of {@link PoolConfig#evictErrors()}. */
        FATAL_ERROR,
        /** The server has become read-only, as the old one does after a failover. */
        READ_ONLY,
        /** {@link MySqlPool#evict}, {@link MySqlPool#evictIf} or {@link MySqlPool#evictAll}. */
        EVICTED,
        /** The credentials have been changed, or the user of this session. */
        CREDENTIALS,
        /** The host's name does not lead to its address any more, or SRV records do not name the host any more. */
        ADDRESS_CHANGED,
        /** Borrowed for too long, with {@link PoolConfig#leakReclaim()}; or borrowed and then garbage collected. */
        LEAK,
        /** {@link MySqlPool#detach}; the connection itself is open. */
        DETACHED,
        /** The pool was made smaller. */
        SURPLUS,
        /** {@link MySqlPool#clear()}. */
        CLEARED,
        /** The pool is closed, or was terminated. */
        POOL_CLOSED
    }
}
