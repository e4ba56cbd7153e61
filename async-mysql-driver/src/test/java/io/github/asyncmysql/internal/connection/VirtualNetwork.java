package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.internal.client.PoolClient;
import io.github.asyncmysql.internal.client.SessionInitialization;
import io.github.asyncmysql.internal.client.SingleConnection;
import io.github.asyncmysql.internal.pool.Cancellable;
import io.github.asyncmysql.internal.pool.ConnectCallback;
import io.github.asyncmysql.internal.pool.ConnectionPool;
import io.github.asyncmysql.internal.pool.PoolScheduler;
import io.github.asyncmysql.testsupport.CountingAllocator;
import io.github.asyncmysql.testsupport.HostileTally;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * A pool of one connection, the real driver below it, and servers in memory, all on one thread and in a time of their own.
 * The first connection suffers from a {@link Fault}, all others are sound. Confined to one thread.
 */
final class VirtualNetwork implements ServerAccess, PoolScheduler {

    static final Duration QUERY_TIMEOUT = Duration.ofSeconds(1);
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** Longer than all limits together. */
    static final Duration LONG = Duration.ofSeconds(30);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final EmbeddedChannel clock =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final CountingAllocator allocator = new CountingAllocator(false);
    private final List<VirtualLink> links = new ArrayList<>();
    private final IntFunction<VirtualServer> servers;
    private final Connector connector;
    private final MySqlPool pool;
    private Fault loginFault = Fault.NONE;

    VirtualNetwork() {
        this(number -> new VirtualServer());
    }

    /** @param servers the server that the n-th connection leads to */
    VirtualNetwork(IntFunction<VirtualServer> servers) {
        this(servers, settings(), ResetMode.SMART);
    }

    VirtualNetwork(IntFunction<VirtualServer> servers, MySqlConfig.Builder settings, ResetMode resetMode) {
        this(servers, settings, poolSettings().onRelease(resetMode));
    }

    VirtualNetwork(IntFunction<VirtualServer> servers, MySqlConfig.Builder settings, PoolConfig.Builder poolSettings) {
        this.servers = servers;
        MySqlConfig config = settings.build();
        PoolConfig poolConfig = poolSettings.build();
        connector = new Connector(
                config,
                new SessionRules(
                        poolConfig.onRelease(),
                        FatalErrors.KNOWN,
                        SessionInitialization.of(poolConfig.sessionInitializer())),
                clock.eventLoop(),
                SocketTransport.adopted(SocketChannel.class),
                NameLookup.ofJvm(Runnable::run),
                Runnable::run);
        ConnectionPool<WireConnection> connections =
                new ConnectionPool<>(poolConfig, this, this, new SplittableRandom(1), Connector::isPermanent);
        pool = new PoolClient(poolConfig, config, connections, this, () -> true, () -> {});
        connections.start();
    }

    static MySqlConfig.Builder settings() {
        return MySqlConfig.builder()
                .username("canary-user")
                .password("canary-password")
                .sslMode(SslMode.DISABLED)
                .connectTimeout(CONNECT_TIMEOUT)
                .queryTimeout(QUERY_TIMEOUT);
    }

    /** One connection, opened when it is needed. */
    static PoolConfig.Builder poolSettings() {
        return PoolConfig.builder().minSize(0).maxSize(1).acquireTimeout(Duration.ofSeconds(10));
    }

    MySqlPool pool() {
        return pool;
    }

    /** Opens a connection that belongs to no pool. */
    CompletableFuture<MySqlConnection> open() {
        return SingleConnection.open(this, () -> {});
    }

    /** Connections so far. */
    List<VirtualLink> links() {
        return links;
    }

    VirtualLink link(int number) {
        return links.get(number);
    }

    /** What the first connection suffers from, from its first byte on. */
    void loginFault(Fault fault) {
        loginFault = fault;
    }

    /** Fills the pool with its connection. */
    VirtualNetwork warmUp() {
        assertThat(ask("warm")).isEqualTo("warm");
        return this;
    }

    /** Has the server of a pooled connection repeat a text. */
    String ask(String text) {
        CompletableFuture<String> answer =
                pool.sql("select '" + text + "'").query(String.class).single();
        pump();
        if (!answer.isDone()) {
            pass(LONG);
        }
        assertThat(answer).as("answer to " + text).isDone();
        return answer.join();
    }

    @Override
    public Cancellable connect(ConnectCallback<WireConnection> callback) {
        int number = links.size();
        VirtualLink link =
                new VirtualLink(servers.apply(number), number == 0 ? loginFault : Fault.NONE, ticker, allocator);
        links.add(link);
        Cancellable attempt = connector.connect(link.channel(), callback);
        return () -> {
            attempt.cancel();
            link.channel().runPendingTasks();
        };
    }

    @Override
    public long nanoTime() {
        return ticker.nanoTime();
    }

    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
        Future<?> timer = clock.eventLoop().schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> timer.cancel(false);
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void credentials(Credentials credentials) {
        connector.credentials(credentials);
    }

    /** Moves everything that can be moved without time passing. */
    void pump() {
        boolean moved = true;
        while (moved) {
            clock.runPendingTasks();
            moved = false;
            for (VirtualLink link : List.copyOf(links)) {
                moved |= link.pump();
            }
        }
    }

    /** Time passes, and nobody notices before something else happens. */
    void skip(Duration duration) {
        ticker.advance(duration.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Lets time pass and timers run, and moves nothing else. */
    void elapse(Duration duration) {
        skip(duration);
        clock.runScheduledPendingTasks();
        clock.runPendingTasks();
        List.copyOf(links).forEach(VirtualLink::runTimers);
    }

    /** Lets time pass, from timer to timer. */
    void pass(Duration duration) {
        long left = duration.toNanos();
        pump();
        while (left > 0) {
            long next = runTimers();
            long step = next < 0 ? left : Math.min(left, Math.max(1, next));
            ticker.advance(step, TimeUnit.NANOSECONDS);
            left -= step;
            runTimers();
            pump();
        }
    }

    private long runTimers() {
        long next = clock.runScheduledPendingTasks();
        for (VirtualLink link : List.copyOf(links)) {
            long own = link.runTimers();
            next = next < 0 || own >= 0 && own < next ? own : next;
        }
        pump();
        return next;
    }

    /** Closes the pool. Nothing may be left of it. */
    void close() {
        CompletableFuture<Void> closed = pool.closeAsync();
        pass(LONG);
        assertThat(closed).as("pool closed").isCompleted();
        assertThat(pool.size()).as("connections").isZero();
        for (VirtualLink link : links) {
            assertThat(link.isOpen()).as("connection open").isFalse();
            assertThat(link.runTimers()).as("timers left").isNegative();
            link.release();
        }
        assertThat(allocator.liveBytes()).as("bytes in buffers").isZero();
        HostileTally.step(allocator);
    }
}
