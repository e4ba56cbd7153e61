package io.github.asyncmysql.internal.pool;

/** One call of clear(): how many resources have yet to end before it is done. Guarded by the pool's lock. */
final class ClearRound {

    final Runnable whenDone;
    int remaining;

    ClearRound(Runnable whenDone) {
        this.whenDone = whenDone;
    }
}
