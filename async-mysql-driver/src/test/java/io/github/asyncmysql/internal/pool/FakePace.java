package io.github.asyncmysql.internal.pool;

/** A pace as a test wants it. */
final class FakePace implements Pace {

    boolean fast = true;
    boolean trial;
    private final long nanos;

    FakePace(long nanos) {
        this.nanos = nanos;
    }

    @Override
    public boolean isFast() {
        return fast;
    }

    @Override
    public long occupiesNanos() {
        return nanos;
    }

    @Override
    public boolean isTrial() {
        return trial;
    }
}
