package io.github.asyncmysql.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import io.github.asyncmysql.spring.AsyncMySqlTransactionManager;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlAutoConfiguration;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlTransactionAutoConfiguration;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;

/** {@code @Transactional} with several pools, and together with {@code @Async}. */
class TransactionalBeansIT {

    private static final String INSERT = "insert into transactional_beans values (?, connection_id())";

    /** Uses two pools of one server. */
    static class TwoPools {

        private final AsyncMySqlOperations main;
        private final AsyncMySqlOperations reports;

        TwoPools(AsyncMySqlOperations main, AsyncMySqlOperations reports) {
            this.main = main;
            this.reports = reports;
        }

        private void writeToBothAndFail(int id) {
            main.update(INSERT, id).join();
            reports.update(INSERT, id + 1).join();
            throw new IllegalStateException("refused");
        }

        @Transactional
        public void failInDefault() {
            writeToBothAndFail(10);
        }

        @Transactional("reports")
        public void failInReports() {
            writeToBothAndFail(20);
        }

        @Transactional("reportsAsyncMySqlTransactionManager")
        public void failInReportsByName() {
            writeToBothAndFail(30);
        }

        @Transactional("reports")
        public void commitInReports() {
            reports.update(INSERT, 40).join();
            reports.update(INSERT, 41).join();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoPoolsConfiguration {

        @Bean
        TwoPools twoPools(AsyncMySqlOperations main, @Qualifier("reports") AsyncMySqlOperations reports) {
            return new TwoPools(main, reports);
        }
    }

    /** Runs on the threads of an executor, which may wait. */
    static class InBackground {

        private final AsyncMySqlOperations mysql;

        InBackground(AsyncMySqlOperations mysql) {
            this.mysql = mysql;
        }

        @Async
        @Transactional
        public CompletableFuture<String> insertTwo(boolean fail) {
            mysql.update(INSERT, 1).join();
            mysql.update(INSERT, 2).join();
            if (fail) {
                throw new IllegalStateException("refused");
            }
            return CompletableFuture.completedFuture(Thread.currentThread().getName());
        }

        @Async
        @Transactional
        public CompletableFuture<?> returnsTooEarly() {
            mysql.update(INSERT, 3).join();
            return mysql.queryForObject("select sleep(0.2)", Integer.class)
                    .thenCompose(slept -> mysql.update(INSERT, 4));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAsync
    static class BackgroundConfiguration {

        @Bean
        InBackground inBackground(AsyncMySqlOperations mysql) {
            return new InBackground(mysql);
        }
    }

    private static ApplicationContextRunner runner(TestServer server) {
        server.execute(
                "drop table if exists transactional_beans",
                "create table transactional_beans (id int primary key, session bigint) engine=InnoDB");
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        AsyncMySqlAutoConfiguration.class,
                        AsyncMySqlTransactionAutoConfiguration.class,
                        TransactionAutoConfiguration.class))
                .withPropertyValues(
                        "async-mysql.host=" + server.host(),
                        "async-mysql.port=" + server.port(),
                        "async-mysql.username=" + server.username(),
                        "async-mysql.password=" + server.password(),
                        "async-mysql.database=" + server.database());
    }

    private static List<Integer> ids(AsyncMySqlOperations mysql) {
        return mysql.queryForList("select id from transactional_beans order by id", Integer.class)
                .join();
    }

    @EveryServer
    @Covers("boot:42")
    void eachPoolHasItsTransactionManager(TestServer server) {
        runner(server)
                .withUserConfiguration(TwoPoolsConfiguration.class)
                .withPropertyValues("async-mysql.pools.reports.pool.max-size=3")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(PlatformTransactionManager.class))
                            .isSameAs(context.getBean("asyncMySqlTransactionManager"));
                    TwoPools beans = context.getBean(TwoPools.class);
                    AsyncMySqlOperations main = context.getBean(AsyncMySqlOperations.class);

                    assertThatThrownBy(beans::failInDefault).hasMessage("refused");
                    assertThatThrownBy(beans::failInReports).hasMessage("refused");
                    assertThatThrownBy(beans::failInReportsByName).hasMessage("refused");
                    assertThat(ids(main)).containsExactly(11, 20, 30);
                    beans.commitInReports();
                    assertThat(ids(main)).containsExactly(11, 20, 30, 40, 41);
                    assertThat(main.queryForObject(
                                            "select count(distinct session) from transactional_beans where id >= 40",
                                            Integer.class)
                                    .join())
                            .isEqualTo(1);
                });
        runner(server)
                .withPropertyValues(
                        "async-mysql.pools.reports.pool.max-size=3", "async-mysql.transaction.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(AsyncMySqlTransactionManager.class));
    }

    @EveryServer
    @Covers("boot:41")
    void onAnotherThreadATransactionEndsBeforeItsFuture(TestServer server) {
        runner(server).withUserConfiguration(BackgroundConfiguration.class).run(context -> {
            assertThat(context).hasNotFailed();
            InBackground beans = context.getBean(InBackground.class);
            AsyncMySqlOperations mysql = context.getBean(AsyncMySqlOperations.class);

            assertThat(beans.insertTwo(true)).failsWithin(Duration.ofSeconds(30));
            assertThat(ids(mysql)).isEmpty();
            assertThat(beans.insertTwo(false))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isNotEqualTo(Thread.currentThread().getName());
            assertThat(ids(mysql)).containsExactly(1, 2);
            assertThat(beans.returnsTooEarly())
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(IllegalTransactionStateException.class)
                    .withMessageContaining("returnsTooEarly");
            assertThat(ids(mysql)).containsExactly(1, 2);
        });
    }
}
