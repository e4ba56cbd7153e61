package io.github.asyncmysql.driver;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.internal.client.ClusterPool;
import io.github.asyncmysql.internal.client.HostProbe;
import io.github.asyncmysql.internal.client.PoolClient;
import io.github.asyncmysql.internal.client.PooledHost;
import io.github.asyncmysql.internal.client.SessionInitialization;
import io.github.asyncmysql.internal.client.SingleConnection;
import io.github.asyncmysql.internal.connection.AddressWatch;
import io.github.asyncmysql.internal.connection.Connector;
import io.github.asyncmysql.internal.connection.EventLoopThread;
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
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Puts one pool together, with everything below it.
 *
 * <p>Confined to the thread that makes the pool, and to those that hosts are looked up on later.
 */
final class PoolWiring {

    /** How many intervals a host has for its answer to a check, and the least time that this can be. */
    private static final int INTERVALS_FOR_A_CHECK = 3;

    private static final Duration LEAST_FOR_A_CHECK = Duration.ofSeconds(1);

    private final DriverResources resources;
    private final PoolScheduler scheduler;
    private final LastOneOut lastOneOut;

    /** @param onClosed called when the pool is closed and none of its connections is left */
    PoolWiring(DriverResources resources, Runnable onClosed) {
        this.resources = resources;
        this.scheduler = new EventLoopScheduler(resources.eventLoopGroup().next());
        this.lastOneOut = new LastOneOut(onClosed);
    }

    /** A pool for one host, which is running. */
    MySqlPool pool(MySqlConfig config, PoolConfig poolConfig) {
        List<Runnable> ends = new CopyOnWriteArrayList<>();
        HostPool host = hostPool(config, poolConfig, ends, lastOneOut::leaves);
        if (poolConfig.registerMbeans()) {
            ends.add(ManagedPool.register(host.client()));
        }
        host.start().run();
        return host.client();
    }

    /** A pool for several hosts, which is running. */
    MySqlPool cluster(MySqlConfig config, PoolConfig poolConfig) {
        // Files that cannot be used are reported here and not when the first host is known.
        connector(config, SessionRules.OWN, resources);
        List<Runnable> ends = new CopyOnWriteArrayList<>();
        ClusterPool cluster = new ClusterPool(
                poolConfig,
                config,
                scheduler,
                (address, settings) -> pooledHost(config, address, settings),
                () -> isEventLoop(resources),
                () -> {
                    ends.forEach(Runnable::run);
                    lastOneOut.leaves();
                });
        if (poolConfig.registerMbeans()) {
            ends.add(ManagedPool.register(cluster));
        }
        if (config.dnsSrv()) {
            cluster.start(resources.names());
        } else {
            cluster.start();
        }
        return cluster;
    }

    private PooledHost pooledHost(MySqlConfig config, HostAndPort address, PoolConfig settings) {
        MySqlConfig.Builder builder = config.toBuilder().host(address.host()).port(address.port());
        if (config.dnsSrv()) {
            // Whoever answers for DNS must not make the client trust a host more than its user does.
            builder.dnsSrv(false).sslMode(config.sslMode()).allowPublicKeyRetrieval(config.allowPublicKeyRetrieval());
        }
        MySqlConfig own = builder.build();
        HostPool host = hostPool(own, settings, new CopyOnWriteArrayList<>(), () -> {});
        return new PooledHost(address, host.client(), probe(own), host.start());
    }

    /** The pool of one host, which is not running yet. */
    private record HostPool(PoolClient client, Runnable start) {}

    /** @param ends run when the pool has ended */
    private HostPool hostPool(MySqlConfig config, PoolConfig poolConfig, List<Runnable> ends, Runnable whenEnded) {
        SessionRules rules = new SessionRules(
                poolConfig.onRelease(),
                FatalErrors.of(poolConfig),
                SessionInitialization.of(poolConfig.sessionInitializer()));
        Connector connector = connector(config, rules, resources);
        AtomicReference<PoolClient> client = new AtomicReference<>();
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
                config.socket() == null && config.proxy() == null
                        ? poolConfig.dnsCheckInterval().toNanos()
                        : 0,
                lost -> pool.control()
                        .evictIf(connection -> isLost(connection, config, lost), CloseReason.ADDRESS_CHANGED));
        ends.add(addresses::stop);
        PoolClient result = new PoolClient(poolConfig, config, pool, connector, () -> isEventLoop(resources), () -> {
            ends.forEach(Runnable::run);
            whenEnded.run();
        });
        client.set(result);
        return new HostPool(result, () -> {
            pool.start();
            addresses.start();
        });
    }

    // One that its server has sent elsewhere leads to another host.
    private static boolean isLost(WireConnection connection, MySqlConfig config, Predicate<InetAddress> lost) {
        InetAddress address = connection.address();
        return address != null && connection.config().host().equals(config.host()) && lost.test(address);
    }

    /** What asks a host how it is: over a plain session, and with little patience. */
    private HostProbe probe(MySqlConfig config) {
        Duration limit = config.hostCheckInterval().multipliedBy(INTERVALS_FOR_A_CHECK);
        limit = limit.compareTo(LEAST_FOR_A_CHECK) < 0 ? LEAST_FOR_A_CHECK : limit;
        limit = limit.compareTo(config.connectTimeout()) > 0 ? config.connectTimeout() : limit;
        MySqlConfig settings = config.toBuilder()
                .connectTimeout(limit)
                .queryTimeout(limit)
                .killOnTimeout(false)
                .initSql(List.of())
                .echo(false)
                .build();
        Connector connector = connector(settings, SessionRules.OWN, resources);
        return new HostProbe(
                () -> {
                    lastOneOut.enters();
                    return SingleConnection.open(connector, lastOneOut::leaves);
                },
                connector::credentials,
                config.replicaLagLimit(),
                Connector::isPermanent);
    }

    static Connector connector(MySqlConfig config, SessionRules rules, DriverResources resources) {
        return new Connector(
                config, rules, resources.eventLoopGroup(), resources.sockets(), resources.names(), resources.logins());
    }

    private static boolean isEventLoop(DriverResources resources) {
        for (EventExecutor executor : resources.eventLoopGroup()) {
            if (executor.inEventLoop()) {
                return true;
            }
        }
        return false;
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
            EventLoopThread.run(eventLoop, task);
        }
    }
}
