package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.spring.AsyncMySqlTransactionManager;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Defines the beans of the pools under {@code async-mysql.pools}: for each a pool, a template, a transaction manager, its
 * settings and its start-up, qualified with the name. A bean of the user's own with the same name wins. Used by one thread, while the
 * application context starts.
 */
class NamedPoolRegistrar implements ImportBeanDefinitionRegistrar {

    private static final String TRANSACTIONS = AsyncMySqlAutoConfiguration.PREFIX + ".transaction.enabled";
    static final String FACTORY = "asyncMySqlNamedPools";
    static final Kind SETTINGS = new Kind("AsyncMySqlPoolSettings", "settings", AsyncMySqlPoolSettings.class, null);
    static final Kind POOL = new Kind("MySqlPool", "pool", MySqlPool.class, "close");
    private static final Kind TEMPLATE = new Kind("AsyncMySqlTemplate", "template", AsyncMySqlTemplate.class, null);
    private static final Kind TRANSACTION_MANAGER =
            new Kind("AsyncMySqlTransactionManager", "transactionManager", AsyncMySqlTransactionManager.class, null);
    private static final Kind STARTUP = new Kind("MySqlPoolStartup", "startup", PoolStartup.class, null);

    private final Environment environment;

    /** One of the beans that every pool has. Immutable. */
    record Kind(
            String suffix,
            String factoryMethod,
            Class<?> type,
            @Nullable String destroyMethod) {

        String beanName(String pool) {
            return pool + suffix;
        }
    }

    NamedPoolRegistrar(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
        NamedPoolDefinitions definitions = NamedPoolDefinitions.of(environment);
        String defaultPool = environment.getProperty(NamedPoolDefinitions.DEFAULT_POOL);
        if (defaultPool != null && !definitions.names().contains(defaultPool)) {
            throw new InvalidConfigurationPropertyValueException(
                    NamedPoolDefinitions.DEFAULT_POOL,
                    defaultPool,
                    "There is no pool of this name under " + NamedPoolDefinitions.PREFIX + ".");
        }
        for (String pool : definitions.names()) {
            boolean isDefault = pool.equals(defaultPool);
            register(registry, SETTINGS, pool, isDefault);
            register(registry, POOL, pool, isDefault);
            register(registry, TEMPLATE, pool, isDefault);
            register(registry, STARTUP, pool, isDefault);
            if (environment.getProperty(TRANSACTIONS, Boolean.class, true)) {
                // Never the one of an unqualified @Transactional, which is that of the default pool.
                register(registry, TRANSACTION_MANAGER, pool, false);
            }
        }
    }

    private static void register(BeanDefinitionRegistry registry, Kind kind, String pool, boolean isDefault) {
        String name = kind.beanName(pool);
        if (registry.containsBeanDefinition(name)) {
            return;
        }
        RootBeanDefinition definition = new RootBeanDefinition();
        definition.setTargetType(kind.type());
        definition.setFactoryBeanName(FACTORY);
        definition.setFactoryMethodName(kind.factoryMethod());
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, pool);
        definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, pool));
        definition.setDefaultCandidate(isDefault);
        definition.setDestroyMethodName(kind.destroyMethod());
        registry.registerBeanDefinition(name, definition);
    }
}
