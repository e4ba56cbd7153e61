package io.github.asyncmysql.spring.boot.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.spring.ScriptedPool;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class AsyncMySqlInfoContributorTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(AsyncMySqlAutoConfiguration.class, AsyncMySqlInfoAutoConfiguration.class))
            .withPropertyValues("async-mysql.fail-fast=false", "async-mysql.port=1", "async-mysql.pool.min-size=0");

    private static Map<String, Object> info(AsyncMySqlInfoContributor contributor) {
        Info.Builder builder = new Info.Builder();
        contributor.contribute(builder);
        return builder.build().getDetails();
    }

    @Test
    void namesTheServersWithoutTheirAddresses() {
        ScriptedPool notConnected = new ScriptedPool() {
            @Override
            public ServerInfo server() {
                return null;
            }
        };

        assertThat(info(new AsyncMySqlInfoContributor(Map.of("shop", new ScriptedPool(), "reports", notConnected))))
                .isEqualTo(Map.of(
                        "asyncMysql",
                        Map.of("shop", Map.of("product", "MySQL", "version", "9.7.4", "tls", "TLSv1.3"))));
    }

    @Test
    void isThereUnlessItIsSwitchedOff() {
        runner.run(context -> assertThat(context).hasSingleBean(AsyncMySqlInfoContributor.class));
        runner.withPropertyValues("management.info.async-mysql.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(AsyncMySqlInfoContributor.class));
        runner.withPropertyValues("async-mysql.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(AsyncMySqlInfoContributor.class));
    }
}
