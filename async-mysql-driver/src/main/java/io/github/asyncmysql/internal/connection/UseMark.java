package io.github.asyncmysql.internal.connection;

import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/**
 * Whether anybody has begun to use a session since it was found clean.
 *
 * <p>Who uses it calls {@link #begins} first, and looks afterwards, on the event loop, whether it was given back meanwhile.
 * Who gives it back says so first, and asks {@link #isUnused} afterwards. So one of the two sees the other.
 *
 * <p>Thread-safe; only the event loop finds sessions clean.
 */
final class UseMark {

    private static final AtomicLongFieldUpdater<UseMark> USES =
            AtomicLongFieldUpdater.newUpdater(UseMark.class, "uses");

    private volatile long uses;
    private volatile long usesWhenClean = -1;

    void begins() {
        USES.incrementAndGet(this);
    }

    /** What has begun and did not come to its turn on the event loop yet is refused there, for it is given back. */
    void foundClean() {
        usesWhenClean = uses;
    }

    boolean isUnused() {
        return uses == usesWhenClean;
    }
}
