package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.internal.pool.PooledResource.State;

/** What has happened in a pool since it was made. Guarded by the pool's lock. */
final class PoolCounters {

    long acquireTimeouts;
    long rejected;
    long cancelled;
    long created;
    long createFailed;
    long closed;

    /** These, and the levels of this moment. */
    PoolStats stats(PoolConfig config, Population<?> population, Growth growth, int waiting) {
        return new PoolStats(
                config.minSize(),
                config.maxSize(),
                population.alive() + growth.underWay(),
                population.idle().size(),
                population.count(State.LEASED),
                growth.underWay(),
                population.count(State.CLEANING) + population.count(State.CHECKING) + population.count(State.PROBING),
                waiting,
                config.maxWaiting(),
                population.lent(),
                acquireTimeouts,
                rejected,
                cancelled,
                created,
                createFailed,
                closed,
                growth.lastFailure());
    }
}
