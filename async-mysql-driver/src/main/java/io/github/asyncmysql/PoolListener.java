package io.github.asyncmysql;

/**
 * Hears what happens in a pool, to feed meters. All durations are nanoseconds of monotonic time.
 *
 * <p>Called on whatever thread the event happens on, event loops among them, outside of all locks; must be fast, must
 * not block. What it throws is logged and otherwise ignored.
 */
public interface PoolListener {

    /** A connection was lent, after its borrower had waited for so long. */
    default void onAcquired(long waitNanos) {}

    /** Waiting ended without a connection: time limit, full queue, closed pool. */
    default void onAcquireFailed(long waitNanos, MySqlPoolException failure) {}

    /** A connection was given back, after it had been borrowed for so long. */
    default void onReleased(long usageNanos) {}

    /** A connection was opened: name resolution, TCP, TLS, login and session set-up together took so long. */
    default void onCreated(long creationNanos) {}

    /** An attempt to open a connection failed. */
    default void onCreateFailed(long creationNanos, Throwable failure) {}

    /** A connection has left the pool. */
    default void onClosed(CloseReason reason) {}

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
        /** {@link MySqlPool#clear()}. */
        CLEARED,
        /** The pool is closed, or was terminated. */
        POOL_CLOSED
    }
}
