package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.ValueCodec;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.driver.DriverResources;
import io.github.asyncmysql.spring.SlowStatementLog;
import java.time.Duration;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnCheckpointRestore;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.convert.ConversionService;
import org.springframework.util.function.SingletonSupplier;

/**
 * Auto-configuration of a {@link io.github.asyncmysql.MySqlPool} and an
 * {@link io.github.asyncmysql.spring.AsyncMySqlTemplate}.
 *
 * <p>Connects to nothing before the application context is refreshed: see {@link PoolStartup}. Used by one thread, while
 * the application context starts.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "async-mysql.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AsyncMySqlProperties.class)
@Import({NamedPoolConfiguration.class, PoolConfiguration.class, TemplateConfiguration.class})
public final class AsyncMySqlAutoConfiguration {

    static final String PREFIX = "async-mysql";

    private static final String CONVERSION_SERVICE = "asyncMySqlConversionService";

    private static final Duration CHECKPOINT_TIMEOUT = Duration.ofSeconds(10);

    @Bean
    static DuplicatePoolNameCheck asyncMySqlDuplicatePoolNameCheck() {
        return new DuplicatePoolNameCheck();
    }

    @Bean
    PoolAssembly asyncMySqlPoolAssembly(
            ObjectProvider<SslBundles> sslBundles,
            ObjectProvider<ValueCodec<?>> codecs,
            ObjectProvider<WebAuthnAuthenticator> authenticators,
            ObjectProvider<MySqlConfigCustomizer> customizers,
            ObjectProvider<PoolConfigCustomizer> poolCustomizers,
            ObjectProvider<PoolListenerProvider> listeners,
            ObjectProvider<StatementListenerProvider> statementListeners,
            ObjectProvider<DriverResources> resources,
            ListableBeanFactory beanFactory) {
        return new PoolAssembly(
                sslBundles,
                codecs,
                authenticators,
                customizers,
                poolCustomizers,
                listeners,
                statementListeners,
                resources,
                SingletonSupplier.of(() -> conversions(beanFactory)));
    }

    // No bean: others would take a further conversion service for theirs.
    private static ConversionService conversions(ListableBeanFactory beanFactory) {
        if (beanFactory.containsBean(CONVERSION_SERVICE)) {
            return beanFactory.getBean(CONVERSION_SERVICE, ConversionService.class);
        }
        ApplicationConversionService conversions = new ApplicationConversionService();
        ApplicationConversionService.addBeans(conversions, beanFactory);
        return conversions;
    }

    @Bean
    @ConditionalOnProperty("async-mysql.slow-statement-threshold")
    StatementListenerProvider asyncMySqlSlowStatementLog(AsyncMySqlProperties properties) {
        Duration threshold = properties.getSlowStatementThreshold();
        if (threshold == null || threshold.isZero() || threshold.isNegative()) {
            throw new InvalidConfigurationPropertyValueException(
                    PREFIX + ".slow-statement-threshold", threshold, "It must be more than zero.");
        }
        return (pool, settings) -> new SlowStatementLog(threshold, pool.name());
    }

    @Bean
    @ConditionalOnCheckpointRestore
    CheckpointRestoreLifecycle asyncMySqlCheckpointRestoreLifecycle(ConfigurableListableBeanFactory beanFactory) {
        return new CheckpointRestoreLifecycle(
                SimpleAutowireCandidateResolver.resolveAutowireCandidates(beanFactory, MySqlPool.class, false, true)
                        .values(),
                CHECKPOINT_TIMEOUT);
    }

    // Not an Executor bean: that would make Boot leave out its applicationTaskExecutor.
    @Bean
    @ConditionalOnMissingBean
    DriverResources asyncMySqlDriverResources(AsyncMySqlProperties properties) {
        Integer threads = properties.getEventLoopThreads();
        int eventLoops = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        try {
            return DriverResources.create(PREFIX, eventLoops, properties.getTransport());
        } catch (IllegalArgumentException failure) {
            boolean transport = String.valueOf(failure.getMessage()).startsWith("transport");
            throw new InvalidConfigurationPropertyValueException(
                    PREFIX + (transport ? ".transport" : ".event-loop-threads"),
                    transport ? properties.getTransport() : eventLoops,
                    failure.getMessage(),
                    failure);
        }
    }
}
