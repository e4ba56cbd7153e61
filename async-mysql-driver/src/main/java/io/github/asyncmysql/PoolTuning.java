package io.github.asyncmysql;

import java.time.Duration;

/**
 * The settings of a pool that can be changed while it runs, see {@link MySqlPool#reconfigure}; those of {@link
 * PoolConfig.Builder} that are not here cannot. Not thread-safe.
 */
public interface PoolTuning {

    /** @see PoolConfig#minSize() */
    PoolTuning minSize(int minSize);

    /** @see PoolConfig#maxSize() */
    PoolTuning maxSize(int maxSize);

    /** @see PoolConfig#acquireTimeout() */
    PoolTuning acquireTimeout(Duration acquireTimeout);

    /** @see PoolConfig#acquireMargin() */
    PoolTuning acquireMargin(Duration acquireMargin);

    /** @see PoolConfig#maxWaiting() */
    PoolTuning maxWaiting(int maxWaiting);

    /** @see PoolConfig#idleTimeout() */
    PoolTuning idleTimeout(Duration idleTimeout);

    /** @see PoolConfig#maxLifetime() */
    PoolTuning maxLifetime(Duration maxLifetime);

    /** @see PoolConfig#keepalive() */
    PoolTuning keepalive(Duration keepalive);

    /** @see PoolConfig#validateAfter() */
    PoolTuning validateAfter(Duration validateAfter);

    /** @see PoolConfig#closeTimeout() */
    PoolTuning closeTimeout(Duration closeTimeout);

    /** @see PoolConfig#leakDetectionThreshold() */
    PoolTuning leakDetectionThreshold(Duration leakDetectionThreshold);

    /** @see PoolConfig#leakReclaim() */
    PoolTuning leakReclaim(boolean leakReclaim);

    /** @see PoolConfig#slowAcquireThreshold() */
    PoolTuning slowAcquireThreshold(Duration slowAcquireThreshold);

    /** @see PoolConfig#failWhileDown() */
    PoolTuning failWhileDown(boolean failWhileDown);

    /** @see PoolConfig#nestedAcquire() */
    PoolTuning nestedAcquire(NestedAcquire nestedAcquire);
}
