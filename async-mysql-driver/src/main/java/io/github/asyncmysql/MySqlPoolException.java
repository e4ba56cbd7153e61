package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * The pool gave no connection. The message holds the pool's numbers; the cause, if any, is the latest failure to connect.
 */
public final class MySqlPoolException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient @Nullable PoolStats stats;

    public MySqlPoolException(Reason reason, String message, @Nullable PoolStats stats, @Nullable Throwable cause) {
        super(message, Outcome.NOT_SENT, cause);
        this.reason = reason;
        this.stats = stats;
    }

    /** Why there was no connection. */
    public Reason reason() {
        return reason;
    }

    /** The pool's numbers at that moment; {@code null} after deserialisation. */
    public @Nullable PoolStats stats() {
        return stats;
    }

    @Override
    public boolean isTransient() {
        return reason != Reason.CLOSED && reason != Reason.NESTED;
    }

    /** Why there was no connection. */
    public enum Reason {
        /** {@link PoolConfig#acquireTimeout()} is over. */
        TIMEOUT,
        /** {@link PoolConfig#maxWaiting()} callers are waiting already. */
        QUEUE_FULL,
        /** The pool is closed. */
        CLOSED,
        /** The pool is suspended, and callers are not to wait: {@link MySqlPool.Suspension#REFUSE}. */
        SUSPENDED,
        /** The server cannot be reached, and callers are not to wait: {@link PoolConfig#failWhileDown()}. */
        DOWN,
        /** Work that has a connection asked for a second one: {@link NestedAcquire#REFUSE}. */
        NESTED
    }
}
