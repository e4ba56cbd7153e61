package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.ServerInfo;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Opens the pool's first connection when the application starts, before anything that may use it, and says in one line to
 * which server. A lifecycle bean rather than an initialiser, so that runs that only build the application context (ahead
 * of time, or to train a cache) need no server. Thread-safe.
 */
final class PoolStartup implements SmartLifecycle {

    private static final Logger LOGGER = LoggerFactory.getLogger(PoolStartup.class);
    private static final int PHASE = Integer.MIN_VALUE + 1024;
    // The driver keeps its own limits; this one holds should it not.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final MySqlPool pool;
    private final AsyncMySqlPoolSettings settings;
    private final MySqlConfig config;
    private final boolean failFast;
    private volatile boolean running;

    /**
     * @param settings what the pool was made from
     * @param failFast whether to wait for the connection and to fail if there is none
     */
    PoolStartup(MySqlPool pool, AsyncMySqlPoolSettings settings, boolean failFast) {
        this.pool = pool;
        this.settings = settings;
        this.config = settings.connection();
        this.failFast = failFast;
    }

    @Override
    public void start() {
        running = true;
        if (!failFast && pool.config().lazyStart()) {
            return;
        }
        Duration limit = config.connectTimeout().plus(GRACE);
        // A ping fails with the reason at once, where a caller of the pool would wait for the server to come.
        CompletableFuture<ServerInfo> server = pool.ping()
                .thenCompose(pong ->
                        pool.withConnection(connection -> CompletableFuture.completedFuture(connection.server())))
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (failFast) {
            connectNow(server);
        } else {
            server.whenComplete((info, failure) -> {
                if (failure == null) {
                    logConnected(info);
                } else if (!pool.isClosed()) {
                    logUnreachable(failure);
                }
            });
        }
    }

    private void connectNow(CompletableFuture<ServerInfo> server) {
        try {
            logConnected(server.join());
        } catch (CompletionException failure) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new MySqlStartupException(settings, cause);
        }
    }

    private void logConnected(ServerInfo server) {
        LOGGER.info(
                "Connected to {} {} at {} ({}), pool '{}' of {} to {} connections",
                server.mariaDb() ? "MariaDB" : "MySQL",
                server.version(),
                server.address(),
                server.tlsVersion() == null ? "not encrypted" : server.tlsVersion(),
                pool.name(),
                pool.minSize(),
                pool.maxSize() == 0 ? "any number of" : pool.maxSize());
    }

    private void logUnreachable(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        LOGGER.warn(
                "Could not connect to {}, trying on in the background: {}",
                MySqlStartupException.servers(config),
                cause.toString());
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }
}
