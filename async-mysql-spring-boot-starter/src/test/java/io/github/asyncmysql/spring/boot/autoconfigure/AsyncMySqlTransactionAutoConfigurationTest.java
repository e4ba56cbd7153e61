package io.github.asyncmysql.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.AsyncMySqlTransactionManager;
import io.github.asyncmysql.testsupport.Covers;
import io.r2dbc.spi.ConnectionFactory;
import jakarta.persistence.EntityManagerFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

class AsyncMySqlTransactionAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AsyncMySqlAutoConfiguration.class,
                    AsyncMySqlTransactionAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    TransactionManagerCustomizationAutoConfiguration.class))
            .withPropertyValues("async-mysql.fail-fast=false", "async-mysql.port=1", "async-mysql.pool.min-size=0");

    private final ApplicationContextRunner besideJdbc = runner.withConfiguration(AutoConfigurations.of(
            DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class));

    static class JdbcService {

        @Transactional
        public String manager() {
            return String.valueOf(TransactionSynchronizationManager.getResourceMap().keySet().stream()
                    .anyMatch(DataSource.class::isInstance));
        }

        // Allowed: nothing of ours is involved.
        @Transactional
        public CompletableFuture<String> future() {
            return CompletableFuture.completedFuture("done");
        }
    }

    static class QualifiedService {

        @Transactional("asyncMySqlTransactionManager")
        public CompletableFuture<String> future() {
            return CompletableFuture.completedFuture("done");
        }
    }

    static class FutureService {

        @Transactional
        public CompletableFuture<String> transfer() {
            return CompletableFuture.completedFuture("done");
        }
    }

    static class PublisherService {

        @Transactional(readOnly = true)
        public Flow.Publisher<String> export() {
            return subscriber -> {};
        }
    }

    @Test
    @Covers("boot:42")
    void aloneItIsTheManagerOfTheApplication() {
        runner.run(context -> {
            assertThat(context.getBean(PlatformTransactionManager.class))
                    .isInstanceOf(AsyncMySqlTransactionManager.class);
            assertThat(context.getBean(TransactionTemplate.class).getTransactionManager())
                    .isInstanceOf(AsyncMySqlTransactionManager.class);
            assertThat(context.getBean(AsyncMySqlTransactionManager.class).getResourceFactory())
                    .isSameAs(context.getBean(MySqlPool.class));
        });
    }

    @Test
    @Covers("boot:42")
    void besideJdbcAnUnqualifiedTransactionIsStillJdbcs() {
        besideJdbc.withBean(JdbcService.class).run(context -> {
            assertThat(context).hasNotFailed().hasBean("asyncMySqlTransactionManager");
            assertThat(context.getBean(PlatformTransactionManager.class))
                    .isNotInstanceOf(AsyncMySqlTransactionManager.class);
            assertThat(context.getBean(TransactionTemplate.class).getTransactionManager())
                    .isNotInstanceOf(AsyncMySqlTransactionManager.class);
            assertThat(context.getBean(JdbcService.class).manager()).isEqualTo("true");
        });
    }

    @Test
    @Covers("boot:7")
    void livesBesideJdbcJpaAndR2dbc() {
        besideJdbc
                .withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
                .withPropertyValues("spring.datasource.url=jdbc:h2:mem:beside")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(DataSource.class)
                        .hasSingleBean(EntityManagerFactory.class)
                        .hasSingleBean(MySqlPool.class)
                        .hasBean("asyncMySqlTransactionManager"));
        // R2DBC makes Boot leave out its own DataSource, so this one is the user's.
        besideJdbc
                .withConfiguration(AutoConfigurations.of(
                        HibernateJpaAutoConfiguration.class,
                        R2dbcAutoConfiguration.class,
                        R2dbcTransactionManagerAutoConfiguration.class))
                .withBean(DataSource.class, () -> new DriverManagerDataSource("jdbc:h2:mem:own;DB_CLOSE_DELAY=-1"))
                .withPropertyValues("spring.r2dbc.url=r2dbc:h2:mem:///beside")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(DataSource.class)
                        .hasSingleBean(EntityManagerFactory.class)
                        .hasSingleBean(ConnectionFactory.class)
                        .hasSingleBean(MySqlPool.class)
                        .hasBean("asyncMySqlTransactionManager"));
    }

    @Test
    @Covers("boot:41")
    void refusesTransactionalMethodsWhoseResultComesLater() {
        runner.withBean(FutureService.class).run(context -> {
            assertThat(context).hasFailed();
            FailureAnalysis analysis =
                    new AsynchronousTransactionFailureAnalyzer().analyze(context.getStartupFailure());
            assertThat(analysis.getDescription())
                    .contains("FutureService.transfer")
                    .contains("returns a CompletableFuture");
            assertThat(analysis.getAction()).contains("inTransaction").contains("join()");
        });
        runner.withBean(PublisherService.class).run(context -> assertThat(context)
                .getFailure()
                .hasRootCauseInstanceOf(AsynchronousTransactionException.class)
                .rootCause()
                .hasMessageContaining("PublisherService.export returns Publisher"));
        besideJdbc.withBean(QualifiedService.class).run(context -> assertThat(context)
                .getFailure()
                .hasRootCauseInstanceOf(AsynchronousTransactionException.class));
    }

    @Test
    void otherManagersMayDoAsTheyLike() {
        besideJdbc.withBean(JdbcService.class).run(context -> assertThat(context)
                .hasNotFailed());
    }

    @Test
    void canBeSwitchedOffAndReplaced() {
        runner.withPropertyValues("async-mysql.transaction.enabled=false").run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(AsyncMySqlTransactionManager.class)
                .doesNotHaveBean(PlatformTransactionManager.class));
        runner.withBean(
                        "mine",
                        AsyncMySqlTransactionManager.class,
                        () -> new AsyncMySqlTransactionManager(new io.github.asyncmysql.spring.ScriptedPool()))
                .run(context -> assertThat(context)
                        .hasSingleBean(AsyncMySqlTransactionManager.class)
                        .hasBean("mine"));
        runner.withPropertyValues("async-mysql.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(AsyncMySqlTransactionManager.class));
    }

    @Test
    void customizersReachTheManager() {
        runner.withPropertyValues("spring.transaction.default-timeout=7s").run(context -> assertThat(
                        context.getBean(AsyncMySqlTransactionManager.class).getDefaultTimeout())
                .isEqualTo(7));
    }
}
