package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.driver.DriverResources;
import io.github.asyncmysql.spring.AsyncMySqlTransactionManager;
import io.netty.util.concurrent.EventExecutor;
import java.util.stream.StreamSupport;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizers;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;

/**
 * The transaction manager with and without another one beside it. In a class of their own, since Spring looks at the
 * members of an auto-configuration in no order to rely on. Stateless.
 */
final class TransactionManagerConfigurations {

    private TransactionManagerConfigurations() {}

    static AsyncMySqlTransactionManager manager(
            MySqlPool pool,
            ObjectProvider<DriverResources> resources,
            ObjectProvider<TransactionManagerCustomizers> customizers) {
        AsyncMySqlTransactionManager manager = new AsyncMySqlTransactionManager(pool);
        DriverResources loops = resources.getIfUnique();
        if (loops != null) {
            manager.setEventLoopCheck(() -> isOnEventLoop(loops));
        }
        customizers.ifAvailable(all -> all.customize((PlatformTransactionManager) manager));
        return manager;
    }

    private static boolean isOnEventLoop(DriverResources resources) {
        return StreamSupport.stream(resources.eventLoopGroup().spliterator(), false)
                .anyMatch(EventExecutor::inEventLoop);
    }

    /** Without another manager. Used by one thread, while the application context starts. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(TransactionManager.class)
    static class OnlyManager {

        @Bean
        AsyncMySqlTransactionManager asyncMySqlTransactionManager(
                MySqlPool pool,
                ObjectProvider<DriverResources> resources,
                ObjectProvider<TransactionManagerCustomizers> customizers) {
            return manager(pool, resources, customizers);
        }
    }

    /** Beside another manager. Used by one thread, while the application context starts. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(AsyncMySqlTransactionManager.class)
    static class FurtherManager {

        @Bean(defaultCandidate = false)
        AsyncMySqlTransactionManager asyncMySqlTransactionManager(
                MySqlPool pool,
                ObjectProvider<DriverResources> resources,
                ObjectProvider<TransactionManagerCustomizers> customizers) {
            return manager(pool, resources, customizers);
        }
    }
}
