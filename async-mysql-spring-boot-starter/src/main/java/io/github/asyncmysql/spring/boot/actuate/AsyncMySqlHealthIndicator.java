package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.HostState;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.ServerInfo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.util.Assert;

/**
 * Asks the server for a sign of life, within a deadline of its own. A pool that has no connection left while its server
 * answers is up and {@code saturated}: taking a busy application out of service would make it worse.
 *
 * <p>Blocks the calling thread until the server has answered, at most for the deadline. Thread-safe.
 */
public class AsyncMySqlHealthIndicator extends AbstractHealthIndicator {

    private final MySqlPool pool;
    private final Duration timeout;

    /**
     * @param pool the pool to check
     * @param timeout the deadline, 1 ms or more
     */
    public AsyncMySqlHealthIndicator(MySqlPool pool, Duration timeout) {
        super("MySQL health check failed");
        Assert.isTrue(timeout.toMillis() > 0, "timeout must be 1 ms or more");
        this.pool = pool;
        this.timeout = timeout;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        long start = System.nanoTime();
        try {
            pool.ping().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).join();
            builder.up();
            builder.withDetail("latencyMillis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        } catch (CompletionException failure) {
            builder.down(reason(failure));
        }
        ServerInfo server = pool.server();
        if (server != null) {
            builder.withDetail("server", server(server));
        }
        builder.withDetail("pool", pool(pool.stats()));
        List<HostState> hosts = pool.hosts();
        if (!hosts.isEmpty()) {
            builder.withDetail("hosts", hosts(hosts));
        }
    }

    private static Map<String, Object> hosts(List<HostState> hosts) {
        Map<String, Object> details = new LinkedHashMap<>();
        for (HostState host : hosts) {
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("role", host.role());
            detail.put("reachable", host.reachable());
            if (host.detail() != null) {
                detail.put("detail", host.detail());
            }
            details.put(host.address().toString(), detail);
        }
        return details;
    }

    private Throwable reason(CompletionException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return cause instanceof TimeoutException
                ? new TimeoutException("no answer within " + timeout.toMillis() + " ms")
                : cause;
    }

    private static Map<String, Object> server(ServerInfo server) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("product", server.mariaDb() ? "MariaDB" : "MySQL");
        details.put("version", server.version());
        details.put("address", server.address());
        details.put("tls", server.tlsVersion() == null ? "none" : server.tlsVersion());
        return details;
    }

    private Map<String, Object> pool(PoolStats stats) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("name", pool.name());
        details.put("size", stats.size());
        details.put("idle", stats.idle());
        details.put("inUse", stats.inUse());
        details.put("waiting", stats.waiting());
        details.put("maxSize", stats.maxSize());
        details.put("saturated", stats.isSaturated());
        return details;
    }
}
