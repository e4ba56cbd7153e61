package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The template. Used by one thread, while the application context starts. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(AsyncMySqlOperations.class)
class TemplateConfiguration {

    @Bean
    @ConditionalOnSingleCandidate(MySqlPool.class)
    AsyncMySqlTemplate asyncMySqlTemplate(
            MySqlPool pool, PoolAssembly assembly, ObjectProvider<AsyncMySqlPoolSettings> settings) {
        return assembly.template(
                pool,
                settings.stream()
                        .filter(own -> own.pool().name().equals(pool.name()))
                        .findFirst()
                        .orElse(null));
    }
}
