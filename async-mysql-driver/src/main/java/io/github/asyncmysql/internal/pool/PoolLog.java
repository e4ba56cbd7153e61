package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.PoolConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the pool has to say to the people who run it.
 *
 * <p>Thread-safe.
 */
final class PoolLog {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);
    private static final long NESTED_INTERVAL = 10_000_000_000L;

    private final String name;
    private final PoolScheduler time;
    private volatile long nestedAt = Long.MIN_VALUE;

    PoolLog(String name, PoolScheduler time) {
        this.name = name;
        this.time = time;
    }

    /** A connection is not given back. */
    void leaked(PooledResource resource, Throwable borrowedAt, long held, PoolConfig config) {
        LOG.warn(
                "Pool {}: connection {} has been borrowed for {} ms, longer than leak-detection-threshold ({}){}",
                name,
                resource.id(),
                millis(held),
                config.leakDetectionThreshold(),
                config.leakReclaim() ? ", and is closed" : "",
                borrowedAt);
    }

    /** A connection can be given back by nobody. */
    void collected(PooledResource resource, Throwable borrowedAt, long held) {
        LOG.warn(
                "Pool {}: connection {}, borrowed {} ms ago, was not given back and its object was garbage collected, so that"
                        + " nobody can give it back any more; it is closed and replaced",
                name,
                resource.id(),
                millis(held),
                borrowedAt);
    }

    /** One that was reported is given back all the same. */
    void leakReturned(PooledResource resource, long held) {
        LOG.info(
                "Pool {}: connection {}, reported as leaked, came back after {} ms", name, resource.id(), millis(held));
    }

    /** Callers wait for long. */
    void slow(SlowAcquires slow, long waited, PoolConfig config) {
        LOG.warn(
                "Pool {}: a caller waited {} ms for a connection, longer than slow-acquire-threshold ({}); {} in all since"
                        + " the latest warning",
                name,
                millis(waited),
                config.slowAcquireThreshold(),
                slow.latest());
    }

    /** Work that has a connection waits for another one. */
    void nested(@Nullable Throwable askedAt) {
        long now = time.nanoTime();
        if (nestedAt != Long.MIN_VALUE && now - nestedAt < NESTED_INTERVAL) {
            return;
        }
        nestedAt = now;
        LOG.warn(
                "Pool {}: work that has a connection waits for a second one of the same pool; when all callers do so,"
                        + " none gets any. Use the connection it has, or see nested-acquire",
                name,
                askedAt == null ? new Throwable("asked here, or further down") : askedAt);
    }

    void createFailed(Throwable failure) {
        LOG.debug("Pool {}: cannot connect", name, failure);
    }

    void notCleaned(Throwable failure) {
        LOG.warn("Pool {}: a connection cannot be cleaned and is closed", name, failure);
    }

    void notValidated(Throwable failure) {
        LOG.warn("Pool {}: a connection cannot be validated and is closed", name, failure);
    }

    void borrowerFailed(Throwable failure) {
        LOG.error("Pool {}: a borrower has failed, its connection goes back", name, failure);
    }

    void effectFailed(Effects.Kind kind, Throwable failure) {
        LOG.error("Pool {}: {} has failed", name, kind, failure);
    }

    private static long millis(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }
}
