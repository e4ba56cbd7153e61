package io.github.asyncmysql.driver;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlUrl;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.internal.client.SingleConnection;
import io.github.asyncmysql.internal.connection.DnsServices;
import io.github.asyncmysql.internal.connection.SessionRules;
import java.util.concurrent.CompletableFuture;

/**
 * Makes pools and connections.
 *
 * <pre>{@code
 * try (MySqlPool pool = AsyncMySql.pool("mysql://app:secret@localhost:3306/shop?max-size=20")) {
 *     long users = pool.sql("select count(*) from users").query(Long.class).single().join();
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class AsyncMySql {

    private AsyncMySql() {}

    /**
     * A pool for the server and with the settings of a URL, on event loops of its own. Returns at once; connections are
     * opened in the background, a failure to open one shows at the first statement.
     *
     * @param url see {@link MySqlUrl}
     * @throws IllegalArgumentException if the URL or a setting in it is not valid; the password is not in the message
     */
    public static MySqlPool pool(String url) {
        MySqlUrl parsed = MySqlUrl.parse(url);
        return pool(parsed.config().build(), parsed.poolConfig().build());
    }

    /** A pool on event loops of its own, which end when the pool is closed and its last connection has ended. */
    public static MySqlPool pool(MySqlConfig config, PoolConfig poolConfig) {
        DriverResources own = DriverResources.create(
                poolConfig.name(), Runtime.getRuntime().availableProcessors(), config.transport());
        try {
            return pool(config, poolConfig, own, own::close);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /**
     * A pool on shared event loops, which are left running when the pool is closed.
     *
     * @throws IllegalArgumentException if a file named in the settings cannot be used
     */
    public static MySqlPool pool(MySqlConfig config, PoolConfig poolConfig, DriverResources resources) {
        return pool(config, poolConfig, resources, () -> {});
    }

    private static MySqlPool pool(
            MySqlConfig config, PoolConfig poolConfig, DriverResources resources, Runnable onClosed) {
        if (poolConfig.registerMbeans() && !ManagedPool.isPossible()) {
            throw new IllegalArgumentException("register-mbeans needs the module java.management");
        }
        if (config.dnsSrv() && !DnsServices.isPossible()) {
            throw new IllegalArgumentException("dns-srv needs the modules java.naming and jdk.naming.dns");
        }
        PoolWiring wiring = new PoolWiring(resources, onClosed);
        return config.hosts().size() == 1 && !config.dnsSrv()
                ? wiring.pool(config, poolConfig)
                : wiring.cluster(config, poolConfig);
    }

    /**
     * Opens a pool that must work: completes when its minimal number of connections, and at least one, is open.
     *
     * @return fails with the first failure to open one; the pool is closed then
     * @throws IllegalArgumentException if a file named in the settings cannot be used
     */
    public static CompletableFuture<MySqlPool> open(MySqlConfig config, PoolConfig poolConfig) {
        return whenWarm(pool(config, poolConfig));
    }

    /** Like {@link #open(MySqlConfig, PoolConfig)} on shared event loops. */
    public static CompletableFuture<MySqlPool> open(
            MySqlConfig config, PoolConfig poolConfig, DriverResources resources) {
        return whenWarm(pool(config, poolConfig, resources));
    }

    private static CompletableFuture<MySqlPool> whenWarm(MySqlPool pool) {
        return pool.warmUp()
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        pool.terminate();
                    }
                })
                .thenApply(nothing -> pool);
    }

    /**
     * One connection without a pool, on an event loop of its own, which ends when the connection is closed.
     *
     * @throws IllegalArgumentException if the settings name several hosts or SRV records, or a file that cannot be used
     */
    public static CompletableFuture<MySqlConnection> connect(MySqlConfig config) {
        DriverResources own = DriverResources.create("async-mysql-connection", 1, config.transport());
        try {
            return SingleConnection.open(PoolWiring.connector(onlyHost(config), SessionRules.OWN, own), own::close);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /** One connection without a pool on shared event loops. */
    public static CompletableFuture<MySqlConnection> connect(MySqlConfig config, DriverResources resources) {
        return SingleConnection.open(PoolWiring.connector(onlyHost(config), SessionRules.OWN, resources), () -> {});
    }

    private static MySqlConfig onlyHost(MySqlConfig config) {
        if (config.dnsSrv()) {
            throw new IllegalArgumentException("dns-srv must be false for a connection without a pool");
        }
        if (config.hosts().size() > 1) {
            throw new IllegalArgumentException("hosts must be one for a connection without a pool");
        }
        return config;
    }
}
