package io.github.asyncmysql.internal.pool;

import java.util.random.RandomGenerator;

/**
 * How many attempts to connect may be under way at a time, and when the next one may begin. While attempts fail there is
 * one at a time, after pauses that double from 50 ms to 5 s; after the first success the number grows again by one for
 * each that succeeds, so that a server that has just come back is not run over. Guarded by the pool's lock.
 */
final class ConnectPacer {

    /** More at a time would not open connections sooner, only make the server's log-in queue longer. */
    static final int PARALLEL = 16;

    static final long FIRST_PAUSE = 50_000_000L;
    static final long LONGEST_PAUSE = 5_000_000_000L;

    private static final long FORGIVEN_AFTER = 2 * LONGEST_PAUSE;

    private final RandomGenerator random;
    private int limit = PARALLEL;
    private int failures;
    /** Failures before the latest success, in case that success comes to nothing. */
    private int forgiven;

    private long retryAt = Long.MIN_VALUE;
    private long failedAt = Long.MIN_VALUE;
    /** Whether something has ever ended as soon as it was open, when that was, and whether anything was opened since. */
    private boolean lost;

    private long lostAt;
    private boolean reopened;

    ConnectPacer(RandomGenerator random) {
        this.random = random;
    }

    void succeeded(long now) {
        if (isDoubtful(now)) {
            // It may be about to end like the ones before: until it has lasted, pauses go on.
            reopened = true;
            return;
        }
        forgiven = Math.max(forgiven, failures);
        failures = 0;
        reopened = lost;
        retryAt = Long.MIN_VALUE;
        limit = Math.min(PARALLEL, limit + 1);
    }

    private boolean isDoubtful(long now) {
        return lost && failures > 0 && now - lostAt <= FORGIVEN_AFTER;
    }

    /** What was open has ended, though not at once: the server does let us stay. */
    void lasted() {
        if (lost) {
            lost = false;
            reachable();
        }
    }

    void failed(long startedAt, long now) {
        limit = 1;
        if (startedAt <= failedAt) {
            // It was under way when another one failed: the same outage, not a further sign of it.
            return;
        }
        long ceiling = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failures, 10));
        retryAt = now + ceiling / 2 + random.nextLong(ceiling / 2 + 1);
        failedAt = now;
        failures++;
    }

    /**
     * What had just been opened has ended at once. The first time it is opened again without a pause; if that comes to the
     * same, doing so would go on for ever.
     */
    void lostAtOnce(long now) {
        if (reopened && now - lostAt <= FORGIVEN_AFTER) {
            failures = Math.max(failures, forgiven);
            failed(now, now);
        }
        forgiven = 0;
        lost = true;
        reopened = false;
        lostAt = now;
    }

    /** Somebody else has reached the server: there is no reason to pause any longer, though still one to start slowly. */
    void reachable() {
        failures = 0;
        retryAt = Long.MIN_VALUE;
    }

    /** Whether the latest attempt has failed. */
    boolean isFailing() {
        return failures > 0;
    }

    /** How many may be under way now. */
    int limit(long now) {
        return now < retryAt ? 0 : limit;
    }

    /** When the next one may begin. */
    long retryAt() {
        return retryAt;
    }
}
