package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.internal.pool.Pace;

/**
 * How long one statement takes, as its latest runs have shown.
 *
 * <p>Thread-safe. Concurrent runs may overwrite what others have noted: that makes it a little less exact, no more.
 */
final class PlainRead implements Pace {

    /** Stands for every statement that must not run beside others. */
    static final PlainRead NONE = new PlainRead();

    /** The first runs tell nothing: statements are prepared, pages are read, code is compiled. */
    private static final int COLD_RUNS = 32;

    /** So many runs have to be known, the cold ones included. */
    private static final int KNOWN_RUNS = 64;

    /** What takes no longer may be in front of others. Less would take a busy machine for a slow statement. */
    private static final long FAST_NANOS = 20_000_000;

    /** How slowly a long run is forgotten, as a power of two: one run in some hundred is remembered for good. */
    private static final int FORGETTING = 8;

    /** How slowly the mean follows, as a power of two. */
    private static final int FOLLOWING = 4;

    /** So many runs that were sent together with others have to be known. */
    private static final int KNOWN_TOGETHER = 64;

    /** One run in so many lets another of its kind be sent with it, until it is known what that takes. A power of two. */
    private static final int TRIALS = 4;

    /** The same, afterwards: to find out when that changes. */
    private static final int LATER_TRIALS = 128;

    /** Such runs are few while they are trials, so a long one is forgotten sooner. */
    private static final int FORGETTING_TOGETHER = 5;

    private volatile int runs;
    private volatile long longest;
    private volatile long shortest = Long.MAX_VALUE;
    private volatile int together;
    private volatile long longestTogether;
    private volatile long meanTogether;
    /** Not exact where threads meet. */
    private int asked;

    /** A run has taken so many nanoseconds on the server. */
    void took(long nanos) {
        int known = runs;
        if (known < KNOWN_RUNS) {
            runs = known + 1;
        }
        if (known >= COLD_RUNS) {
            longest = longer(longest, nanos, FORGETTING);
            shortest = Math.min(shortest, nanos);
        }
    }

    /**
     * A run was sent together with the one before it and has taken so many nanoseconds from then on. The server had it at hand: that is its
     * work alone, without the way there and without waiting for a processor, which a server has many statements do.
     */
    void tookTogether(long nanos) {
        int known = together;
        meanTogether = known == 0 ? nanos : meanTogether + (nanos - meanTogether >> FOLLOWING);
        longestTogether = longer(longestTogether, nanos, FORGETTING_TOGETHER);
        if (known < KNOWN_TOGETHER) {
            together = known + 1;
        }
    }

    private static long longer(long before, long nanos, int forgetting) {
        return nanos >= before ? nanos : before - (before - nanos >> forgetting) - 1;
    }

    @Override
    public boolean isFast() {
        return runs >= KNOWN_RUNS && (longest < FAST_NANOS || isFastTogether());
    }

    private boolean isFastTogether() {
        return together >= KNOWN_TOGETHER && longestTogether < FAST_NANOS;
    }

    @Override
    public long occupiesNanos() {
        return isFastTogether() ? meanTogether : Long.MAX_VALUE;
    }

    @Override
    public boolean isTrial() {
        int number = asked + 1;
        asked = number;
        int trials = together < KNOWN_TOGETHER ? TRIALS : LATER_TRIALS;
        return (number & trials - 1) == 0 && runs >= KNOWN_RUNS && shortest < FAST_NANOS;
    }
}
