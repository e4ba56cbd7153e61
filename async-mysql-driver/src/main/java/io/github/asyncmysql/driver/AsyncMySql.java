package io.github.asyncmysql.driver;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlUrl;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.internal.client.PoolClient;
import io.github.asyncmysql.internal.client.SessionInitialization;
import io.github.asyncmysql.internal.client.SingleConnection;
import io.github.asyncmysql.internal.connection.AddressWatch;
import io.github.asyncmysql.internal.connection.Connector;
import io.github.asyncmysql.internal.connection.FatalErrors;
import io.github.asyncmysql.internal.connection.SessionRules;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.pool.Cancellable;
import io.github.asyncmysql.internal.pool.ConnectCallback;
import io.github.asyncmysql.internal.pool.ConnectionPool;
import io.github.asyncmysql.internal.pool.PoolScheduler;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

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
        DriverResources own =
                DriverResources.create(poolConfig.name(), Runtime.getRuntime().availableProcessors());
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
        SessionRules rules = new SessionRules(
                poolConfig.onRelease(),
                FatalErrors.of(poolConfig),
                SessionInitialization.of(poolConfig.sessionInitializer()));
        Connector connector = connector(config, rules, resources);
        PoolScheduler scheduler =
                new EventLoopScheduler(resources.eventLoopGroup().next());
        AtomicReference<PoolClient> client = new AtomicReference<>();
        LastOneOut lastOneOut = new LastOneOut(onClosed);
        ConnectionPool<WireConnection> pool = new ConnectionPool<>(
                poolConfig,
                callback -> connector.connect(new Introduction(callback, client, lastOneOut)),
                scheduler,
                new SplittableRandom(),
                Connector::isPermanent);
        AddressWatch addresses = new AddressWatch(
                config.host(),
                resources.names(),
                scheduler,
                poolConfig.dnsCheckInterval().toNanos(),
                lost -> pool.control().evictIf(connection -> isLost(connection, lost), CloseReason.ADDRESS_CHANGED));
        List<Runnable> ends = new CopyOnWriteArrayList<>(List.of(addresses::stop));
        Runnable whenClosed = () -> {
            ends.forEach(Runnable::run);
            lastOneOut.leaves();
        };
        PoolClient result =
                new PoolClient(poolConfig, config, pool, connector, () -> isEventLoop(resources), whenClosed);
        client.set(result);
        if (poolConfig.registerMbeans()) {
            ends.add(ManagedPool.register(result));
        }
        pool.start();
        addresses.start();
        return result;
    }

    private static boolean isLost(WireConnection connection, Predicate<InetAddress> lost) {
        InetAddress address = connection.address();
        return address != null && lost.test(address);
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

    private static Connector connector(MySqlConfig config, SessionRules rules, DriverResources resources) {
        return new Connector(config, rules, resources.eventLoopGroup(), resources.channelType(), resources.names());
    }

    private static boolean isEventLoop(DriverResources resources) {
        for (EventExecutor executor : resources.eventLoopGroup()) {
            if (executor.inEventLoop()) {
                return true;
            }
        }
        return false;
    }

    /** One connection without a pool, on an event loop of its own, which ends when the connection is closed. */
    public static CompletableFuture<MySqlConnection> connect(MySqlConfig config) {
        DriverResources own = DriverResources.create("async-mysql-connection", 1);
        try {
            return SingleConnection.open(connector(config, SessionRules.OWN, own), own::close);
        } catch (RuntimeException e) {
            own.close();
            throw e;
        }
    }

    /** One connection without a pool on shared event loops. */
    public static CompletableFuture<MySqlConnection> connect(MySqlConfig config, DriverResources resources) {
        return SingleConnection.open(connector(config, SessionRules.OWN, resources), () -> {});
    }

    /**
     * Ends what a pool and its connections run on, when none of them is left: connections that were detached outlive their
     * pool. Thread-safe.
     */
    private static final class LastOneOut {

        private final Runnable end;
        /** The pool and its connections. */
        private final AtomicInteger present = new AtomicInteger(1);

        LastOneOut(Runnable end) {
            this.end = end;
        }

        void enters() {
            present.incrementAndGet();
        }

        void leaves() {
            if (present.decrementAndGet() == 0) {
                end.run();
            }
        }
    }

    /** Tells the pool's client about the server of each new connection. */
    private record Introduction(
            ConnectCallback<WireConnection> pool, AtomicReference<PoolClient> client, LastOneOut lastOneOut)
            implements ConnectCallback<WireConnection> {

        @Override
        public void connected(WireConnection connection) {
            PoolClient owner = client.get();
            if (owner != null) {
                owner.opened(connection.server());
            }
            lastOneOut.enters();
            pool.connected(connection);
        }

        @Override
        public void failed(Throwable failure) {
            pool.failed(failure);
        }

        @Override
        public void lost(WireConnection connection) {
            lastOneOut.leaves();
            pool.lost(connection);
        }
    }

    /** The pool's time is that of an event loop. */
    private record EventLoopScheduler(EventLoop eventLoop) implements PoolScheduler {

        @Override
        public long nanoTime() {
            return eventLoop.ticker().nanoTime();
        }

        @Override
        public Cancellable schedule(Runnable task, long delayNanos) {
            Future<?> timer = eventLoop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
            return () -> timer.cancel(false);
        }

        @Override
        public void execute(Runnable task) {
            if (eventLoop.inEventLoop()) {
                task.run();
                return;
            }
            try {
                eventLoop.execute(task);
            } catch (RejectedExecutionException e) {
                task.run();
            }
        }
    }
}
