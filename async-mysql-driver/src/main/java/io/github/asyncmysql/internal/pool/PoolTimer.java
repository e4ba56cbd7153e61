package io.github.asyncmysql.internal.pool;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The one timer of a pool: whatever is due next.
 *
 * <p>Thread-safe.
 */
final class PoolTimer {

    private final PoolScheduler scheduler;
    private final ReentrantLock lock;
    private final Runnable tick;
    private @Nullable Cancellable timer;

    /** @param lock the pool's */
    PoolTimer(PoolScheduler scheduler, ReentrantLock lock, Runnable tick) {
        this.scheduler = scheduler;
        this.lock = lock;
        this.tick = tick;
    }

    /**
     * @param delayNanos from now
     * @param isStillDue whether a tick is expected at {@code at}, asked under the lock
     */
    void arm(long at, long delayNanos, LongPredicate isStillDue) {
        Cancellable armed = scheduler.schedule(tick, Math.max(0, delayNanos));
        Cancellable superseded = armed;
        lock.lock();
        try {
            // Another thread may have armed an earlier one meanwhile; the one for the current due time stays.
            if (isStillDue.test(at)) {
                superseded = timer;
                timer = armed;
            }
        } finally {
            lock.unlock();
        }
        if (superseded != null) {
            superseded.cancel();
        }
    }

    void stop() {
        Cancellable last;
        lock.lock();
        try {
            last = timer;
            timer = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.cancel();
        }
    }
}
