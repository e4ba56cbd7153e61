package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlPoolSettings;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the actuator endpoint {@code asyncmysql}. Used by one thread, while the application context
 * starts.
 */
@AutoConfiguration(after = AsyncMySqlAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(MySqlPool.class)
@ConditionalOnAvailableEndpoint(AsyncMySqlEndpoint.class)
public final class AsyncMySqlEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    AsyncMySqlEndpoint asyncMySqlEndpoint(ConfigurableListableBeanFactory beanFactory) {
        return new AsyncMySqlEndpoint(
                SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory, MySqlPool.class, false, true),
                SimpleAutowireCandidateResolver.resolveAutowireCandidates(
                                beanFactory, AsyncMySqlPoolSettings.class, false, true)
                        .values());
    }
}
