package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.AsyncMySqlTransactionManager;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizationAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

/**
 * Auto-configuration of an {@link AsyncMySqlTransactionManager}. Where it is the only transaction manager it is the one of
 * an unqualified {@code @Transactional}. Beside another one, of JDBC or JPA say, it must be asked for by its name
 * {@code asyncMySqlTransactionManager}, so that nothing changes for the other. Used by one thread, while the application
 * context starts.
 */
@AutoConfiguration(
        after = {AsyncMySqlAutoConfiguration.class, TransactionManagerCustomizationAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration"
        },
        before = TransactionAutoConfiguration.class)
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@ConditionalOnBooleanProperty(name = "async-mysql.transaction.enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(MySqlPool.class)
@ConditionalOnMissingBean(AsyncMySqlTransactionManager.class)
@Import({TransactionManagerConfigurations.OnlyManager.class, TransactionManagerConfigurations.FurtherManager.class})
public final class AsyncMySqlTransactionAutoConfiguration {

    @Bean
    static AsynchronousTransactionCheck asyncMySqlAsynchronousTransactionCheck() {
        return new AsynchronousTransactionCheck();
    }
}
