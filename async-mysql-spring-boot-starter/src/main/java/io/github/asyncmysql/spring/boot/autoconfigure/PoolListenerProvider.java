package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.PoolListener;

/**
 * Makes listeners for auto-configured pools, in addition to the one that {@link PoolConfigCustomizer}s may have set. The
 * meters of a pool come from such a bean.
 */
@FunctionalInterface
public interface PoolListenerProvider {

    /** The listener for the pool of this name. Called once per pool, before it is made. */
    PoolListener listenerFor(String poolName);
}
