package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.HandshakeTimes;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.internal.flight.FlightLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the flight recorder, and the user's listener, if there is one; what it throws is logged and goes no further.
 *
 * <p>Thread-safe.
 */
final class GuardedListener implements PoolListener {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

    private final @Nullable PoolListener listener;
    private final String pool;

    GuardedListener(@Nullable PoolListener listener, String pool) {
        this.listener = listener;
        this.pool = pool;
    }

    @Override
    public void onAcquired(long waitNanos) {
        if (waitNanos > 0) {
            FlightLog.waited(pool, waitNanos, null);
        }
        if (listener != null) {
            try {
                listener.onAcquired(waitNanos);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void onAcquireFailed(long waitNanos, MySqlPoolException failure) {
        FlightLog.waited(pool, waitNanos, failure);
        if (listener != null) {
            try {
                listener.onAcquireFailed(waitNanos, failure);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void onReleased(long usageNanos) {
        if (listener != null) {
            try {
                listener.onReleased(usageNanos);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void onCreated(long creationNanos) {
        FlightLog.connected(pool, creationNanos, null);
        if (listener != null) {
            try {
                listener.onCreated(creationNanos);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void onHandshake(HandshakeTimes times) {
        if (listener != null) {
            try {
                listener.onHandshake(times);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void onCreateFailed(long creationNanos, Throwable failure) {
        FlightLog.connected(pool, creationNanos, failure);
        if (listener != null) {
            try {
                listener.onCreateFailed(creationNanos, failure);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void onClosed(CloseReason reason) {
        if (listener != null) {
            try {
                listener.onClosed(reason);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void onLeak(long usageNanos, Throwable borrower) {
        if (listener != null) {
            try {
                listener.onLeak(usageNanos, borrower);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void onLeakReturned(long usageNanos) {
        if (listener != null) {
            try {
                listener.onLeakReturned(usageNanos);
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    @Override
    public void onPoolClosed() {
        if (listener != null) {
            try {
                listener.onPoolClosed();
            } catch (Throwable e) {
                failed(e);
            }
        }
    }

    private static void failed(Throwable failure) {
        LOG.warn("The pool's listener has failed", failure);
    }
}
