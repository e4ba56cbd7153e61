package io.github.asyncmysql.internal.pool;

/**
 * Which of those who waited for long are logged: not more than one in ten seconds, with the number of all since the one
 * before. Guarded by the pool's lock.
 */
final class SlowAcquires {

    static final long INTERVAL = 10_000_000_000L;

    private long nextAt = Long.MIN_VALUE;
    private long count;
    private long logged;
    private volatile long latest;

    /** Notes one; returns whether it is to be logged. */
    boolean log(long now) {
        count++;
        if (now < nextAt) {
            return false;
        }
        nextAt = now + INTERVAL;
        latest = count - logged;
        logged = count;
        return true;
    }

    /** How many there were since the pool was made. */
    long count() {
        return count;
    }

    /** How many the one that was logged last stands for, itself included. Thread-safe. */
    long latest() {
        return latest;
    }
}
