package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlPool;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.Lifecycle;

/**
 * Leaves no socket open for a checkpoint of the process (CRaC), and connects again when it is restored. Spring stops and starts
 * it; while it is stopped, who asks a pool for a connection waits. Used by one thread at a time.
 *
 * <p>Stopping blocks until borrowed connections have come back, at most for a time limit.
 */
final class CheckpointRestoreLifecycle implements Lifecycle {

    private static final Logger LOGGER = LoggerFactory.getLogger(CheckpointRestoreLifecycle.class);

    private final List<MySqlPool> pools;
    private final Duration timeout;
    private volatile boolean running = true;

    /** @param timeout how long to wait for borrowed connections */
    CheckpointRestoreLifecycle(Collection<MySqlPool> pools, Duration timeout) {
        this.pools = List.copyOf(pools);
        this.timeout = timeout;
    }

    @Override
    public void start() {
        if (!running) {
            pools.forEach(MySqlPool::resume);
            running = true;
        }
    }

    @Override
    public void stop() {
        if (!running) {
            return;
        }
        running = false;
        pools.forEach(pool -> pool.suspend(MySqlPool.Suspension.WAIT));
        CompletableFuture<Void> closed =
                CompletableFuture.allOf(pools.stream().map(MySqlPool::evictAll).toArray(CompletableFuture[]::new));
        try {
            closed.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException failure) {
            LOGGER.warn("Connections are still open after {} ms, because they are in use", timeout.toMillis());
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
        }
    }

    /** Until it is stopped: a pool is there as soon as it was made. */
    @Override
    public boolean isRunning() {
        return running;
    }
}
