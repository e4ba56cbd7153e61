package io.github.asyncmysql.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * The properties under {@code async-mysql.pools}, with what each pool inherits from those directly under
 * {@code async-mysql}. Immutable.
 *
 * @param binder reads the environment
 * @param names the names of the pools, in alphabetical order
 */
record NamedPoolDefinitions(Binder binder, Set<String> names) {

    static final String PREFIX = AsyncMySqlAutoConfiguration.PREFIX + ".pools";
    static final String DEFAULT_POOL = AsyncMySqlAutoConfiguration.PREFIX + ".default-pool";

    static NamedPoolDefinitions of(Environment environment) {
        Binder binder = Binder.get(environment);
        // An environment variable knows neither capitals nor dashes: it means the pool that a file has named.
        Map<ConfigurationPropertyName, String> names = new HashMap<>();
        binder.bind(PREFIX, Bindable.mapOf(String.class, Object.class))
                .orElseGet(Map::of)
                .keySet()
                .forEach(name -> names.merge(
                        ConfigurationPropertyName.of(prefix(name)),
                        name,
                        (one, other) -> one.length() >= other.length() ? one : other));
        return new NamedPoolDefinitions(binder, new TreeSet<>(names.values()));
    }

    /** What the properties of a pool start with, in the form that Spring Boot looks properties up by. */
    static String prefix(String pool) {
        String element = pool.toLowerCase(Locale.ROOT).replace('_', '-');
        return element.indexOf('.') < 0 && ConfigurationPropertyName.isValid(element)
                ? PREFIX + "." + element
                : PREFIX + "[" + pool + "]";
    }

    /**
     * The properties of one pool. A pool with a URL of its own inherits nothing, since a URL may hold any setting and
     * inherited keys would win over it; others inherit what they do not set.
     */
    AsyncMySqlPoolDefinition definition(String pool) {
        Bindable<AsyncMySqlPoolDefinition> type = Bindable.of(AsyncMySqlPoolDefinition.class);
        AsyncMySqlPoolDefinition own = binder.bind(prefix(pool), type).orElseGet(AsyncMySqlPoolDefinition::new);
        AsyncMySqlPoolDefinition result = own;
        if (own.getUrl() == null) {
            result = binder.bind(AsyncMySqlAutoConfiguration.PREFIX, type).orElseGet(AsyncMySqlPoolDefinition::new);
            forgetWhatContradicts(own, result);
            binder.bind(prefix(pool), Bindable.ofInstance(result));
        }
        if (own.getPool().getName() == null) {
            result.getPool().setName(pool);
        }
        return result;
    }

    private static void forgetWhatContradicts(AsyncMySqlPoolDefinition own, AsyncMySqlPoolDefinition inherited) {
        if (own.getHost() != null || !own.getHosts().isEmpty()) {
            inherited.setUrl(null);
            inherited.setHost(null);
            inherited.setPort(null);
            inherited.setHosts(new ArrayList<>());
            inherited.setDnsSrv(null);
        }
        if (Boolean.TRUE.equals(own.getDnsSrv())) {
            inherited.setPort(null);
            inherited.setHosts(new ArrayList<>());
            inherited.setSocket(null);
        }
        if (own.getHost() != null || own.getPort() != null) {
            inherited.setSocket(null);
        }
        if (own.getSocket() != null) {
            inherited.setProxy(null);
            inherited.getSsl().setTunnel(null);
        }
        if (own.getSsl().getBundle() != null) {
            inherited.getSsl().setCa(null);
            inherited.getSsl().setCert(null);
            inherited.getSsl().setKey(null);
        }
        if (own.getSsl().getCa() != null || own.getSsl().getCert() != null) {
            inherited.getSsl().setBundle(null);
        }
    }
}
