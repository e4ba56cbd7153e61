package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlUrl;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.ProxyServer;
import io.github.asyncmysql.SslMode;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/**
 * Turns the properties of a pool into the driver's settings; what is wrong with one is reported under the property's
 * name. Immutable.
 *
 * @param prefix what the properties' names start with, for example {@code async-mysql}
 * @param definition the properties
 */
record DefinitionSettings(String prefix, AsyncMySqlPoolDefinition definition) {

    private static final String SERVER_TIME_ZONE = "server";

    /** The settings of the URL, if there is one, over the driver's defaults. */
    static MySqlConfig.Builder baseConfig(String prefix, AsyncMySqlPoolDefinition definition) {
        MySqlUrl url = new DefinitionSettings(prefix, definition).url();
        return url == null ? MySqlConfig.builder() : url.config();
    }

    /** The connection's settings. */
    MySqlConfig.Builder config(AsyncMySqlConnectionDetails details) {
        MySqlConfig.Builder builder = details.getParameters() == null
                ? baseConfig(prefix, definition)
                : parsed(details.getParameters()).config();
        set("host", details.getHost(), builder::host);
        if (!details.isDnsSrv()) {
            set("port", details.getPort(), builder::port);
        }
        if (details.getHosts().size() > 1) {
            set("hosts", details.getHosts(), builder::hosts);
        }
        set("host-check-interval", definition.getHostCheckInterval(), builder::hostCheckInterval);
        set("replica-reads", definition.getReplicaReads(), builder::replicaReads);
        set("replica-lag-limit", definition.getReplicaLagLimit(), builder::replicaLagLimit);
        set("replica-wait", definition.getReplicaWait(), builder::replicaWait);
        builder.socket(details.getSocket());
        proxy(details, builder);
        // Built here, so that what the name of such records may not be is reported under this property.
        set("dns-srv", details.isDnsSrv(), on -> builder.dnsSrv(on).build());
        set("username", details.getUsername(), builder::username);
        setSecret("password", details.getPassword(), builder::password);
        setSecret("password2", definition.getPassword2(), builder::password2);
        setSecret("password3", definition.getPassword3(), builder::password3);
        set("database", Objects.requireNonNullElse(details.getDatabase(), ""), builder::database);
        set("tcp.keep-alive", definition.getTcp().getKeepAlive(), builder::tcpKeepAlive);
        set("tcp.keep-alive-idle", definition.getTcp().getKeepAliveIdle(), builder::tcpKeepAliveIdle);
        set("tcp.keep-alive-interval", definition.getTcp().getKeepAliveInterval(), builder::tcpKeepAliveInterval);
        set("tcp.keep-alive-count", definition.getTcp().getKeepAliveCount(), builder::tcpKeepAliveCount);
        set("tcp.user-timeout", definition.getTcp().getUserTimeout(), builder::tcpUserTimeout);
        set("connect-timeout", definition.getConnectTimeout(), builder::connectTimeout);
        set("query-timeout", definition.getQueryTimeout(), builder::queryTimeout);
        set("echo", definition.getEcho(), builder::echo);
        set("kill-on-timeout", definition.getKillOnTimeout(), builder::killOnTimeout);
        set("use-affected-rows", definition.getUseAffectedRows(), builder::useAffectedRows);
        set("session-time-zone", definition.getSessionTimeZone(), zone -> builder.sessionTimeZone(zone(zone)));
        set("statement-cache-size", definition.getStatementCacheSize(), builder::statementCacheSize);
        set("statement-cache-sql-limit", definition.getStatementCacheSqlLimit(), builder::statementCacheSqlLimit);
        set(
                "resultset-metadata-lifetime",
                definition.getResultsetMetadataLifetime(),
                builder::resultsetMetadataLifetime);
        set("pipelining-limit", definition.getPipeliningLimit(), builder::pipeliningLimit);
        set("max-packet-size", definition.getMaxPacketSize(), size -> builder.maxPacketSize(bytes(size.toBytes())));
        set("compression", definition.getCompression(), builder::compression);
        set("compression-level", definition.getCompressionLevel(), builder::compressionLevel);
        set("zero-dates", definition.getZeroDates(), builder::zeroDates);
        set("permit-redirect", definition.getPermitRedirect(), builder::permitRedirect);
        set("server-public-key", definition.getServerPublicKey(), builder::serverPublicKey);
        set("allow-public-key-retrieval", definition.getAllowPublicKeyRetrieval(), builder::allowPublicKeyRetrieval);
        if (!definition.getAuthenticationPlugins().isEmpty()) {
            set("authentication-plugins", definition.getAuthenticationPlugins(), builder::authenticationPlugins);
        }
        set("service-principal-name", definition.getServicePrincipalName(), builder::servicePrincipalName);
        if (!definition.getInitSql().isEmpty()) {
            set("init-sql", definition.getInitSql(), builder::initSql);
        }
        definition
                .getSessionVariables()
                .forEach((name, value) ->
                        set("session-variables." + name, value, text -> builder.sessionVariables(Map.of(name, text))));
        definition
                .getAttributes()
                .forEach((name, value) -> set("attributes." + name, value, text -> builder.attribute(name, text)));
        ssl(details, builder);
        return builder;
    }

