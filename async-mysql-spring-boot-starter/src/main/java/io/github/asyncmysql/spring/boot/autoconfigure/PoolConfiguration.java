package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The pool of the properties directly under {@code async-mysql}, and what it is made of. Used by one thread, while the
 * application context starts.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(MySqlPool.class)
class PoolConfiguration {

    private static final String PREFIX = AsyncMySqlAutoConfiguration.PREFIX;

    @Bean
    @ConditionalOnMissingBean(AsyncMySqlConnectionDetails.class)
    PropertiesAsyncMySqlConnectionDetails asyncMySqlConnectionDetails(
            AsyncMySqlProperties properties, PoolAssembly assembly) {
        return assembly.details(PREFIX, properties);
    }

    @Bean
    @ConditionalOnMissingBean
    MySqlConfig asyncMySqlConfig(
            AsyncMySqlProperties properties, AsyncMySqlConnectionDetails details, PoolAssembly assembly) {
        return assembly.config(PREFIX, properties, details);
    }

    @Bean
    @ConditionalOnMissingBean
    PoolConfig asyncMySqlPoolConfig(AsyncMySqlProperties properties, PoolAssembly assembly) {
        return assembly.poolConfig(PREFIX, properties);
    }

    @Bean
    AsyncMySqlPoolSettings asyncMySqlPoolSettings(
            MySqlConfig config, PoolConfig poolConfig, ObjectProvider<AsyncMySqlConnectionDetails> details) {
        return new AsyncMySqlPoolSettings(
                PREFIX, config, poolConfig, details.getIfAvailable() instanceof PropertiesAsyncMySqlConnectionDetails);
    }

    @Bean(destroyMethod = "close")
    MySqlPool asyncMySqlPool(AsyncMySqlPoolSettings asyncMySqlPoolSettings, PoolAssembly assembly) {
        return assembly.pool(asyncMySqlPoolSettings);
    }

    @Bean
    PoolStartup asyncMySqlPoolStartup(
            MySqlPool asyncMySqlPool, AsyncMySqlPoolSettings asyncMySqlPoolSettings, AsyncMySqlProperties properties) {
        return new PoolStartup(asyncMySqlPool, asyncMySqlPoolSettings, properties.isFailFast());
    }
}
