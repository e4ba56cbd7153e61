package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.ValueCodec;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.driver.DriverResources;
import io.github.asyncmysql.spring.AsyncMySqlTemplate;
import io.github.asyncmysql.spring.StatementListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.convert.ConversionService;

/**
 * Puts pools and templates together from properties, connection details and what beans of the application add. Used by one
 * thread, while the application context starts.
 *
 * @param sslBundles where bundles are found
 * @param codecs for each pool
 * @param authenticators reach the device of whoever logs in, for each pool
 * @param customizers of connection settings
 * @param poolCustomizers of pool settings
 * @param listeners make a listener for each pool
 * @param statementListeners make a listener for each template
 * @param resources the event loops
 * @param conversions for templates; asked for when the first one is made
 */
record PoolAssembly(
        ObjectProvider<SslBundles> sslBundles,
        ObjectProvider<ValueCodec<?>> codecs,
        ObjectProvider<WebAuthnAuthenticator> authenticators,
        ObjectProvider<MySqlConfigCustomizer> customizers,
        ObjectProvider<PoolConfigCustomizer> poolCustomizers,
        ObjectProvider<PoolListenerProvider> listeners,
        ObjectProvider<StatementListenerProvider> statementListeners,
        ObjectProvider<DriverResources> resources,
        Supplier<ConversionService> conversions) {

    PropertiesAsyncMySqlConnectionDetails details(String prefix, AsyncMySqlPoolDefinition definition) {
        return new PropertiesAsyncMySqlConnectionDetails(prefix, definition, sslBundles.getIfAvailable());
    }

    MySqlConfig config(String prefix, AsyncMySqlPoolDefinition definition, AsyncMySqlConnectionDetails details) {
        DefinitionSettings settings = new DefinitionSettings(prefix, definition);
        MySqlConfig.Builder builder = settings.config(details);
        String pool = settings.pool().build().name();
        codecs.orderedStream().forEach(builder::codec);
        authenticators.ifAvailable(builder::webAuthnAuthenticator);
        customizers.orderedStream().forEach(customizer -> customizer.customize(pool, builder));
        try {
            return builder.build();
        } catch (IllegalArgumentException failure) {
            throw InvalidAsyncMySqlPropertyException.translate(prefix, failure);
        }
    }

    PoolConfig poolConfig(String prefix, AsyncMySqlPoolDefinition definition) {
        PoolConfig.Builder builder = new DefinitionSettings(prefix, definition).pool();
        String pool = builder.build().name();
        poolCustomizers.orderedStream().forEach(customizer -> customizer.customize(pool, builder));
        PoolConfig config = builder.build();
        List<PoolListener> all = new ArrayList<>();
        if (config.listener() != null) {
            all.add(config.listener());
        }
        listeners.orderedStream().forEach(provider -> all.add(provider.listenerFor(config.name())));
        return all.isEmpty()
                ? config
                : config.toBuilder()
                        .listener(new CompositePoolListener(List.copyOf(all)))
                        .build();
    }

    MySqlPool pool(AsyncMySqlPoolSettings settings) {
        try {
            MySqlPool pool = AsyncMySql.pool(settings.connection(), settings.pool(), resources.getObject());
            if (settings.connection().sslContext() instanceof ReloadableSslContext context) {
                sslBundles.getObject().addBundleUpdateHandler(context.bundle(), updated -> {
                    context.update(updated.createSslContext());
                    // Borrowed connections live on: they end with their lifetime.
                    pool.clear();
                });
            }
            return pool;
        } catch (IllegalArgumentException failure) {
            // Files are read only here, and what event loops can do is known here: a certificate that is not there, an
            // option that the transport lacks.
            throw InvalidAsyncMySqlPropertyException.translate(settings.prefix(), failure);
        }
    }

    /** @param settings those of the pool, {@code null} if it was not auto-configured */
    AsyncMySqlTemplate template(MySqlPool pool, @Nullable AsyncMySqlPoolSettings settings) {
        return new AsyncMySqlTemplate(
                pool,
                StatementListener.all(statementListeners
                        .orderedStream()
                        .map(provider -> provider.listenerFor(pool, settings))
                        .toList()),
                conversions.get());
    }
}
