package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.driver.DriverResources;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Auto-configuration of a {@link MySqlPool} and an {@link AsyncMySqlTemplate}.
 *
 * <p>Connects to nothing before the application context is refreshed: see {@link PoolStartup}. Used by one thread, while
 * the application context starts.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "async-mysql.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AsyncMySqlProperties.class)
public final class AsyncMySqlAutoConfiguration {

    static final String PREFIX = "async-mysql";

    // Not an Executor bean: that would make Boot leave out its applicationTaskExecutor.
    @Bean
    @ConditionalOnMissingBean
    DriverResources asyncMySqlDriverResources(AsyncMySqlProperties properties) {
        Integer threads = properties.getEventLoopThreads();
        if (threads == null) {
            return DriverResources.create();
        }
        try {
            return DriverResources.create(PREFIX, threads);
        } catch (IllegalArgumentException failure) {
            throw new InvalidConfigurationPropertyValueException(
                    PREFIX + ".event-loop-threads", threads, failure.getMessage(), failure);
        }
    }

    /** The pool and what it is made of. Used by one thread, while the application context starts. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(MySqlPool.class)
    static class PoolConfiguration {

        @Bean
        @ConditionalOnMissingBean(AsyncMySqlConnectionDetails.class)
        PropertiesAsyncMySqlConnectionDetails asyncMySqlConnectionDetails(
                AsyncMySqlProperties properties, ObjectProvider<SslBundles> sslBundles) {
            return new PropertiesAsyncMySqlConnectionDetails(PREFIX, properties, sslBundles.getIfAvailable());
        }

        @Bean
        @ConditionalOnMissingBean
        MySqlConfig asyncMySqlConfig(
                AsyncMySqlProperties properties,
                AsyncMySqlConnectionDetails details,
                ObjectProvider<MySqlConfigCustomizer> customizers) {
            MySqlConfig.Builder builder = new DefinitionSettings(PREFIX, properties).config(details);
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
            return builder.build();
        }

        @Bean
        @ConditionalOnMissingBean
        PoolConfig asyncMySqlPoolConfig(
                AsyncMySqlProperties properties,
                ObjectProvider<PoolConfigCustomizer> customizers,
                ObjectProvider<PoolListenerProvider> listenerProviders) {
            PoolConfig.Builder builder = new DefinitionSettings(PREFIX, properties).pool();
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
            PoolConfig config = builder.build();
            List<PoolListener> listeners = new ArrayList<>();
            if (config.listener() != null) {
                listeners.add(config.listener());
            }
            listenerProviders.orderedStream().forEach(provider -> listeners.add(provider.listenerFor(config.name())));
            return listeners.isEmpty()
                    ? config
                    : config.toBuilder()
                            .listener(new CompositePoolListener(List.copyOf(listeners)))
                            .build();
        }

        @Bean(destroyMethod = "close")
        MySqlPool asyncMySqlPool(MySqlConfig config, PoolConfig poolConfig, DriverResources resources) {
            return AsyncMySql.pool(config, poolConfig, resources);
        }

        @Bean
        PoolStartup asyncMySqlPoolStartup(
                MySqlPool asyncMySqlPool,
                MySqlConfig config,
                AsyncMySqlProperties properties,
                ObjectProvider<AsyncMySqlConnectionDetails> details) {
            boolean fromProperties = details.getIfAvailable() instanceof PropertiesAsyncMySqlConnectionDetails;
            return new PoolStartup(asyncMySqlPool, config, properties.isFailFast(), fromProperties);
        }
    }

    /** The template. Used by one thread, while the application context starts. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(AsyncMySqlOperations.class)
    static class TemplateConfiguration {

        @Bean
        @ConditionalOnSingleCandidate(MySqlPool.class)
        AsyncMySqlTemplate asyncMySqlTemplate(MySqlPool pool) {
            return new AsyncMySqlTemplate(pool);
        }
    }
}
