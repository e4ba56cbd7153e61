package io.github.asyncmysql.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.driver.DriverResources;
import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.spring.ScriptedPool;
import io.github.asyncmysql.spring.SlowStatementLog;
import io.github.asyncmysql.testsupport.Covers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.EnableScheduling;

class AsyncMySqlAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AsyncMySqlAutoConfiguration.class))
            .withPropertyValues("async-mysql.fail-fast=false", "async-mysql.port=1", "async-mysql.pool.min-size=0");

    @Test
    void slowStatementsAreLoggedWhereALimitIsSet() {
        runner.run(context -> assertThat(context).doesNotHaveBean(StatementListenerProvider.class));
        runner.withPropertyValues("async-mysql.slow-statement-threshold=500ms").run(context -> assertThat(context)
                .getBean(StatementListenerProvider.class)
                .satisfies(provider -> assertThat(provider.listenerFor(new ScriptedPool(), null))
                        .isInstanceOf(SlowStatementLog.class)));
        runner.withPropertyValues("async-mysql.slow-statement-threshold=0s").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("async-mysql.slow-statement-threshold"));
    }

    @Test
    @Covers("boot:1")
    void makesOnePoolAndOneTemplate() {
        runner.run(context -> {
            assertThat(context).hasNotFailed().hasSingleBean(MySqlPool.class).hasSingleBean(AsyncMySqlTemplate.class);
            assertThat(context.getBean(AsyncMySqlTemplate.class).pool()).isSameAs(context.getBean(MySqlPool.class));
            assertThat(context.getBean(AsyncMySqlOperations.class)).isInstanceOf(AsyncMySqlTemplate.class);
        });
    }

    @Test
    void closesThePoolWithTheContext() {
        List<MySqlPool> pools = new ArrayList<>();

        runner.run(context -> pools.add(context.getBean(MySqlPool.class)));

        assertThat(pools).singleElement().matches(MySqlPool::isClosed);
    }

    @Test
    @Covers("boot:2")
    void backsOffForAPoolOfTheUsersOwn() {
        runner.withUserConfiguration(OwnPool.class).run(context -> {
            assertThat(context).getBean(MySqlPool.class).isInstanceOf(ScriptedPool.class);
            assertThat(context).doesNotHaveBean(PoolConfig.class).doesNotHaveBean(PoolStartup.class);
            assertThat(context.getBean(AsyncMySqlTemplate.class).pool()).isInstanceOf(ScriptedPool.class);
        });
    }

    @Test
    @Covers("boot:2")
    void backsOffForATemplateOfTheUsersOwn() {
        runner.withBean("mine", AsyncMySqlTemplate.class, () -> new AsyncMySqlTemplate(new ScriptedPool()))
                .run(context -> assertThat(context)
                        .hasSingleBean(AsyncMySqlOperations.class)
                        .hasBean("mine"));
    }

    @Test
    @Covers("boot:2")
    void backsOffForSettingsAndResourcesOfTheUsersOwn() {
        runner.withBean("config", MySqlConfig.class, () -> MySqlConfig.builder()
                        .port(2)
                        .build())
                .withBean(
                        "poolConfig",
                        PoolConfig.class,
                        () -> PoolConfig.builder().name("mine").minSize(0).build())
                .withBean("resources", DriverResources.class, () -> DriverResources.create("mine", 1))
                .run(context -> {
                    assertThat(context)
                            .hasSingleBean(MySqlConfig.class)
                            .hasSingleBean(PoolConfig.class)
                            .hasSingleBean(DriverResources.class);
                    assertThat(context.getBean(MySqlPool.class).name()).isEqualTo("mine");
                });
    }

    @Test
    @Covers({"boot:2", "boot:15"})
    void connectionDetailsWinOverProperties() {
        runner.withPropertyValues(
                        "async-mysql.host=from.properties",
                        "async-mysql.username=from-properties",
                        "async-mysql.ssl.mode=verify-identity",
                        "async-mysql.connect-timeout=3s")
                .withBean(AsyncMySqlConnectionDetails.class, OwnDetails::new)
                .run(context -> {
                    MySqlConfig config = context.getBean(MySqlConfig.class);
                    assertThat(context).doesNotHaveBean(PropertiesAsyncMySqlConnectionDetails.class);
                    assertThat(config.host()).isEqualTo("127.0.0.1");
                    assertThat(config.port()).isEqualTo(2);
                    assertThat(config.username()).isEqualTo("bob");
                    assertThat(config.database()).isNull();
                    assertThat(config.sslMode())
                            .isEqualTo(MySqlConfig.builder().build().sslMode());
                    assertThat(config.connectTimeout()).hasSeconds(3);
                });
    }

    @Test
    @Covers("boot:3")
    void canBeSwitchedOff() {
        runner.withPropertyValues("async-mysql.enabled=false").run(context -> assertThat(context)
                .doesNotHaveBean(MySqlPool.class)
                .doesNotHaveBean(AsyncMySqlOperations.class)
                .doesNotHaveBean(DriverResources.class)
                .doesNotHaveBean(AsyncMySqlConnectionDetails.class)
                .doesNotHaveBean(AsyncMySqlProperties.class));
    }

    @Test
    @Covers("boot:4")
    void customizersHaveTheLastWordInOrder() {
        runner.withUserConfiguration(Customizers.class)
                .withPropertyValues("async-mysql.database=first", "async-mysql.pool.name=first")
                .run(context -> {
                    assertThat(context.getBean(MySqlConfig.class).database()).isEqualTo("third");
                    assertThat(context.getBean(MySqlPool.class).name()).isEqualTo("third");
                });
    }

    @Test
    @Covers("boot:5")
    void aSecondPoolDoesNotDisturbTheFirst() {
        runner.withUserConfiguration(SecondPool.class).run(context -> {
            assertThat(context).hasNotFailed().hasBean("asyncMySqlPool").hasBean("reports");
            assertThat(context.getBean(AsyncMySqlTemplate.class).pool()).isSameAs(context.getBean("asyncMySqlPool"));
        });
    }

    @Test
    @Covers("boot:8")
    void leavesTheExecutorsOfBootAlone() {
        runner.withConfiguration(AutoConfigurations.of(
                        TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
                .withUserConfiguration(Scheduling.class)
                .run(context -> {
                    assertThat(context).hasBean("applicationTaskExecutor").hasBean("taskScheduler");
                    assertThat(context.getBeansOfType(Executor.class))
                            .containsOnlyKeys("applicationTaskExecutor", "taskScheduler");
                });
    }

    @Test
    @Covers("boot:10")
    void worksWithLazyInitialization() {
        runner.withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(AsyncMySqlTemplate.class));
    }

    @Test
    void listenersOfCustomizerAndProvidersAllHear() {
        List<String> heard = new ArrayList<>();
        runner.withBean(PoolConfigCustomizer.class, () -> builder -> builder.listener(noting(heard, "own")))
                .withBean(PoolListenerProvider.class, () -> pool -> noting(heard, pool))
                .run(context -> {
                    PoolListener listener = context.getBean(PoolConfig.class).listener();
                    listener.onCreated(1);
                    assertThat(heard).containsExactly("own", "async-mysql");
                });
    }

    @Test
    @Covers("boot:16")
    void noBeanShowsThePassword() {
        runner.withPropertyValues("async-mysql.password=s3cret-word").run(context -> {
            for (String name : context.getBeanDefinitionNames()) {
                assertThat(context.getBean(name).toString()).doesNotContain("s3cret-word");
            }
            assertThat(context.getBean(MySqlConfig.class).password()).isEqualTo("s3cret-word");
        });
    }

    @Test
    void theAuthenticatorOfDevicesIsABean() {
        WebAuthnAuthenticator mine = request -> CompletableFuture.completedFuture(List.of());
        runner.withBean(WebAuthnAuthenticator.class, () -> mine)
                .run(context -> assertThat(context.getBean(MySqlConfig.class).webAuthnAuthenticator())
                        .isSameAs(mine));
        runner.run(context -> assertThat(context.getBean(MySqlConfig.class).webAuthnAuthenticator())
                .isNull());
    }

    private static PoolListener noting(List<String> heard, String name) {
        return new PoolListener() {
            @Override
            public void onCreated(long creationNanos) {
                heard.add(name);
            }
        };
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnPool {

        @Bean
        MySqlPool pool() {
            return new ScriptedPool();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SecondPool {

        @Bean(defaultCandidate = false)
        @Qualifier("reports")
        MySqlPool reports() {
            return new ScriptedPool();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableScheduling
    static class Scheduling {}

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        @Bean
        @Order(2)
        MySqlConfigCustomizer lastConfig() {
            return builder -> builder.database("third");
        }

        @Bean
        @Order(1)
        MySqlConfigCustomizer firstConfig() {
            return builder -> builder.database("second");
        }

        @Bean
        @Order(2)
        PoolConfigCustomizer lastPool() {
            return builder -> builder.name("third");
        }

        @Bean
        @Order(1)
        PoolConfigCustomizer firstPool() {
            return builder -> builder.name("second");
        }
    }

    private static final class OwnDetails implements AsyncMySqlConnectionDetails {

        @Override
        public String getHost() {
            return "127.0.0.1";
        }

        @Override
        public int getPort() {
            return 2;
        }

        @Override
        public String getUsername() {
            return "bob";
        }

        @Override
        public String getPassword() {
            return "";
        }
    }
}