    /** The pool's settings. */
    PoolConfig.Builder pool() {
        AsyncMySqlPoolProperties pool = definition.getPool();
        MySqlUrl url = url();
        PoolConfig.Builder builder = url == null ? PoolConfig.builder() : url.poolConfig();
        set("pool.name", pool.getName(), builder::name);
        set("pool.min-size", pool.getMinSize(), builder::minSize);
        set("pool.max-size", pool.getMaxSize(), builder::maxSize);
        set("pool.acquire-timeout", pool.getAcquireTimeout(), builder::acquireTimeout);
        set("pool.max-waiting", pool.getMaxWaiting(), builder::maxWaiting);
        set("pool.idle-timeout", pool.getIdleTimeout(), builder::idleTimeout);
        set("pool.max-lifetime", pool.getMaxLifetime(), builder::maxLifetime);
        set("pool.keepalive", pool.getKeepalive(), builder::keepalive);
        set("pool.validate-after", pool.getValidateAfter(), builder::validateAfter);
        set("pool.close-timeout", pool.getCloseTimeout(), builder::closeTimeout);
        set("pool.lazy-start", pool.getLazyStart(), builder::lazyStart);
        set("pool.acquire-margin", pool.getAcquireMargin(), builder::acquireMargin);
        set("pool.slow-acquire-threshold", pool.getSlowAcquireThreshold(), builder::slowAcquireThreshold);
        set("pool.leak-detection-threshold", pool.getLeakDetectionThreshold(), builder::leakDetectionThreshold);
        set("pool.leak-reclaim", pool.getLeakReclaim(), builder::leakReclaim);
        set("pool.fail-while-down", pool.getFailWhileDown(), builder::failWhileDown);
        set("pool.nested-acquire", pool.getNestedAcquire(), builder::nestedAcquire);
        set("pool.sharing-limit", pool.getSharingLimit(), builder::sharingLimit);
        set("pool.dns-check-interval", pool.getDnsCheckInterval(), builder::dnsCheckInterval);
        set("pool.evict-errors", pool.getEvictErrors(), builder::evictErrors);
        set("pool.keep-errors", pool.getKeepErrors(), builder::keepErrors);
        set("pool.register-mbeans", pool.getRegisterMbeans(), builder::registerMbeans);
        set("pool.on-release", pool.getOnRelease(), builder::onRelease);
        checkTogether(builder);
        return builder;
    }

    private void checkTogether(PoolConfig.Builder builder) {
        AsyncMySqlPoolProperties pool = definition.getPool();
        try {
            builder.build();
        } catch (IllegalArgumentException failure) {
            String message = String.valueOf(failure.getMessage());
            if (!message.startsWith("min-size")) {
                throw new InvalidAsyncMySqlPropertyException(name("pool." + message.split(" ", 2)[0]), message);
            }
            String reason = message + "; see " + name("pool.min-size") + " and " + name("pool.max-size");
            if (pool.getMinSize() != null) {
                throw new InvalidConfigurationPropertyValueException(
                        name("pool.min-size"), pool.getMinSize(), reason, failure);
            }
            if (pool.getMaxSize() != null) {
                throw new InvalidConfigurationPropertyValueException(
                        name("pool.max-size"), pool.getMaxSize(), reason, failure);
            }
            throw new InvalidAsyncMySqlPropertyException(name("url"), reason);
        }
    }

    private void proxy(AsyncMySqlConnectionDetails details, MySqlConfig.Builder builder) {
        if (details instanceof PropertiesAsyncMySqlConnectionDetails) {
            setSecret("proxy", definition.getProxy(), proxy -> builder.proxy(ProxyServer.parse(proxy)));
        } else if (details.getParameters() == null) {
            builder.proxy(null);
        }
    }

