package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.driver.DriverResources;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * Auto-configuration of a {@link io.github.asyncmysql.MySqlPool} and an
 * {@link io.github.asyncmysql.spring.AsyncMySqlTemplate}.
 *
 * <p>Connects to nothing before the application context is refreshed: see {@link PoolStartup}. Used by one thread, while
 * the application context starts.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "async-mysql.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AsyncMySqlProperties.class)
@Import({PoolConfiguration.class, TemplateConfiguration.class})
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
}
