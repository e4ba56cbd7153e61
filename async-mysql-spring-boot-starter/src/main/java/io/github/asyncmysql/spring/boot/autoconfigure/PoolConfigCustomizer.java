package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.PoolConfig;

/** Has the last word on the pool settings of the auto-configured pool. Several beans are applied in their order. */
@FunctionalInterface
public interface PoolConfigCustomizer {

    /** Changes settings. Called once, while the application context starts. */
    void customize(PoolConfig.Builder builder);

    /**
     * Changes settings of one pool. This is what is called.
     *
     * @param pool the pool's name
     */
    default void customize(String pool, PoolConfig.Builder builder) {
        customize(builder);
    }
}
