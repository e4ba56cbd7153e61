package io.github.asyncmysql.sample.dashboard;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.sample.dashboard.Vitals.Point;
import io.github.asyncmysql.sample.ledger.Imports;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks at the pool, the meters and the health once a second, keeps what the charts show, and tells whoever listens. Its
 * streams end before the web server stops, which would wait for them. Thread-safe.
 */
@Component
class Sampler implements SmartLifecycle {

    private static final Logger LOGGER = LoggerFactory.getLogger(Sampler.class);
    private static final long PERIOD_MILLIS = 1000;
    private static final int REMEMBERED = 180;
    private static final int UNREAD_SAMPLES = 2;
    private static final int THREADS = 2;

    private final MySqlPool pool;
    private final HealthEndpoint healthEndpoint;
    private final Imports imports;
    private final @Nullable Controls controls;
    private final Meters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Point> history = new ArrayDeque<>();
    private volatile SubmissionPublisher<Vitals> listeners = newPublisher();
    private volatile String health = "UNKNOWN";
    private volatile @Nullable ScheduledExecutorService clock;
    private long lastNanos = System.nanoTime();

    Sampler(
            MySqlPool pool,
            MeterRegistry registry,
            HealthEndpoint healthEndpoint,
            Imports imports,
            ObjectProvider<Controls> controls) {
        this.pool = pool;
        this.healthEndpoint = healthEndpoint;
        this.imports = imports;
        this.controls = controls.getIfAvailable();
        this.meters = new Meters(registry);
    }

    private static SubmissionPublisher<Vitals> newPublisher() {
        return new SubmissionPublisher<>(Runnable::run, UNREAD_SAMPLES);
    }

    /** The last minutes, oldest first. */
    List<Point> history() {
        lock.lock();
        try {
            return new ArrayList<>(history);
        } finally {
            lock.unlock();
        }
    }

    /** One sample per second, until the application ends. Whoever is slow misses some. */
    Flow.Publisher<Vitals> events() {
        return listeners;
    }

    @Override
    public void start() {
        if (listeners.isClosed()) {
            listeners = newPublisher();
        }
        // Asking for the health may take as long as its time limit, which must not stop the charts.
        ScheduledExecutorService started = Executors.newScheduledThreadPool(THREADS, Sampler::thread);
        started.scheduleWithFixedDelay(() -> guarded(this::askForHealth), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        started.scheduleAtFixedRate(() -> guarded(this::sample), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        clock = started;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "dashboard");
        thread.setDaemon(true);
        return thread;
    }

    // An executor would end a task that throws, and say nothing.
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failure) {
            LOGGER.warn("The page misses a sample", failure);
        }
    }

    private void askForHealth() {
        health = healthEndpoint.health().getStatus().getCode();
    }

    private void sample() {
        long nanos = System.nanoTime();
        double seconds = (double) (nanos - lastNanos) / TimeUnit.SECONDS.toNanos(1);
        lastNanos = nanos;
        Meters.Recent recent = meters.recent(seconds);
        PoolStats stats = pool.stats();
        Point point = point(stats, recent);
        lock.lock();
        try {
            history.addLast(point);
            if (history.size() > REMEMBERED) {
                history.removeFirst();
            }
        } finally {
            lock.unlock();
        }
        Throwable failure = stats.lastConnectFailure();
        listeners.offer(
                new Vitals(
                        point,
                        health,
                        server(pool.server()),
                        failure == null ? null : failure.getMessage(),
                        pool.connections().stream().map(Vitals.Connection::of).toList(),
                        recent.kinds(),
                        imports.latest(),
                        controls == null ? null : controls.state()),
                null);
    }

    private Point point(PoolStats stats, Meters.Recent recent) {
        return new Point(
                System.currentTimeMillis(),
                stats.maxSize(),
                stats.idle(),
                stats.inUse(),
                stats.connecting(),
                stats.cleaning(),
                stats.waiting(),
                stats.suspended(),
                recent.acquire(),
                recent.statement(),
                recent.perSecond(),
                recent.errors());
    }

    private static @Nullable String server(@Nullable ServerInfo server) {
        return server == null
                ? null
                : (server.mariaDb() ? "MariaDB " : "MySQL ") + server.major() + "." + server.minor() + "."
                        + server.patch();
    }

    @Override
    public void stop() {
        ScheduledExecutorService started = clock;
        if (started != null) {
            started.shutdownNow();
            clock = null;
        }
        listeners.close();
    }

    @Override
    public boolean isRunning() {
        return clock != null;
    }
}
