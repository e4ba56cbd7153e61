package io.github.asyncmysql.internal.pool;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that event loops take as well. It is held for less time than it takes to put a thread to sleep and to wake it up,
 * so never over I/O, over code of users or over the completion of a future; whoever finds it taken tries for a moment longer
 * before he goes to sleep.
 *
 * <p>Thread-safe.
 */
public final class BriefLock extends ReentrantLock {

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
