package io.github.asyncmysql.faults;

import java.time.Duration;

/**
 * How much load, and for how long. Immutable.
 *
 * @param callers operations under way at a time
 * @param poolSize connections of the pool
 * @param hold how long a fault lasts
 * @param streamRows rows of a streaming read
 */
record Scale(int callers, int poolSize, Duration hold, int streamRows) {

    static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(3);
    static final Duration QUERY_TIMEOUT = Duration.ofSeconds(2);

    /** The short form belongs to {@code verify}, the long one to the profile {@code faults}. */
    static Scale ofThisRun() {
        return isFull()
                ? new Scale(200, 16, Duration.ofSeconds(Integer.getInteger("faults.hold", 30)), 100_000)
                : new Scale(24, 6, Duration.ofMillis(1500), 2_000);
    }

    static boolean isFull() {
        return Boolean.getBoolean("faults.full");
    }

    /** How long faults follow each other at random. */
    static Duration soak() {
        return Duration.ofSeconds(Integer.getInteger("faults.soak", isFull() ? 600 : 15));
    }

    static long seed() {
        return Long.getLong("faults.seed", 20_260_601);
    }
}
