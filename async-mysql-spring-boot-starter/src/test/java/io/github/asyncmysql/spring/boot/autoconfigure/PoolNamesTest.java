package io.github.asyncmysql.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.spring.ScriptedPool;
import io.github.asyncmysql.testsupport.Covers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The name of a pool is how meters, logs and the endpoint tell it from others. */
class PoolNamesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AsyncMySqlAutoConfiguration.class))
            .withPropertyValues("async-mysql.fail-fast=false", "async-mysql.port=1", "async-mysql.pool.min-size=0");

    @Configuration(proxyBeanMethods = false)
    static class PoolOfTheUsersOwn {

        @Bean(defaultCandidate = false)
        MySqlPool archive() {
            return AsyncMySql.pool(
                    MySqlConfig.builder().port(1).build(),
                    PoolConfig.builder().name("reports").minSize(0).build());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SamePoolTwice {

        @Bean(defaultCandidate = false)
        MySqlPool one() {
            return new ScriptedPool();
        }

        @Bean(defaultCandidate = false)
        MySqlPool another(@Qualifier("one") MySqlPool one) {
            return one;
        }
    }

    private static FailureAnalysis analysis(Throwable failure) {
        FailureAnalysis analysis = new DuplicatePoolNameFailureAnalyzer().analyze(failure);
        assertThat(analysis).isNotNull();
        return analysis;
    }

    @Test
    @Covers("boot:14")
    void twoNamedPoolsWithOneNameAreRefused() {
        runner.withPropertyValues(
                        "async-mysql.pools.reports.pool.name=shop", "async-mysql.pools.archive.pool.name=shop")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("'archiveMySqlPool'", "'reportsMySqlPool'", "'shop'"));
    }

    @Test
    @Covers("boot:14")
    void aNamedPoolAndTheOneDirectlyUnderThePrefixAreToldApart() {
        runner.withPropertyValues("async-mysql.pools.reports.pool.name=async-mysql")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("'asyncMySqlPool'", "'reportsMySqlPool'", "'async-mysql'"));
    }

    @Test
    @Covers("boot:14")
    void aPoolOfTheUsersOwnIsComparedAsWell() {
        runner.withUserConfiguration(PoolOfTheUsersOwn.class)
                .withPropertyValues("async-mysql.pools.reports.host=localhost")
                .run(context -> {
                    FailureAnalysis analysis = analysis(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("'archive'", "'reportsMySqlPool'", "'reports'");
                    assertThat(analysis.getAction()).contains("async-mysql.pools.<name>.pool.name", "PoolConfig");
                });
    }

    @Test
    void whatIsMadeLaterIsCompared() {
        runner.withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .withPropertyValues(
                        "async-mysql.pools.reports.pool.name=shop", "async-mysql.pools.archive.pool.name=shop")
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void onePoolMayHaveTwoBeans() {
        runner.withUserConfiguration(SamePoolTwice.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void aPoolMayReplaceOneThatWasClosed() {
        DuplicatePoolNameCheck check = new DuplicatePoolNameCheck();
        ScriptedPool before = new ScriptedPool();
        check.postProcessAfterInitialization(before, "pool");
        before.close();

        assertThat(check.postProcessAfterInitialization(new ScriptedPool(), "pool"))
                .isInstanceOf(ScriptedPool.class);
    }
}
