package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlProperties;
import io.github.asyncmysql.spring.boot.autoconfigure.StatementListenerProvider;
import io.github.asyncmysql.spring.observation.ObservedStatements;
import io.github.asyncmysql.spring.observation.StatementObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of one observation per statement. Comes before the templates, which take the listeners along when they
 * are made. Used by one thread, while the application context starts.
 */
@AutoConfiguration(
        before = AsyncMySqlAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "async-mysql.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "async-mysql.observation.enabled", matchIfMissing = true)
public final class AsyncMySqlObservationAutoConfiguration {

    @Bean
    StatementListenerProvider asyncMySqlStatementObservations(
            ObservationRegistry registry,
            ObjectProvider<StatementObservationConvention> convention,
            AsyncMySqlProperties properties) {
        return (pool, settings) -> new ObservedStatements(
                registry,
                pool,
                settings == null ? null : settings.connection().database(),
                convention.getIfUnique(),
                properties.getObservation().isSendTraceContext());
    }
}
