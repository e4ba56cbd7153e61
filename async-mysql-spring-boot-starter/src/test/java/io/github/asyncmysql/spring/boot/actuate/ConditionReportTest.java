package io.github.asyncmysql.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.ScriptedPool;
import io.github.asyncmysql.testsupport.Covers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport.ConditionAndOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport.ConditionAndOutcomes;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.ClassUtils;

/** What {@code --debug} and the endpoint {@code conditions} say about our auto-configurations. */
class ConditionReportTest {

    private static final String OURS = "io.github.asyncmysql.spring.boot.";
    private static final List<Class<?>> CONFIGURATIONS = List.of(
            MetricsAutoConfiguration.class,
            ObservationAutoConfiguration.class,
            HealthContributorRegistryAutoConfiguration.class);

    @Configuration(proxyBeanMethods = false)
    static class PoolOfTheUsersOwn {

        @Bean
        MySqlPool mine() {
            return new ScriptedPool();
        }
    }

    /** All of ours, as an application has them. */
    private static ApplicationContextRunner runner() {
        List<Class<?>> all = new ArrayList<>(CONFIGURATIONS);
        for (String name : ImportCandidates.load(AutoConfiguration.class, null)) {
            if (name.startsWith(OURS)) {
                all.add(ClassUtils.resolveClassName(name, null));
            }
        }
        return new ApplicationContextRunner()
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withConfiguration(AutoConfigurations.of(all.toArray(Class<?>[]::new)))
                .withPropertyValues(
                        "async-mysql.fail-fast=false",
                        "async-mysql.port=1",
                        "async-mysql.pool.min-size=0",
                        "management.endpoints.web.exposure.include=*");
    }

    private static Map<String, ConditionAndOutcomes> report(AssertableApplicationContext context) {
        return ConditionEvaluationReport.get(
                        context.getSourceApplicationContext().getBeanFactory())
                .getConditionAndOutcomesBySource();
    }

    private static ConditionAndOutcomes outcomes(AssertableApplicationContext context, String configuration) {
        return report(context).entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(configuration))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError(configuration + " is not in the report"));
    }

    private static List<String> reasons(ConditionAndOutcomes outcomes) {
        return outcomes.stream()
                .filter(outcome -> !outcome.getOutcome().isMatch())
                .map(ConditionAndOutcome::getOutcome)
                .map(outcome -> outcome.getMessage())
                .toList();
    }

    private static ContextConsumer<AssertableApplicationContext> refused(String configuration, String... words) {
        return context -> {
            ConditionAndOutcomes outcomes = outcomes(context, configuration);
            assertThat(outcomes.isFullMatch()).as(configuration).isFalse();
            assertThat(String.join("; ", reasons(outcomes))).contains(words);
        };
    }

    @Test
    @Covers("boot:9")
    void namesEachOfOursThatApplies() {
        runner().run(context -> {
            assertThat(context).hasNotFailed();
            for (String configuration : List.of(
                    "AsyncMySqlAutoConfiguration",
                    "AsyncMySqlTransactionAutoConfiguration",
                    "AsyncMySqlHealthAutoConfiguration",
                    "AsyncMySqlMetricsAutoConfiguration",
                    "AsyncMySqlObservationAutoConfiguration",
                    "AsyncMySqlInfoAutoConfiguration",
                    "AsyncMySqlEndpointAutoConfiguration")) {
                ConditionAndOutcomes outcomes = outcomes(context, configuration);
                assertThat(reasons(outcomes)).as(configuration).isEmpty();
                assertThat(outcomes.isFullMatch()).as(configuration).isTrue();
                assertThat(outcomes.stream()).as(configuration).allSatisfy(outcome -> assertThat(
                                outcome.getOutcome().getMessage())
                        .isNotBlank());
            }
        });
    }

    @Test
    @Covers("boot:9")
    void namesThePropertyThatSwitchedOneOff() {
        runner().withPropertyValues("async-mysql.enabled=false")
                .run(refused("AsyncMySqlAutoConfiguration", "async-mysql.enabled"));
        runner().withPropertyValues("async-mysql.transaction.enabled=false")
                .run(refused("AsyncMySqlTransactionAutoConfiguration", "async-mysql.transaction.enabled"));
        runner().withPropertyValues("async-mysql.observation.enabled=false")
                .run(refused("AsyncMySqlObservationAutoConfiguration", "async-mysql.observation.enabled"));
        runner().withPropertyValues("management.health.async-mysql.enabled=false")
                .run(refused("AsyncMySqlHealthAutoConfiguration", "management.health.async-mysql.enabled"));
        runner().withPropertyValues("management.info.async-mysql.enabled=false")
                .run(refused("AsyncMySqlInfoAutoConfiguration", "management.info.async-mysql.enabled"));
        runner().withPropertyValues("management.endpoints.web.exposure.include=health")
                .run(refused("AsyncMySqlEndpointAutoConfiguration", "ConditionalOnAvailableEndpoint", "expos"));
    }

    @Test
    @Covers("boot:9")
    void namesTheBeanThatOursBacksOffFor() {
        runner().withUserConfiguration(PoolOfTheUsersOwn.class)
                .run(refused("PoolConfiguration", "found beans of type", "MySqlPool", "mine"));
    }
}
