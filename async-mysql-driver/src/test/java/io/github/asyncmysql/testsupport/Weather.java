package io.github.asyncmysql.testsupport;

import io.github.asyncmysql.testsupport.TcpProxy.Direction;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** What a {@link TcpProxy} does to the bytes that pass. Thread-safe. */
final class Weather {

    private static final int WHOLE_PORTIONS = 64 * 1024;

    private final Set<Direction> silent = EnumSet.noneOf(Direction.class);
    private volatile Duration delay = Duration.ZERO;
    private volatile Duration jitter = Duration.ZERO;
    private volatile int portion = WHOLE_PORTIONS;
    private volatile int bytesPerSecond = Integer.MAX_VALUE;
    private volatile long endAfter = Long.MAX_VALUE;
    private volatile long corruptByte = Long.MAX_VALUE;

    synchronized void silence(Direction direction) {
        silent.add(direction);
    }

    void delay(Duration newDelay, Duration newJitter) {
        delay = newDelay;
        jitter = newJitter;
    }

    void slice(int bytes) {
        portion = bytes;
    }

    void limitBandwidth(int newBytesPerSecond) {
        bytesPerSecond = newBytesPerSecond;
        // Small portions, so that the stream flows slowly rather than in bursts.
        portion = Math.max(1, Math.min(portion, newBytesPerSecond / 10));
    }

    void endAfter(long bytes) {
        endAfter = bytes;
    }

    void corruptByte(long position) {
        corruptByte = position;
    }

    synchronized void clear() {
        silent.clear();
        delay = Duration.ZERO;
        jitter = Duration.ZERO;
        portion = WHOLE_PORTIONS;
        bytesPerSecond = Integer.MAX_VALUE;
        endAfter = Long.MAX_VALUE;
        corruptByte = Long.MAX_VALUE;
        notifyAll();
    }

    int portion() {
        return portion;
    }

    long endAfter() {
        return endAfter;
    }

    long corruptByte() {
        return corruptByte;
    }

    /** Holds a portion back for as long as silence, delay and bandwidth demand. */
    void holdBack(Direction direction, int bytes) throws InterruptedException {
        synchronized (this) {
            while (silent.contains(direction)) {
                wait();
            }
        }
        long nanos = delay.toNanos();
        long spread = jitter.toNanos();
        if (spread > 0) {
            nanos += ThreadLocalRandom.current().nextLong(-spread, spread + 1);
        }
        if (bytesPerSecond != Integer.MAX_VALUE) {
            nanos += TimeUnit.SECONDS.toNanos(bytes) / bytesPerSecond;
        }
        if (nanos > 0) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
    }
}
