package io.github.asyncmysql.internal.client;

/**
 * How long one statement takes, as its latest runs have shown.
 *
 * <p>Thread-safe. Concurrent runs may overwrite what others have noted: that makes it a little less exact, no more.
 */
final class PlainRead {

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

    private volatile int runs;
    private volatile long longest;

    /** A run has taken so many nanoseconds on the server. */
    void took(long nanos) {
        int known = runs;
        if (known < KNOWN_RUNS) {
            runs = known + 1;
        }
        if (known >= COLD_RUNS) {
            long before = longest;
            longest = nanos >= before ? nanos : before - (before - nanos >> FORGETTING) - 1;
        }
    }

    /** Whether it is known to be fast enough for others to run behind it. */
    boolean isFast() {
        return runs >= KNOWN_RUNS && longest < FAST_NANOS;
    }
}
