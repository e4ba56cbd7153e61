package io.github.asyncmysql.spring.boot.autoconfigure;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * The pools under {@code async-mysql.pools}. Comes before the pool of the top-level properties, which backs off where one of
 * these is the default. Used by one thread, while the application context starts.
 */
@Configuration(proxyBeanMethods = false)
@Import(NamedPoolRegistrar.class)
class NamedPoolConfiguration {

    @Bean(NamedPoolRegistrar.FACTORY)
    NamedPools asyncMySqlNamedPools(
            BeanFactory beanFactory, Environment environment, PoolAssembly assembly, AsyncMySqlProperties properties) {
        return new NamedPools(beanFactory, environment, assembly, properties);
    }
}
