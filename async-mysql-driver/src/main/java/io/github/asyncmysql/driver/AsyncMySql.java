package io.github.asyncmysql.driver;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlUrl;
import io.github.asyncmysql.PoolConfig;
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

    /** A pool on event loops of its own, which end when the pool is closed. */
    public static MySqlPool pool(MySqlConfig config, PoolConfig poolConfig) {
        throw new UnsupportedOperationException();
    }

    /** A pool on shared event loops, which are left running when the pool is closed. */
    public static MySqlPool pool(MySqlConfig config, PoolConfig poolConfig, DriverResources resources) {
        throw new UnsupportedOperationException();
    }

    /** One connection without a pool, on an event loop of its own, which ends when the connection is closed. */
    public static CompletableFuture<MySqlConnection> connect(MySqlConfig config) {
        throw new UnsupportedOperationException();
    }

    /** One connection without a pool on shared event loops. */
    public static CompletableFuture<MySqlConnection> connect(MySqlConfig config, DriverResources resources) {
        throw new UnsupportedOperationException();
    }
}
