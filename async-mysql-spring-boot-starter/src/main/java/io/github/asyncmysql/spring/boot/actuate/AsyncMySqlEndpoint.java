package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.spring.boot.autoconfigure.AsyncMySqlPoolSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Actuator endpoint that shows the pools, their servers, connections, numbers and settings, and on request changes what they are
 * doing. Reading only, unless {@code management.endpoint.asyncmysql.access} is {@code unrestricted}. Shows statements
 * that are running, but no password and no parameter. Thread-safe.
 */
@Endpoint(id = "asyncmysql", defaultAccess = Access.READ_ONLY)
public class AsyncMySqlEndpoint {

    private static final int FRAMES_OF_A_BORROWER = 20;

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
     * Changes what a pool is doing. Returns at once; connections are closed and opened in the background.
     *
     * @param name name of the pool's bean
     * @param action what is to be done
     * @param minSize for {@link Action#RESIZE}: how many connections are kept open, {@code null} for as many as now
     * @param maxSize for {@link Action#RESIZE}: greatest number of connections, {@code null} for as many as now
     * @return the pool as it is now
     * @throws InvalidEndpointRequestException if there is no such pool, or the sizes do not fit
     */
    @WriteOperation
    public PoolDescriptor change(
            @Selector String name, @Selector Action action, @Nullable Integer minSize, @Nullable Integer maxSize) {
        MySqlPool pool = pools.get(name);
        if (pool == null) {
            throw new InvalidEndpointRequestException("There is no pool " + name, "No such pool");
        }
        if (action != Action.RESIZE && (minSize != null || maxSize != null)) {
            throw new InvalidEndpointRequestException("Sizes are for resize only", "Sizes are for resize only");
        }
        switch (action) {
            case CLEAR -> pool.clear();
            case EVICT -> pool.evictAll();
            case SUSPEND -> pool.suspend(MySqlPool.Suspension.WAIT);
            case RESUME -> pool.resume();
            case RESIZE -> resize(pool, minSize, maxSize);
        }
        return describe(pool);
    }

    private static void resize(MySqlPool pool, @Nullable Integer minSize, @Nullable Integer maxSize) {
        try {
            pool.resize(minSize == null ? pool.minSize() : minSize, maxSize == null ? pool.maxSize() : maxSize);
        } catch (IllegalArgumentException failure) {
            String reason = String.valueOf(failure.getMessage());
            throw new InvalidEndpointRequestException(reason, reason, failure);
        }
    }

    /** What can be done to a pool. */
    public enum Action {
        /** Close the connections that are idle now. */
        CLEAR,
        /** Close all connections of now: idle ones at once, borrowed ones when they come back. */
        EVICT,
        /** Lend nothing until {@link #RESUME}; who asks waits, within the time limit for that. */
        SUSPEND,
        /** Lend again. */
        RESUME,
        /** Change the sizes. */
        RESIZE
    }

    private PoolDescriptor describe(MySqlPool pool) {
        PoolStats stats = pool.stats();
        return new PoolDescriptor(
                pool.name(),
                pool.isClosed(),
                stats.suspended(),
                pool.server(),
                numbers(stats),
                pool.totals(),
                pool.connections().stream().map(AsyncMySqlEndpoint::describe).toList(),
                pool.hosts().stream().map(AsyncMySqlEndpoint::describe).toList(),
                failure(stats),
                settings(pool));
    }

    private static HostDescriptor describe(HostState host) {
        return new HostDescriptor(
                host.address().toString(), host.role(), host.reachable(), host.detail(), numbers(host.stats()));
    }

    private static ConnectionDescriptor describe(ConnectionSnapshot connection) {
        Throwable borrower = connection.borrower();
        return new ConnectionDescriptor(
                connection.id(),
                connection.state(),
                connection.age().toMillis(),
                connection.inState().toMillis(),
                connection.leases(),
                connection.statements(),
                connection.statement(),
                connection.evicted(),
                borrower == null
                        ? null
                        : Arrays.stream(borrower.getStackTrace())
                                .limit(FRAMES_OF_A_BORROWER)
                                .map(StackTraceElement::toString)
                                .toList());
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
        numbers.put("down", stats.down());
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
                .map(own -> settings(own.connection(), pool.config()))
                .orElse(null);
    }

    private static Map<String, Object> settings(MySqlConfig config, PoolConfig poolConfig) {
        Map<String, Object> settings = new LinkedHashMap<>();
        if (config.hosts().size() == 1) {
            settings.put("host", config.host());
        } else {
            settings.put(
                    "hosts", config.hosts().stream().map(HostAndPort::toString).toList());
        }
        if (config.hosts().size() == 1 && !config.dnsSrv()) {
            settings.put("port", config.port());
        } else {
            settings.put("dns-srv", config.dnsSrv());
            settings.put("host-check-interval", text(config.hostCheckInterval()));
            settings.put("replica-reads", config.replicaReads());
            settings.put("replica-lag-limit", text(config.replicaLagLimit()));
            settings.put("replica-wait", text(config.replicaWait()));
        }
        settings.put("socket", config.socket() == null ? "" : config.socket().toString());
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
        settings.put("resultset-metadata-lifetime", text(config.resultsetMetadataLifetime()));
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
     * @param suspended whether it lends nothing for now
     * @param server the server, {@code null} before the first connection
     * @param numbers the pool's numbers
     * @param totals what has happened since the pool was made
     * @param connections its connections
     * @param hosts each of several hosts; empty where there is one
     * @param lastConnectFailure the latest failure to connect, {@code null} once an attempt has succeeded
     * @param settings the settings in force without secrets, {@code null} for a pool that was not auto-configured
     */
    public record PoolDescriptor(
            String name,
            boolean closed,
            boolean suspended,
            @Nullable ServerInfo server,
            Map<String, Object> numbers,
            PoolTotals totals,
            List<ConnectionDescriptor> connections,
            List<HostDescriptor> hosts,
            @Nullable String lastConnectFailure,
            @Nullable Map<String, Object> settings) {}

    /**
     * One of several hosts. Immutable.
     *
     * @param address its name and port
     * @param role what the pool uses it for
     * @param reachable whether it has answered the latest check
     * @param detail why it is not the primary, {@code null} if it is
     * @param numbers the numbers of the connections to it
     */
    public record HostDescriptor(
            String address,
            HostState.Role role,
            boolean reachable,
            @Nullable String detail,
            Map<String, Object> numbers) {}

    /**
     * One connection. Immutable.
     *
     * @param id the server's id of the session
     * @param state what the pool has it for
     * @param ageMillis time since it was opened
     * @param inStateMillis time since it was borrowed, or if it is not, since it was used last
     * @param leases how often it was lent
     * @param statements commands that were started on it
     * @param statement the statement that it is running, shortened, without the values of its parameters; {@code null} if
     *     there is none
     * @param evicted why it will be closed when it comes back, {@code null} if it will not
     * @param borrower where it was borrowed, innermost first; {@code null} if it is not, or leak detection is off
     */
    public record ConnectionDescriptor(
            long id,
            ConnectionSnapshot.State state,
            long ageMillis,
            long inStateMillis,
            long leases,
            long statements,
            @Nullable String statement,
            PoolListener.@Nullable CloseReason evicted,
            @Nullable List<String> borrower) {}
}
