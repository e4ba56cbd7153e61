package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.spring.BadMySqlGrammarException;
import io.github.asyncmysql.spring.boot.init.SqlScriptException;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class InitializationIT {

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        /** Reads while the context is refreshed: whoever has the template finds the tables. */
        @Bean
        List<String> notes(AsyncMySqlOperations mysql) {
            return mysql.queryForList("select note from initialized order by id", String.class)
                    .join();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class QuietApp {}

    private static ConfigurableApplicationContext run(Class<?> type, TestServer server, String... properties) {
        return new SpringApplicationBuilder(type)
                .web(WebApplicationType.NONE)
                .properties(
                        "async-mysql.host=" + server.host(),
                        "async-mysql.port=" + server.port(),
                        "async-mysql.username=" + server.username(),
                        "async-mysql.password=" + server.password(),
                        "async-mysql.database=" + server.database(),
                        "spring.sql.init.schema-locations=classpath:initialization/schema.sql",
                        "spring.sql.init.data-locations=classpath:initialization/data.sql")
                .properties(properties)
                .run();
    }

    @EveryServer
    @Covers({"boot:24", "boot:26"})
    void runsTheScriptsBeforeAnybodyHasTheTemplate(TestServer server) {
        try (ConfigurableApplicationContext context = run(App.class, server, "spring.sql.init.mode=always")) {
            assertThat(context.getBean("notes")).isEqualTo(List.of("it's; quoted", "it's; quoted;"));
        }
        try (ConfigurableApplicationContext context = run(App.class, server)) {
            assertThat(context.getBean("notes"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .hasSize(2);
        }
    }

    @EveryServer
    void anotherAccountMayRunThem(TestServer server) {
        server.execute("drop user if exists 'starter'@'%'", "create user 'starter'@'%' identified by 'only-select'");
        server.execute("grant select on *.* to 'starter'@'%'");
        try (ConfigurableApplicationContext context = run(
                App.class,
                server,
                "async-mysql.username=starter",
                "async-mysql.password=only-select",
                "spring.sql.init.mode=always",
                "spring.sql.init.username=" + server.username(),
                "spring.sql.init.password=" + server.password())) {
            assertThat(context.getBean("notes")).isEqualTo(List.of("it's; quoted", "it's; quoted;"));
        } finally {
            server.execute("drop user if exists 'starter'@'%'");
        }
    }

    @EveryServer
    @Covers("boot:26")
    void aFailureNamesFileLineAndStatement(TestServer server) {
        String[] broken = {
            "spring.sql.init.mode=always", "spring.sql.init.data-locations=classpath:initialization/broken.sql"
        };

        assertThatThrownBy(() -> run(QuietApp.class, server, broken).close())
                .hasRootCauseInstanceOf(io.github.asyncmysql.MySqlServerException.class)
                .satisfies(failure -> assertThat(failure)
                        .extracting(thrown -> cause(thrown, SqlScriptException.class))
                        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.THROWABLE)
                        .hasMessageContaining("Failed in line 3 of class path resource [initialization/broken.sql]")
                        .hasMessageContaining("insert into no_such_table")
                        .hasCauseInstanceOf(BadMySqlGrammarException.class));

        String[] tolerated = {broken[0], broken[1], "spring.sql.init.continue-on-error=true"};
        run(QuietApp.class, server, tolerated).close();
    }

    private static Throwable cause(Throwable failure, Class<?> type) {
        Throwable cause = failure;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return cause;
    }
}
