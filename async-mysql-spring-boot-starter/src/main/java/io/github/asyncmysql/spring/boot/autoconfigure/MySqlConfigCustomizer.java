package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlConfig;

/**
 * Has the last word on the connection settings of the auto-configured pools. Several beans are applied in their order.
 */
@FunctionalInterface
public interface MySqlConfigCustomizer {

    /** Changes settings. Called once, while the application context starts. */
    void customize(MySqlConfig.Builder builder);

    /**
     * Changes settings of one pool. This is what is called.
     *
     * @param pool the pool's name
     */
    default void customize(String pool, MySqlConfig.Builder builder) {
        customize(builder);
    }
}
