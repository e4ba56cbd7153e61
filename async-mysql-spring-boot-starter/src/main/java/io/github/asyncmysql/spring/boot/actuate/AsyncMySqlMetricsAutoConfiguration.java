package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import io.github.asyncmysql.spring.boot.autoconfigure.PoolListenerProvider;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters. Comes before the pool, which takes the listeners along when it is made. Used by one
 * thread, while the application context starts.
 */
@AutoConfiguration(
        before = AsyncMySqlAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "async-mysql.enabled", matchIfMissing = true)
public final class AsyncMySqlMetricsAutoConfiguration {

    @Bean
    PoolListenerProvider asyncMySqlMeterListenerProvider(MeterRegistry registry) {
        return poolName -> new MicrometerPoolListener(registry, poolName);
    }

    @Bean
    @ConditionalOnMissingBean
    AsyncMySqlPoolMetrics asyncMySqlPoolMetrics(ConfigurableListableBeanFactory beanFactory) {
        return new AsyncMySqlPoolMetrics(
                SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory, MySqlPool.class, false, true)
                        .values());
    }
}
