package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlProperties;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health indicator, one per pool; {@code management.health.async-mysql.enabled} switches it off.
 * Used by one thread, while the application context starts.
 */
@AutoConfiguration(after = AsyncMySqlAutoConfiguration.class)
@ConditionalOnClass({HealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBooleanProperty(name = "async-mysql.enabled", matchIfMissing = true)
@ConditionalOnBean(MySqlPool.class)
@ConditionalOnEnabledHealthIndicator("async-mysql")
public final class AsyncMySqlHealthAutoConfiguration
        extends CompositeHealthContributorConfiguration<AsyncMySqlHealthIndicator, MySqlPool> {

    AsyncMySqlHealthAutoConfiguration(AsyncMySqlProperties properties) {
        super(pool -> new AsyncMySqlHealthIndicator(pool, properties.getHealth().getTimeout()));
        if (properties.getHealth().getTimeout().toMillis() < 1) {
            throw new InvalidConfigurationPropertyValueException(
                    "async-mysql.health.timeout", properties.getHealth().getTimeout(), "must be 1 ms or more");
        }
    }

    @Bean
    @ConditionalOnMissingBean(name = {"asyncMysqlHealthIndicator", "asyncMysqlHealthContributor"})
    HealthContributor asyncMysqlHealthContributor(ConfigurableListableBeanFactory beanFactory) {
        return createContributor(beanFactory, MySqlPool.class);
    }
}
