package io.github.asyncmysql.spring.boot.init;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.driver.DriverResources;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlPoolSettings;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.sql.autoconfigure.init.ApplicationScriptDatabaseInitializer;
import org.springframework.boot.sql.autoconfigure.init.ConditionalOnSqlInitialization;
import org.springframework.boot.sql.autoconfigure.init.SqlInitializationProperties;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of the scripts of {@code spring.sql.init.*}. Comes after those of JDBC and R2DBC and backs off where
 * one of them runs the scripts already. Needs spring-boot-sql. Used by one thread, while the application context starts.
 */
@AutoConfiguration(
        after = AsyncMySqlAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration",
            "org.springframework.boot.r2dbc.autoconfigure.R2dbcInitializationAutoConfiguration"
        })
@ConditionalOnClass(ApplicationScriptDatabaseInitializer.class)
@ConditionalOnSqlInitialization
@ConditionalOnSingleCandidate(MySqlPool.class)
@ConditionalOnMissingBean(ApplicationScriptDatabaseInitializer.class)
@EnableConfigurationProperties(SqlInitializationProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class AsyncMySqlInitializationAutoConfiguration {

    @Bean
    AsyncMySqlScriptDatabaseInitializer asyncMySqlScriptDatabaseInitializer(
            MySqlPool pool,
            ObjectProvider<AsyncMySqlPoolSettings> settings,
            ObjectProvider<DriverResources> resources,
            SqlInitializationProperties properties) {
        Supplier<CompletableFuture<MySqlConnection>> connections = pool::acquire;
        if (StringUtils.hasText(properties.getUsername())) {
            MySqlConfig config = settings.stream()
                    .filter(own -> own.pool().name().equals(pool.name()))
                    .findFirst()
                    .orElseThrow(() -> new InvalidConfigurationPropertyValueException(
                            "spring.sql.init.username",
                            properties.getUsername(),
                            "The pool was not auto-configured, so that nothing is known of its server."))
                    .connection()
                    .toBuilder()
                    .username(properties.getUsername())
                    .password(StringUtils.hasText(properties.getPassword()) ? properties.getPassword() : "")
                    .build();
            connections = () -> AsyncMySql.connect(config, resources.getObject());
        }
        return new AsyncMySqlScriptDatabaseInitializer(
                connections, ApplicationScriptDatabaseInitializer.getSettings(properties));
    }
}
