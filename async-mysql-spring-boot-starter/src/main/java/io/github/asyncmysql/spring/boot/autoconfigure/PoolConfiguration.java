package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.ValueCodec;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.driver.DriverResources;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pool and what it is made of. Used by one thread, while the application context starts. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(MySqlPool.class)
class PoolConfiguration {

    @Bean
    @ConditionalOnMissingBean(AsyncMySqlConnectionDetails.class)
    PropertiesAsyncMySqlConnectionDetails asyncMySqlConnectionDetails(
            AsyncMySqlProperties properties, ObjectProvider<SslBundles> sslBundles) {
        return new PropertiesAsyncMySqlConnectionDetails(
                AsyncMySqlAutoConfiguration.PREFIX, properties, sslBundles.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    MySqlConfig asyncMySqlConfig(
            AsyncMySqlProperties properties,
            AsyncMySqlConnectionDetails details,
            ObjectProvider<ValueCodec<?>> codecs,
            ObjectProvider<MySqlConfigCustomizer> customizers) {
        MySqlConfig.Builder builder =
                new DefinitionSettings(AsyncMySqlAutoConfiguration.PREFIX, properties).config(details);
        codecs.orderedStream().forEach(builder::codec);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder.build();
    }

    @Bean
    @ConditionalOnMissingBean
    PoolConfig asyncMySqlPoolConfig(
            AsyncMySqlProperties properties,
            ObjectProvider<PoolConfigCustomizer> customizers,
            ObjectProvider<PoolListenerProvider> listenerProviders) {
        PoolConfig.Builder builder = new DefinitionSettings(AsyncMySqlAutoConfiguration.PREFIX, properties).pool();
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
        try {
            return AsyncMySql.pool(config, poolConfig, resources);
        } catch (IllegalArgumentException failure) {
            // Files are read only here: a key or a certificate that is not there.
            throw InvalidAsyncMySqlPropertyException.translate(AsyncMySqlAutoConfiguration.PREFIX, failure);
        }
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
