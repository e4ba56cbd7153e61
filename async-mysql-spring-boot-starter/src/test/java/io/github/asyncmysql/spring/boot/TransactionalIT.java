package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestContextManager;
import org.springframework.transaction.annotation.Transactional;

/** {@code @Transactional} in a running application and in tests. */
class TransactionalIT {

    private static volatile Map<String, Object> properties = Map.of();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        Ledger ledger(AsyncMySqlTemplate mysql) {
            return new Ledger(mysql);
        }
    }

    static class Ledger {

        private final AsyncMySqlTemplate mysql;

        Ledger(AsyncMySqlTemplate mysql) {
            this.mysql = mysql;
        }

        @Transactional
        public void addTwo(boolean fail) {
            mysql.update("insert into ledger_entries values (1)").join();
            mysql.update("insert into ledger_entries values (2)").join();
            if (fail) {
                throw new IllegalStateException("refused");
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class MixedApp {

        @Bean
        MixedLedger mixedLedger(AsyncMySqlTemplate mysql, JdbcTemplate jdbc) {
            return new MixedLedger(mysql, jdbc);
        }
    }

    static class MixedLedger {

        private final AsyncMySqlTemplate mysql;
        private final JdbcTemplate jdbc;

        MixedLedger(AsyncMySqlTemplate mysql, JdbcTemplate jdbc) {
            this.mysql = mysql;
            this.jdbc = jdbc;
        }

        @Transactional
        public void failInJdbc() {
            jdbc.update("insert into side_entries values (1)");
            mysql.update("insert into ledger_entries values (1)").join();
            throw new IllegalStateException("refused");
        }

        @Transactional("asyncMySqlTransactionManager")
        public void failInOurs() {
            jdbc.update("insert into side_entries values (2)");
            mysql.update("insert into ledger_entries values (2)").join();
            throw new IllegalStateException("refused");
        }
    }

    static class ServerProperties implements ApplicationContextInitializer<ConfigurableApplicationContext> {

        @Override
        public void initialize(ConfigurableApplicationContext context) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("server", properties));
        }
    }

    @SpringBootTest(classes = App.class, webEnvironment = SpringBootTest.WebEnvironment.NONE)
    @ContextConfiguration(initializers = ServerProperties.class)
    @Transactional
    static class RollsBack {

        @Autowired
        private AsyncMySqlTemplate mysql;

        @Autowired
        private Ledger ledger;

        void addsEntries() {
            ledger.addTwo(false);
            assertThat(count(mysql)).isEqualTo(2);
        }
    }

    private static Map<String, Object> propertiesOf(TestServer server) {
        return Map.of(
                "async-mysql.host", server.host(),
                "async-mysql.port", server.port(),
                "async-mysql.username", server.username(),
                "async-mysql.password", server.password(),
                "async-mysql.database", server.database());
    }

    private static SpringApplication application(TestServer server, Class<?> type) {
        return new SpringApplicationBuilder(type)
                .web(WebApplicationType.NONE)
                .properties(propertiesOf(server))
                .build();
    }

    private static long count(AsyncMySqlTemplate mysql) {
        return mysql.queryForObject("select count(*) from ledger_entries", Long.class)
                .join();
    }

    private static void recreate(AsyncMySqlTemplate mysql) {
        mysql.update("drop table if exists ledger_entries").join();
        mysql.update("create table ledger_entries (id int primary key) engine=InnoDB")
                .join();
    }

    @EveryServer
    void annotatedMethodsCommitAndRollBack(TestServer server) {
        try (ConfigurableApplicationContext context =
                application(server, App.class).run()) {
            AsyncMySqlTemplate mysql = context.getBean(AsyncMySqlTemplate.class);
            Ledger ledger = context.getBean(Ledger.class);
            recreate(mysql);

            assertThatThrownBy(() -> ledger.addTwo(true)).hasMessage("refused");
            assertThat(count(mysql)).isZero();
            ledger.addTwo(false);
            assertThat(count(mysql)).isEqualTo(2);
        }
    }

    @EveryServer
    @Covers("boot:42")
    void besideJdbcEachManagerRollsBackItsOwn(TestServer server) {
        try (ConfigurableApplicationContext context = application(server, MixedApp.class)
                .run(
                        "--spring.autoconfigure.exclude=" + R2dbcAutoConfiguration.class.getName(),
                        "--spring.datasource.url=jdbc:h2:mem:mixed")) {
            AsyncMySqlTemplate mysql = context.getBean(AsyncMySqlTemplate.class);
            JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
            MixedLedger ledger = context.getBean(MixedLedger.class);
            recreate(mysql);
            jdbc.execute("create table side_entries (id int primary key)");

            assertThatThrownBy(ledger::failInJdbc).hasMessage("refused");
            assertThatThrownBy(ledger::failInOurs).hasMessage("refused");

            assertThat(mysql.queryForList("select id from ledger_entries", Integer.class)
                            .join())
                    .containsExactly(1);
            assertThat(jdbc.queryForList("select id from side_entries", Integer.class))
                    .isEqualTo(List.of(2));
        }
    }

    @EveryServer
    @Covers("boot:52")
    void testsRollBackAndThePoolSurvivesTheSwitchBetweenContexts(TestServer server) throws Exception {
        properties = propertiesOf(server);
        try (ConfigurableApplicationContext context =
                application(server, App.class).run()) {
            recreate(context.getBean(AsyncMySqlTemplate.class));

            TestContextManager manager = new TestContextManager(RollsBack.class);
            manager.beforeTestClass();
            for (int run = 0; run < 2; run++) {
                RollsBack test = new RollsBack();
                Method method = RollsBack.class.getDeclaredMethod("addsEntries");
                manager.prepareTestInstance(test);
                manager.beforeTestMethod(test, method);
                test.addsEntries();
                manager.afterTestMethod(test, method, null);
                assertThat(count(context.getBean(AsyncMySqlTemplate.class))).isZero();

                // What the framework does to the contexts of other test classes.
                ConfigurableApplicationContext cached = (ConfigurableApplicationContext)
                        manager.getTestContext().getApplicationContext();
                cached.pause();
                cached.restart();
            }
            manager.getTestContext().markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
            manager.afterTestClass();
        }
    }
}
