package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.PoolConfig;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The durations of a pool's settings in nanoseconds, "never" as {@link Long#MAX_VALUE}. Immutable. */
record PoolTimes(
        long acquireTimeout,
        long idleTimeout,
        long maxLifetime,
        long keepalive,
        long validateAfter,
        long closeTimeout,
        long acquireMargin,
        long slowAcquire,
        long leakThreshold) {

    /** Life times are shortened at random by up to this part, so that not all resources end at once. */
    private static final double LIFETIME_SPREAD = 0.1;

    static PoolTimes of(PoolConfig config) {
        return new PoolTimes(
                orNever(config.acquireTimeout()),
                orNever(config.idleTimeout()),
                orNever(config.maxLifetime()),
                orNever(config.keepalive()),
                config.validateAfter().toNanos(),
                config.closeTimeout().toNanos(),
                config.acquireMargin().toNanos(),
                orNever(config.slowAcquireThreshold()),
                orNever(config.leakDetectionThreshold()));
    }

    /** The moment that long after another one. */
    static long after(long moment, long duration) {
        return duration == Long.MAX_VALUE ? Long.MAX_VALUE : moment + duration;
    }

    /** Notes the ages of a resource that was just opened. */
    void begin(PooledResource resource, long now, RandomGenerator random) {
        resource.openedAt = now;
        resource.lastUsed = now;
        resource.lastHeard = now;
        resource.spread = maxLifetime == Long.MAX_VALUE ? 0 : random.nextDouble();
        limitLife(resource);
    }

    /** Notes when a resource is to be replaced. */
    void limitLife(PooledResource resource) {
        resource.expireAt = after(resource.openedAt, maxLifetime);
        resource.retireAt = maxLifetime == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : resource.expireAt - (long) (maxLifetime * LIFETIME_SPREAD * resource.spread);
    }

    private static long orNever(Duration duration) {
        return duration.isZero() ? Long.MAX_VALUE : duration.toNanos();
    }
}
