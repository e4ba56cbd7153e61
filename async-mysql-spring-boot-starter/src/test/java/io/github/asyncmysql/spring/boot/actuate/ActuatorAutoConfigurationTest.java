package io.github.asyncmysql.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.spring.ScriptedPool;
import io.github.asyncmysql.spring.boot.actuate.AsyncMySqlEndpoint.Action;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlPoolSettings;
import io.github.asyncmysql.spring.boot.autoconfigure.StatementListenerProvider;
import io.github.asyncmysql.spring.observation.DefaultStatementObservationConvention;
import io.github.asyncmysql.spring.observation.StatementObservationConvention;
import io.github.asyncmysql.testsupport.Covers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class ActuatorAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AsyncMySqlAutoConfiguration.class,
                    AsyncMySqlHealthAutoConfiguration.class,
                    AsyncMySqlMetricsAutoConfiguration.class,
                    AsyncMySqlEndpointAutoConfiguration.class,
                    MetricsAutoConfiguration.class))
            .withPropertyValues("async-mysql.fail-fast=false", "async-mysql.port=1", "async-mysql.pool.min-size=0");

    @Test
    void addsAHealthIndicator() {
        runner.run(context -> assertThat(context)
                .hasNotFailed()
                .getBean("asyncMysqlHealthContributor")
                .isInstanceOf(AsyncMySqlHealthIndicator.class));
    }

    @ParameterizedTest
    @Covers("boot:34")
    @ValueSource(
            strings = {
                "management.health.async-mysql.enabled=false",
                "management.health.asyncmysql.enabled=false",
                "management.health.asyncMysql.enabled=false",
                "management.health.defaults.enabled=false"
            })
    void healthCanBeSwitchedOff(String property) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HealthContributor.class));
    }

    @Test
    @Covers({"boot:5", "boot:34"})
    void aSecondPoolIsCheckedMeasuredAndShown() {
        runner.withUserConfiguration(SecondPool.class)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("management.endpoints.web.exposure.include=*")
                .run(context -> {
                    assertThat(context.getBean("asyncMysqlHealthContributor"))
                            .isInstanceOfSatisfying(CompositeHealthContributor.class, composite -> {
                                assertThat(composite.getContributor("asyncMySqlPool"))
                                        .isNotNull();
                                assertThat(composite.getContributor("reports")).isNotNull();
                            });
                    MeterRegistry registry = context.getBean(MeterRegistry.class);
                    assertThat(registry.get("async.mysql.pool.size")
                                    .tag("name", "scripted")
                                    .gauge()
                                    .value())
                            .isEqualTo(2);
                    assertThat(registry.get("async.mysql.pool.size")
                                    .tag("name", "async-mysql")
                                    .gauge())
                            .isNotNull();
                    assertThat(context.getBean(AsyncMySqlEndpoint.class).pools().pools())
                            .containsOnlyKeys("asyncMySqlPool", "reports");
                });
    }

    @Test
    @Covers({"boot:5", "boot:34"})
    void namedPoolsAreCheckedMeasuredAndShown() {
        runner.withPropertyValues(
                        "async-mysql.pools.reports.pool.max-size=3", "management.endpoints.web.exposure.include=*")
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .run(context -> {
                    assertThat(context.getBean("asyncMysqlHealthContributor"))
                            .isInstanceOfSatisfying(CompositeHealthContributor.class, composite -> assertThat(
                                            composite.getContributor("reportsMySqlPool"))
                                    .isNotNull());
                    assertThat(context.getBean(MeterRegistry.class)
                                    .get("async.mysql.pool.max")
                                    .tag("name", "reports")
                                    .gauge()
                                    .value())
                            .isEqualTo(3);
                    AsyncMySqlEndpoint.PoolDescriptor described =
                            context.getBean(AsyncMySqlEndpoint.class).pool("reportsMySqlPool");
                    assertThat(described.name()).isEqualTo("reports");
                    assertThat(described.settings()).containsEntry("port", 1);
                    PoolListener listener = context.getBean(
                                    "reportsAsyncMySqlPoolSettings", AsyncMySqlPoolSettings.class)
                            .pool()
                            .listener();
                    listener.onReleased(5_000_000);
                    assertThat(context.getBean(MeterRegistry.class)
                                    .get("async.mysql.pool.usage")
                                    .tag("name", "reports")
                                    .timer()
                                    .count())
                            .isEqualTo(1);
                });
    }

    @Test
    @Covers("boot:37")
    void statementsAreObservedWhereThereIsARegistry() {
        ApplicationContextRunner observed =
                runner.withConfiguration(AutoConfigurations.of(AsyncMySqlObservationAutoConfiguration.class));
        TestObservationRegistry registry = TestObservationRegistry.create();

        observed.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StatementListenerProvider.class));
        observed.withBean(ObservationRegistry.class, () -> registry)
                .withPropertyValues("async-mysql.database=shop", "async-mysql.pool.acquire-timeout=1ms")
                .run(context -> {
                    assertThat(context.getBean(AsyncMySqlTemplate.class).update("delete from users"))
                            .failsWithin(Duration.ofSeconds(30));
                    TestObservationRegistryAssert.assertThat(registry)
                            .hasNumberOfObservationsEqualTo(1)
                            .hasObservationWithNameEqualTo("db.client.operation.duration")
                            .that()
                            .hasLowCardinalityKeyValue("db.namespace", "shop")
                            .hasLowCardinalityKeyValue("db.query.summary", "DELETE users")
                            .hasError();
                });
        observed.withBean(ObservationRegistry.class, () -> registry)
                .withPropertyValues("async-mysql.observation.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StatementListenerProvider.class));
    }

    @Test
    @Covers("boot:37")
    void aConventionOfTheUsersOwnNamesObservations() {
        TestObservationRegistry registry = TestObservationRegistry.create();
        runner.withConfiguration(AutoConfigurations.of(AsyncMySqlObservationAutoConfiguration.class))
                .withBean(ObservationRegistry.class, () -> registry)
                .withBean(StatementObservationConvention.class, () -> new DefaultStatementObservationConvention() {
                    @Override
                    public String getName() {
                        return "sql";
                    }
                })
                .withPropertyValues("async-mysql.pool.acquire-timeout=1ms")
                .run(context -> {
                    assertThat(context.getBean(AsyncMySqlTemplate.class).update("delete from users"))
                            .failsWithin(Duration.ofSeconds(30));
                    TestObservationRegistryAssert.assertThat(registry).hasObservationWithNameEqualTo("sql");
                });
    }

    @Test
    void refusesAHealthTimeoutThatCannotBeMet() {
        runner.withPropertyValues("async-mysql.health.timeout=0").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("async-mysql.health.timeout"));
    }

    @Test
    @Covers("boot:35")
    void addsMeters() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(AsyncMySqlPoolMetrics.class);
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            for (String gauge : new String[] {"size", "idle", "in.use", "pending", "creating", "max", "min"}) {
                assertThat(registry.get("async.mysql.pool." + gauge)
                                .tag("name", "async-mysql")
                                .gauge()
                                .value())
                        .as(gauge)
                        .isNotNaN();
            }
            PoolListener listener = context.getBean(PoolConfig.class).listener();
            listener.onReleased(5_000_000);
            assertThat(registry.get("async.mysql.pool.usage").timer().count()).isEqualTo(1);
        });
    }

    @Test
    @Covers("boot:35")
    void metersCanBeSwitchedOff() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("management.metrics.enable.async.mysql=false")
                .run(context -> assertThat(context.getBean(MeterRegistry.class).getMeters())
                        .noneMatch(meter -> meter.getId().getName().startsWith("async.mysql")));
    }

    @Test
    @Covers("boot:3")
    void nothingIsAddedWhenSwitchedOff() {
        runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues("async-mysql.enabled=false", "management.endpoints.web.exposure.include=*")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(HealthContributor.class)
                        .doesNotHaveBean(AsyncMySqlPoolMetrics.class)
                        .doesNotHaveBean(AsyncMySqlEndpoint.class));
    }

    @Test
    @Covers("boot:39")
    void theEndpointIsAbsentUnlessExposed() {
        runner.run(context -> assertThat(context).doesNotHaveBean(AsyncMySqlEndpoint.class));
        runner.withPropertyValues("management.endpoints.web.exposure.include=asyncmysql")
                .run(context -> assertThat(context).hasSingleBean(AsyncMySqlEndpoint.class));
    }

    @Test
    @Covers("boot:39")
    void theEndpointOnlyReadsByDefault() {
        assertThat(AsyncMySqlEndpoint.class.getAnnotation(Endpoint.class).defaultAccess())
                .isEqualTo(Access.READ_ONLY);
    }

    @Test
    @Covers({"boot:16", "boot:39"})
    void theEndpointShowsSettingsWithoutSecrets() {
        runner.withPropertyValues(
                        "management.endpoints.web.exposure.include=asyncmysql",
                        "async-mysql.password=s3cret-word",
                        "async-mysql.init-sql[0]=set @key = 's3cret-key'")
                .run(context -> {
                    AsyncMySqlEndpoint.PoolDescriptor pool =
                            context.getBean(AsyncMySqlEndpoint.class).pool("asyncMySqlPool");
                    assertThat(pool.toString()).doesNotContain("s3cret");
                    assertThat(pool.settings())
                            .containsEntry("port", 1)
                            .containsEntry("pool.on-release", ResetMode.SMART);
                    assertThat(pool.numbers()).containsEntry("maxSize", 10).containsEntry("waiting", 0);
                });
    }

    @Test
    @Covers("boot:39")
    void theEndpointChangesAPoolByName() {
        ScriptedPool pool = new ScriptedPool();
        AsyncMySqlEndpoint endpoint = new AsyncMySqlEndpoint(Map.of("reports", pool), List.of());

        assertThat(endpoint.change("reports", Action.CLEAR, null, null).name()).isEqualTo("scripted");
        endpoint.change("reports", Action.EVICT, null, null);
        endpoint.change("reports", Action.SUSPEND, null, null);
        endpoint.change("reports", Action.RESUME, null, null);

        assertThat(pool.events()).containsExactly("clear", "evict all", "suspend", "resume");
        assertThat(endpoint.pool("nope")).isNull();
        assertThat(endpoint.pool("reports").settings()).isNull();
        assertThatThrownBy(() -> endpoint.change("nope", Action.CLEAR, null, null))
                .isInstanceOf(InvalidEndpointRequestException.class)
                .hasMessageContaining("nope");
        assertThatThrownBy(() -> endpoint.change("reports", Action.CLEAR, 1, null))
                .isInstanceOf(InvalidEndpointRequestException.class)
                .hasMessageContaining("resize");
    }

    @Configuration(proxyBeanMethods = false)
    static class SecondPool {

        @Bean(defaultCandidate = false)
        MySqlPool reports() {
            return new ScriptedPool();
        }
    }
}
