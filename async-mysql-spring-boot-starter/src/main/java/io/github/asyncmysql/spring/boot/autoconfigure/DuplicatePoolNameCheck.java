package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlPool;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Refuses a pool with the name of another one, wherever both come from. It looks at each pool when it is made, so that
 * pools that are made late are compared as well. Thread-safe.
 */
final class DuplicatePoolNameCheck implements BeanPostProcessor {

    private final ConcurrentMap<String, Named> pools = new ConcurrentHashMap<>();

    /** A pool and the name of its bean. Immutable. */
    private record Named(String bean, MySqlPool pool) {}

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        // A mock has no name.
        if (bean instanceof MySqlPool pool && pool.name() != null) {
            pools.merge(pool.name(), new Named(beanName, pool), (before, now) -> {
                if (before.pool() != now.pool() && !before.pool().isClosed()) {
                    throw new DuplicatePoolNameException(pool.name(), before.bean(), now.bean());
                }
                return now;
            });
        }
        return bean;
    }
}
