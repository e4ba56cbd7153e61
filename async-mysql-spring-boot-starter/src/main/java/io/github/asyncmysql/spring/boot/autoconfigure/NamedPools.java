package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.driver.DriverResources;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.spring.AsyncMySqlTransactionManager;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.transaction.autoconfigure.TransactionManagerCustomizers;
import org.springframework.core.env.Environment;

/**
 * Makes the beans of the pools under {@code async-mysql.pools}, which {@link NamedPoolRegistrar} has defined. Used by one
 * thread, while the application context starts.
 */
class NamedPools {

    private final BeanFactory beanFactory;
    private final Environment environment;
    private final PoolAssembly assembly;
    private final AsyncMySqlProperties properties;

    NamedPools(
            BeanFactory beanFactory, Environment environment, PoolAssembly assembly, AsyncMySqlProperties properties) {
        this.beanFactory = beanFactory;
        this.environment = environment;
        this.assembly = assembly;
        this.properties = properties;
    }

    AsyncMySqlPoolSettings settings(String pool) {
        AsyncMySqlPoolDefinition definition =
                NamedPoolDefinitions.of(environment).definition(pool);
        String prefix = NamedPoolDefinitions.prefix(pool);
        AsyncMySqlConnectionDetails details = details(pool);
        if (details == null) {
            details = assembly.details(prefix, definition);
        }
        return new AsyncMySqlPoolSettings(
                prefix,
                assembly.config(prefix, definition, details),
                assembly.poolConfig(prefix, definition),
                details instanceof PropertiesAsyncMySqlConnectionDetails);
    }

    private @Nullable AsyncMySqlConnectionDetails details(String pool) {
        try {
            return BeanFactoryAnnotationUtils.qualifiedBeanOfType(beanFactory, AsyncMySqlConnectionDetails.class, pool);
        } catch (NoSuchBeanDefinitionException noOwnDetails) {
            return pool.equals(properties.getDefaultPool())
                    ? beanFactory
                            .getBeanProvider(AsyncMySqlConnectionDetails.class)
                            .getIfUnique()
                    : null;
        }
    }

    MySqlPool pool(String pool) {
        return assembly.pool(settingsOf(pool));
    }

    PoolStartup startup(String pool) {
        return new PoolStartup(poolOf(pool), settingsOf(pool), properties.isFailFast());
    }

    AsyncMySqlTemplate template(String pool) {
        return assembly.template(poolOf(pool), settingsOf(pool));
    }

    AsyncMySqlTransactionManager transactionManager(String pool) {
        return TransactionManagerConfigurations.manager(
                poolOf(pool),
                beanFactory.getBeanProvider(DriverResources.class),
                beanFactory.getBeanProvider(TransactionManagerCustomizers.class));
    }

    private AsyncMySqlPoolSettings settingsOf(String pool) {
        return beanFactory.getBean(NamedPoolRegistrar.SETTINGS.beanName(pool), AsyncMySqlPoolSettings.class);
    }

    private MySqlPool poolOf(String pool) {
        return beanFactory.getBean(NamedPoolRegistrar.POOL.beanName(pool), MySqlPool.class);
    }
}
