package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what the endpoint {@code info} says of the servers; {@code management.info.async-mysql.enabled} switches
 * it off. Used by one thread, while the application context starts.
 */
@AutoConfiguration(after = AsyncMySqlAutoConfiguration.class)
@ConditionalOnClass({InfoContributor.class, ConditionalOnEnabledInfoContributor.class})
@ConditionalOnBean(MySqlPool.class)
@ConditionalOnEnabledInfoContributor("async-mysql")
public final class AsyncMySqlInfoAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    AsyncMySqlInfoContributor asyncMySqlInfoContributor(ConfigurableListableBeanFactory beanFactory) {
        return new AsyncMySqlInfoContributor(
                SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory, MySqlPool.class, false, true));
    }
}
