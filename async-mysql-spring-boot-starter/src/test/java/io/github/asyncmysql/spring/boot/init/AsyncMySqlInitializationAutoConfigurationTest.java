package io.github.asyncmysql.spring.boot.init;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import io.github.asyncmysql.testsupport.Covers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceInitializationAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.sql.autoconfigure.init.ApplicationScriptDatabaseInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

class AsyncMySqlInitializationAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AsyncMySqlAutoConfiguration.class, AsyncMySqlInitializationAutoConfiguration.class))
            .withPropertyValues("async-mysql.fail-fast=false", "async-mysql.port=1", "async-mysql.pool.min-size=0");

    private static String[] dependenciesOfTheTemplate(ConfigurableApplicationContext context) {
        String name = context.getBeanNamesForType(AsyncMySqlTemplate.class)[0];
        return context.getBeanFactory().getBeanDefinition(name).getDependsOn();
    }

    @Test
    @Covers("boot:25")
    void theTemplateWaitsForScripts() {
        runner.run(context ->
                assertThat(dependenciesOfTheTemplate(context)).containsExactly("asyncMySqlScriptDatabaseInitializer"));
    }

    @Test
    @Covers("boot:25")
    void theTemplateWaitsForMigrations() {
        ApplicationContextRunner withDataSource = runner.withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        FlywayAutoConfiguration.class,
                        LiquibaseAutoConfiguration.class))
                .withPropertyValues(
                        "spring.datasource.url=jdbc:h2:mem:migrated;DB_CLOSE_DELAY=-1", "spring.sql.init.mode=never");
        withDataSource
                .withPropertyValues("spring.liquibase.enabled=false", "spring.flyway.locations=classpath:no-migrations")
                .run(context -> assertThat(dependenciesOfTheTemplate(context)).contains("flyway", "flywayInitializer"));
        withDataSource
                .withPropertyValues(
                        "spring.flyway.enabled=false", "spring.liquibase.change-log=classpath:liquibase/empty.yaml")
                .run(context -> assertThat(dependenciesOfTheTemplate(context)).contains("liquibase"));
    }

    @Test
    @Covers("boot:24")
    void scriptsRunOnceBesideADataSource() {
        runner.withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class, DataSourceInitializationAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:once")
                .run(context -> assertThat(context)
                        .hasSingleBean(ApplicationScriptDatabaseInitializer.class)
                        .doesNotHaveBean(AsyncMySqlScriptDatabaseInitializer.class));
    }

    @Test
    void canBeSwitchedOff() {
        runner.withPropertyValues("spring.sql.init.mode=never")
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(AsyncMySqlScriptDatabaseInitializer.class));
    }
}
