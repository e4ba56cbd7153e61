package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.PoolConfig;

/** The settings that are in force; they may change while the pool runs. Guarded by the pool's lock. */
final class PoolSettings {

    private PoolConfig config;
    private PoolTimes times;

    PoolSettings(PoolConfig config) {
        this.config = config;
        this.times = PoolTimes.of(config);
    }

    PoolConfig config() {
        return config;
    }

    PoolTimes times() {
        return times;
    }

    int minSize() {
        return config.minSize();
    }

    /** {@link Integer#MAX_VALUE} for no limit. */
    int maxSize() {
        return config.maxSize() == 0 ? Integer.MAX_VALUE : config.maxSize();
    }

    void change(PoolConfig changed) {
        config = changed;
        times = PoolTimes.of(changed);
    }
}
