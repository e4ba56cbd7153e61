package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlPoolSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Actuator endpoint that shows the pools, their servers, numbers and settings, and on request drops the idle connections
 * of a pool. Reading only, unless {@code management.endpoint.asyncmysql.access} is {@code unrestricted}. Shows no password
 * and no SQL. Thread-safe.
 */
@Endpoint(id = "asyncmysql", defaultAccess = Access.READ_ONLY)
public class AsyncMySqlEndpoint {

    private final Map<String, MySqlPool> pools;
    private final List<AsyncMySqlPoolSettings> settings;

    /**
     * @param pools the pools by the names of their beans
     * @param settings what the auto-configured ones among them were made from
     */
    public AsyncMySqlEndpoint(Map<String, MySqlPool> pools, Collection<AsyncMySqlPoolSettings> settings) {
        this.pools = new LinkedHashMap<>(pools);
        this.settings = List.copyOf(settings);
    }

    /** All pools, by the names of their beans. */
    @ReadOperation
    public PoolsDescriptor pools() {
        Map<String, PoolDescriptor> descriptors = new LinkedHashMap<>();
        pools.forEach((bean, pool) -> descriptors.put(bean, describe(pool)));
        return new PoolsDescriptor(descriptors);
    }

    /** One pool, {@code null} if there is no such one. */
    @ReadOperation
    public @Nullable PoolDescriptor pool(@Selector String name) {
        MySqlPool pool = pools.get(name);
        return pool == null ? null : describe(pool);
    }

    /**
     * Drops the idle connections of a pool. Returns at once; they are closed in the background.
     *
     * @return the pool as it is now, {@code null} if there is no such one
     */
    @WriteOperation
    public @Nullable PoolDescriptor clear(@Selector String name) {
        MySqlPool pool = pools.get(name);
        if (pool == null) {
            return null;
        }
        pool.clear();
        return describe(pool);
    }

    private PoolDescriptor describe(MySqlPool pool) {
        PoolStats stats = pool.stats();
        return new PoolDescriptor(
                pool.name(), pool.isClosed(), pool.server(), numbers(stats), failure(stats), settings(pool));
    }

    private static Map<String, Object> numbers(PoolStats stats) {
        Map<String, Object> numbers = new LinkedHashMap<>();
        numbers.put("minSize", stats.minSize());
        numbers.put("maxSize", stats.maxSize());
        numbers.put("size", stats.size());
        numbers.put("idle", stats.idle());
        numbers.put("inUse", stats.inUse());
        numbers.put("connecting", stats.connecting());
        numbers.put("cleaning", stats.cleaning());
        numbers.put("waiting", stats.waiting());
        numbers.put("maxWaiting", stats.maxWaiting());
        numbers.put("acquired", stats.acquired());
        numbers.put("acquireTimeouts", stats.acquireTimeouts());
        numbers.put("rejected", stats.rejected());
        numbers.put("cancelled", stats.cancelled());
        numbers.put("created", stats.created());
        numbers.put("createFailed", stats.createFailed());
        numbers.put("closed", stats.closed());
        numbers.put("saturated", stats.isSaturated());
        return numbers;
    }

    private static @Nullable String failure(PoolStats stats) {
        Throwable failure = stats.lastConnectFailure();
        return failure == null ? null : failure.toString();
    }

    private @Nullable Map<String, Object> settings(MySqlPool pool) {
        return settings.stream()
                .filter(own -> own.pool().name().equals(pool.name()))
                .findFirst()
                .map(own -> settings(own.connection(), own.pool()))
                .orElse(null);
    }

    private static Map<String, Object> settings(MySqlConfig config, PoolConfig poolConfig) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("host", config.host());
        settings.put("port", config.port());
        settings.put("username", config.username());
        settings.put("database", config.database() == null ? "" : config.database());
        settings.put("ssl.mode", config.sslMode());
        settings.put("connect-timeout", text(config.connectTimeout()));
        settings.put("query-timeout", text(config.queryTimeout()));
        settings.put("compression", config.compression());
        settings.put("kill-on-timeout", config.killOnTimeout());
        settings.put("use-affected-rows", config.useAffectedRows());
        settings.put("session-time-zone", String.valueOf(config.sessionTimeZone()));
        settings.put("statement-cache-size", config.statementCacheSize());
        settings.put("statement-cache-sql-limit", config.statementCacheSqlLimit());
        settings.put("pipelining-limit", config.pipeliningLimit());
        settings.put("max-packet-size", config.maxPacketSize());
        settings.put("echo", config.echo());
        settings.put("pool.acquire-timeout", text(poolConfig.acquireTimeout()));
        settings.put("pool.idle-timeout", text(poolConfig.idleTimeout()));
        settings.put("pool.max-lifetime", text(poolConfig.maxLifetime()));
        settings.put("pool.keepalive", text(poolConfig.keepalive()));
        settings.put("pool.validate-after", text(poolConfig.validateAfter()));
        settings.put("pool.close-timeout", text(poolConfig.closeTimeout()));
        settings.put("pool.on-release", poolConfig.onRelease());
        return settings;
    }

    private static String text(Duration duration) {
        return duration.toString();
    }

    /**
     * All pools. Immutable.
     *
     * @param pools the pools by the names of their beans
     */
    public record PoolsDescriptor(Map<String, PoolDescriptor> pools) {}

    /**
     * One pool. Immutable.
     *
     * @param name the pool's own name
     * @param closed whether the pool is closed
     * @param server the server, {@code null} before the first connection
     * @param numbers the pool's numbers
     * @param lastConnectFailure the latest failure to connect, {@code null} once an attempt has succeeded
     * @param settings the settings without secrets, {@code null} for a pool that was not auto-configured
     */
    public record PoolDescriptor(
            String name,
            boolean closed,
            @Nullable ServerInfo server,
            Map<String, Object> numbers,
            @Nullable String lastConnectFailure,
            @Nullable Map<String, Object> settings) {}
}
