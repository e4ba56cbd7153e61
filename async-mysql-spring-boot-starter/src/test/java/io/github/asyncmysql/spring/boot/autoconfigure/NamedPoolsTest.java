package io.github.asyncmysql.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.spring.ScriptedPool;
import io.github.asyncmysql.testsupport.Covers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class NamedPoolsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AsyncMySqlAutoConfiguration.class))
            .withPropertyValues(
                    "async-mysql.fail-fast=false",
                    "async-mysql.port=1",
                    "async-mysql.username=app",
                    "async-mysql.connect-timeout=3s",
                    "async-mysql.attributes.service=shop",
                    "async-mysql.pool.min-size=0",
                    "async-mysql.pool.max-size=7");

    /** Injects by type and by qualifier. */
    record Users(AsyncMySqlOperations main, AsyncMySqlTemplate reports, MySqlPool reportsPool) {}

    @Configuration(proxyBeanMethods = false)
    static class Injected {

        @Bean
        Users users(
                AsyncMySqlOperations main,
                @Qualifier("reports") AsyncMySqlTemplate reports,
                @Qualifier("reports") MySqlPool reportsPool) {
            return new Users(main, reports, reportsPool);
        }
    }

    private static AsyncMySqlPoolSettings settings(ApplicationContext context, String pool) {
        return context.getBean(pool + "AsyncMySqlPoolSettings", AsyncMySqlPoolSettings.class);
    }

    @Test
    @Covers("boot:5")
    void eachNameMakesAPoolAndATemplate() {
        runner.withPropertyValues("async-mysql.pools.reports.host=replica")
                .withUserConfiguration(Injected.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    Users users = context.getBean(Users.class);
                    assertThat(users.main()).isSameAs(context.getBean("asyncMySqlTemplate"));
                    assertThat(users.reports().pool()).isSameAs(users.reportsPool());
                    assertThat(users.reportsPool().name()).isEqualTo("reports");
                    assertThat(context.getBean(MySqlPool.class).name()).isEqualTo("async-mysql");
                });
    }

    @Test
    void inheritsWhatItDoesNotSet() {
        runner.withPropertyValues(
                        "async-mysql.socket=/run/main.sock",
                        "async-mysql.pools.reports.host=replica",
                        "async-mysql.pools.reports.attributes.part=reports",
                        "async-mysql.pools.reports.pool.max-size=3")
                .run(context -> {
                    MySqlConfig connection = settings(context, "reports").connection();
                    PoolConfig pool = settings(context, "reports").pool();
                    assertThat(connection.host()).isEqualTo("replica");
                    assertThat(connection.port()).isEqualTo(3306);
                    assertThat(connection.socket())
                            .as("a host of its own is another server")
                            .isNull();
                    assertThat(connection.username()).isEqualTo("app");
                    assertThat(connection.connectTimeout()).hasSeconds(3);
                    assertThat(connection.attributes())
                            .containsEntry("service", "shop")
                            .containsEntry("part", "reports");
                    assertThat(pool.maxSize()).isEqualTo(3);
                    assertThat(pool.minSize()).isZero();
                    assertThat(context.getBean(PoolConfig.class).maxSize()).isEqualTo(7);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"readOnly", "read-only", "read_only", "[read.only]"})
    void namesMayBeWrittenAsUsersWriteThem(String name) {
        String pool = name.replace("[", "").replace("]", "");
        String dot = name.startsWith("[") ? "" : ".";
        runner.withPropertyValues(
                        "async-mysql.pools" + dot + name + ".host=replica",
                        "async-mysql.pools" + dot + name + ".pool.max-size=3")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(settings(context, pool).connection().host()).isEqualTo("replica");
                    assertThat(settings(context, pool).pool().maxSize()).isEqualTo(3);
                    assertThat(settings(context, pool).pool().name()).isEqualTo(pool);
                });
    }

    @Test
    @Covers("boot:13")
    void anEnvironmentVariableMeansThePoolThatAFileHasNamed() {
        runner.withPropertyValues("async-mysql.pools.read-only.host=replica")
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "test-systemEnvironment",
                                Map.of(
                                        "ASYNCMYSQL_POOLS_READONLY_PASSWORD",
                                        "secret",
                                        "ASYNCMYSQL_POOLS_READONLY_PORT",
                                        "3309"))))
                .run(context -> {
                    assertThat(context.getBeansOfType(MySqlPool.class))
                            .containsOnlyKeys("asyncMySqlPool", "read-onlyMySqlPool");
                    assertThat(settings(context, "read-only").connection().port())
                            .isEqualTo(3309);
                    assertThat(settings(context, "read-only").connection().password())
                            .isEqualTo("secret");
                });
    }

    @Test
    void aUrlOfItsOwnStandsAlone() {
        runner.withPropertyValues("async-mysql.pools.reports.url=mysql://reader@replica:3/d?max-size=2&min-size=0")
                .run(context -> {
                    AsyncMySqlPoolSettings settings = settings(context, "reports");
                    assertThat(settings.connection().host()).isEqualTo("replica");
                    assertThat(settings.connection().username()).isEqualTo("reader");
                    assertThat(settings.pool().maxSize()).isEqualTo(2);
                    assertThat(settings.connection().connectTimeout())
                            .isEqualTo(MySqlConfig.builder().build().connectTimeout());
                });
    }

    @Test
    void oneMayBeTheDefault() {
        runner.withPropertyValues(
                        "async-mysql.default-pool=orders",
                        "async-mysql.pools.orders.database=orders",
                        "async-mysql.pools.reports.database=reports")
                .withUserConfiguration(Injected.class)
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean("asyncMySqlPool");
                    assertThat(context.getBean(MySqlPool.class).name()).isEqualTo("orders");
                    assertThat(context.getBean(AsyncMySqlTemplate.class).pool().name())
                            .isEqualTo("orders");
                    assertThat(context.getBeansOfType(MySqlPool.class))
                            .containsOnlyKeys("ordersMySqlPool", "reportsMySqlPool");
                });
        runner.withPropertyValues("async-mysql.default-pool=missing").run(context -> assertThat(context)
                .getFailure()
                .hasMessageContaining("async-mysql.default-pool")
                .hasMessageContaining("no pool of this name"));
    }

    @Test
    void backsOffForBeansOfTheUsersOwn() {
        runner.withPropertyValues("async-mysql.pools.reports.host=replica")
                .withBean(
                        "reportsMySqlPool", MySqlPool.class, ScriptedPool::new, definition -> ((AbstractBeanDefinition)
                                        definition)
                                .setDefaultCandidate(false))
                .run(context -> {
                    assertThat(context.getBean("reportsMySqlPool")).isInstanceOf(ScriptedPool.class);
                    assertThat(context.getBean("reportsAsyncMySqlTemplate", AsyncMySqlTemplate.class)
                                    .pool())
                            .isInstanceOf(ScriptedPool.class);
                });
    }

    @Test
    void connectionDetailsBelongToThePoolTheyAreQualifiedWith() {
        runner.withPropertyValues("async-mysql.pools.reports.database=d", "async-mysql.pools.other.host=other")
                .withUserConfiguration(ReplicaDetails.class)
                .run(context -> {
                    assertThat(settings(context, "reports").connection().host()).isEqualTo("from.details");
                    assertThat(settings(context, "reports").fromProperties()).isFalse();
                    assertThat(settings(context, "other").connection().host()).isEqualTo("other");
                    assertThat(context.getBean(MySqlConfig.class).host()).isEqualTo("localhost");
                });
    }

    @Test
    void customizersHearTheNameOfThePool() {
        List<String> pools = new ArrayList<>();
        runner.withPropertyValues("async-mysql.pools.reports.host=replica")
                .withBean(PoolConfigCustomizer.class, () -> new PoolConfigCustomizer() {
                    @Override
                    public void customize(PoolConfig.Builder builder) {}

                    @Override
                    public void customize(String pool, PoolConfig.Builder builder) {
                        pools.add(pool);
                    }
                })
                .run(context -> assertThat(pools).containsExactlyInAnyOrder("async-mysql", "reports"));
    }

    @Test
    @Covers("boot:14")
    void errorsNameThePropertyOfThePool() {
        runner.withPropertyValues("async-mysql.pools.reports.pool.min-size=9").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("min-size (9) must not be greater"));
        runner.withPropertyValues("async-mysql.pools.reports.url=mysql://h/d", "async-mysql.pools.reports.host=other")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("async-mysql.pools.reports.url")
                        .hasMessageContaining("async-mysql.pools.reports.host"));
        runner.withPropertyValues("async-mysql.pools.reports.pool.max-sise=9").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("async-mysql.pools.reports.pool.max-sise"));
    }

    @Configuration(proxyBeanMethods = false)
    static class ReplicaDetails {

        @Bean(defaultCandidate = false)
        @Qualifier("reports")
        AsyncMySqlConnectionDetails details() {
            return new AsyncMySqlConnectionDetails() {
                @Override
                public String getHost() {
                    return "from.details";
                }

                @Override
                public String getUsername() {
                    return "reader";
                }

                @Override
                public String getPassword() {
                    return "";
                }
            };
        }
    }
}
