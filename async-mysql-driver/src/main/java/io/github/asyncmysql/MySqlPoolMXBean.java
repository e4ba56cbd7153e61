package io.github.asyncmysql;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pool as JMX shows it, with {@link PoolConfig#registerMbeans()}, under the name {@code
 * io.github.asyncmysql:type=Pool,name="..."}. Operations return at once; what they begin goes on in the background.
 * Durations are milliseconds. Thread-safe.
 */
public interface MySqlPoolMXBean {

    /** @see MySqlPool#name() */
    String getName();

    /** @see PoolStats#size() */
    int getSize();

    /** @see PoolStats#idle() */
    int getIdle();

    /** @see PoolStats#inUse() */
    int getInUse();

    /** @see PoolStats#connecting() */
    int getConnecting();

    /** @see PoolStats#waiting() */
    int getWaiting();

    /** @see PoolStats#suspended() */
    boolean isSuspended();

    /** @see PoolStats#down() */
    boolean isDown();

    /** Why the latest attempt to connect has failed; {@code null} once one has succeeded. */
    @Nullable
    String getLastConnectFailure();

    /** How often a connection was lent. */
    long getAcquired();

    /** How often a caller has waited for a connection in vain. */
    long getAcquireTimeouts();

    /** Callers who were given no connection, by {@link MySqlPoolException.Reason}. */
    Map<String, Long> getRefused();

    /** Connections opened. */
    long getCreated();

    /** Attempts to open one that failed, by {@link PoolTotals.CreateFailure}. */
    Map<String, Long> getCreateFailures();

    /** Connections that have left the pool, by {@link PoolListener.CloseReason}. */
    Map<String, Long> getClosed();

    /** @see PoolTotals#leaks() */
    long getLeaks();

    /** @see PoolConfig#minSize() */
    int getMinSize();

    /** @throws IllegalArgumentException if it is out of its bounds; the same for all settings below */
    void setMinSize(int minSize);

    /** @see PoolConfig#maxSize() */
    int getMaxSize();

    /** @see PoolConfig#maxSize() */
    void setMaxSize(int maxSize);

    /** @see PoolConfig#acquireTimeout() */
    long getAcquireTimeoutMillis();

    /** @see PoolConfig#acquireTimeout() */
    void setAcquireTimeoutMillis(long millis);

    /** @see PoolConfig#idleTimeout() */
    long getIdleTimeoutMillis();

    /** @see PoolConfig#idleTimeout() */
    void setIdleTimeoutMillis(long millis);

    /** @see PoolConfig#maxLifetime() */
    long getMaxLifetimeMillis();

    /** @see PoolConfig#maxLifetime() */
    void setMaxLifetimeMillis(long millis);

    /** @see PoolConfig#keepalive() */
    long getKeepaliveMillis();

    /** @see PoolConfig#keepalive() */
    void setKeepaliveMillis(long millis);

    /** @see PoolConfig#leakDetectionThreshold() */
    long getLeakDetectionThresholdMillis();

    /** @see PoolConfig#leakDetectionThreshold() */
    void setLeakDetectionThresholdMillis(long millis);

    /** {@link MySqlPool#suspend} with callers who wait. */
    void suspend();

    /** @see MySqlPool#resume() */
    void resume();

    /** @see MySqlPool#evictAll() */
    void evictAll();

    /** @see MySqlPool#clear() */
    void clear();

    /** @see MySqlPool#warmUp() */
    void warmUp();
}