    private void ssl(AsyncMySqlConnectionDetails details, MySqlConfig.Builder builder) {
        boolean fromProperties = details instanceof PropertiesAsyncMySqlConnectionDetails;
        AsyncMySqlSslProperties ssl = definition.getSsl();
        SslMode mode = null;
        if (fromProperties) {
            String bundleName = StringUtils.hasText(ssl.getBundle()) ? ssl.getBundle() : null;
            MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn(entries -> {
                entries.put(name("ssl.bundle"), bundleName);
                entries.put(name("ssl.ca"), ssl.getCa());
            });
            MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn(entries -> {
                entries.put(name("ssl.bundle"), bundleName);
                entries.put(name("ssl.cert"), ssl.getCert());
            });
            if ((ssl.getCert() == null) != (ssl.getKey() == null)) {
                throw new InvalidAsyncMySqlPropertyException(
                        name(ssl.getCert() == null ? "ssl.key" : "ssl.cert"), "ssl.cert and ssl.key need each other");
            }
            mode = ssl.getMode();
            set("ssl.mode", mode, builder::sslMode);
            set("ssl.tunnel", ssl.getTunnel(), builder::sslTunnel);
            set("ssl.ca", ssl.getCa(), builder::sslCa);
            set("ssl.cert", ssl.getCert(), builder::sslCert);
            set("ssl.key", ssl.getKey(), builder::sslKey);
        } else {
            builder.sslCa(null).sslCert(null).sslKey(null);
            if (details.getParameters() == null) {
                builder.sslMode(null).sslTunnel(false);
            }
        }
        SslBundle bundle = details.getSslBundle();
        if (bundle == null) {
            return;
        }
        if (bundle.getOptions().isSpecified()) {
            throw new InvalidConfigurationPropertyValueException(
                    name("ssl.bundle"),
                    ssl.getBundle(),
                    "The bundle sets ciphers or enabled protocols, which connections to MySQL do not take over. "
                            + "Remove its options.");
        }
        String name = ssl.getBundle();
        SSLContext context = bundle.createSslContext();
        builder.sslCa(null)
                .sslCert(null)
                .sslKey(null)
                .sslContext(
                        fromProperties && StringUtils.hasText(name) ? ReloadableSslContext.of(name, context) : context);
        if (mode == null) {
            builder.sslMode(SslMode.VERIFY_IDENTITY);
        }
    }

    /** Sets the hosts that the properties name, if they name any. */
    void hosts(MySqlConfig.Builder builder) {
        List<String> hosts = definition.getHosts();
        if (Boolean.TRUE.equals(definition.getDnsSrv())) {
            checkExclusive("dns-srv", true, "port", definition.getPort());
            checkExclusive("dns-srv", true, "hosts", hosts.isEmpty() ? null : hosts);
            checkExclusive("dns-srv", true, "socket", definition.getSocket());
        }
        if (!hosts.isEmpty()) {
            checkExclusive("hosts", hosts, "host", definition.getHost());
            checkExclusive("hosts", hosts, "port", definition.getPort());
            set(
                    "hosts",
                    hosts,
                    texts ->
                            builder.hosts(texts.stream().map(HostAndPort::parse).toList()));
        }
    }

    private void checkExclusive(String one, Object value, String other, @Nullable Object otherValue) {
        MutuallyExclusiveConfigurationPropertiesException.throwIfMultipleNonNullValuesIn(entries -> {
            entries.put(name(one), value);
            entries.put(name(other), otherValue);
        });
    }

    private @Nullable MySqlUrl url() {
        String url = definition.getUrl();
        if (!StringUtils.hasText(url)) {
            return null;
        }
        checkExclusive("url", url, "host", definition.getHost());
        checkExclusive("url", url, "port", definition.getPort());
        checkExclusive("url", url, "hosts", definition.getHosts().isEmpty() ? null : definition.getHosts());
        try {
            return MySqlUrl.parse(url);
        } catch (IllegalArgumentException failure) {
            throw new InvalidAsyncMySqlPropertyException(name("url"), String.valueOf(failure.getMessage()));
        }
    }

    private static MySqlUrl parsed(String parameters) {
        MySqlUrl url;
        try {
            url = MySqlUrl.parse("mysql://localhost/?" + parameters);
        } catch (IllegalArgumentException failure) {
            throw new IllegalStateException(
                    "The parameters of the connection details are not valid: " + failure.getMessage(), failure);
        }
        String pool = url.poolConfig().build().toString();
        if (!pool.equals(PoolConfig.defaults().toString())) {
            throw new IllegalStateException(
                    "The parameters of the connection details hold a setting of the pool, which belongs into properties");
        }
        return url;
    }

    private String name(String key) {
        return prefix + "." + key;
    }

    private <V> void set(String key, @Nullable V value, Consumer<V> setter) {
        if (value == null) {
            return;
        }
        try {
            setter.accept(value);
        } catch (IllegalArgumentException | DateTimeException failure) {
            throw new InvalidConfigurationPropertyValueException(name(key), value, failure.getMessage(), failure);
        }
    }

    private void setSecret(String key, @Nullable String value, Consumer<String> setter) {
        if (value == null) {
            return;
        }
        try {
            setter.accept(value);
        } catch (IllegalArgumentException failure) {
            throw new InvalidAsyncMySqlPropertyException(name(key), String.valueOf(failure.getMessage()));
        }
    }

    private static @Nullable ZoneId zone(String zone) {
        return SERVER_TIME_ZONE.equalsIgnoreCase(zone) ? null : ZoneId.of(zone);
    }

    private static int bytes(long size) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, size));
    }
}
