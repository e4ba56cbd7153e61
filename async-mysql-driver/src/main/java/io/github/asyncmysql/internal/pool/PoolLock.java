package io.github.asyncmysql.internal.pool;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The one lock of a pool. It is held for less time than it takes to put a thread to sleep and to wake it up, so whoever
 * finds it taken tries for a moment longer before he goes to sleep.
 */
final class PoolLock extends ReentrantLock {

    private static final long serialVersionUID = 1L;
    private static final int TRIES = 50;

    @Override
    public void lock() {
        for (int i = 0; i < TRIES; i++) {
            if (tryLock()) {
                return;
            }
            Thread.onSpinWait();
        }
        super.lock();
    }
}
