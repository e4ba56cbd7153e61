package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.PoolTuning;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.internal.connection.ServerAccess;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.pool.ConnectCallback;
import io.github.asyncmysql.internal.pool.ConnectionPool;
import io.github.asyncmysql.internal.pool.PoolControl;
import io.github.asyncmysql.internal.pool.SharedLeases;
import io.github.asyncmysql.internal.value.ValueSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A pool as its users see it.
 *
 * <p>Thread-safe.
 */
public final class PoolClient implements MySqlPool, Target {

    private final String name;
    private final long queryTimeoutNanos;
    private final ValueSettings valueSettings;
    private final Duration pingLimit;
    private final ConnectionPool<WireConnection> pool;
    private final SharedLeases<WireConnection> sharedLeases;
    private final PlainReads reads = new PlainReads();
    private final ServerAccess connector;
    private final BooleanSupplier onEventLoop;
    private final Runnable onClosed;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new AnswerFuture<>();
    private volatile @Nullable ServerInfo server;

    /**
     * @param connector opens connections outside of the pool, for pings while none is idle
     * @param onEventLoop whether the calling thread is one that must never wait
     * @param onClosed called once, when the last connection has ended after closing
     */
    public PoolClient(
            PoolConfig config,
            MySqlConfig server,
            ConnectionPool<WireConnection> pool,
            ServerAccess connector,
            BooleanSupplier onEventLoop,
            Runnable onClosed) {
        this.name = config.name();
        this.queryTimeoutNanos = server.queryTimeout().toNanos();
        this.valueSettings = ValueSettings.of(server);
        this.pingLimit = server.connectTimeout();
        this.pool = pool;
        this.sharedLeases = new SharedLeases<>(pool, sharingLimit(config, server));
        this.connector = connector;
        this.onEventLoop = onEventLoop;
        this.onClosed = onClosed;
    }

    // Who wants every session to be reset wants no two callers in one; and more than one statement has to fit in.
    private static int sharingLimit(PoolConfig config, MySqlConfig server) {
        return config.onRelease() == ResetMode.ALWAYS ? 1 : Math.min(config.sharingLimit(), server.pipeliningLimit());
    }

    /** Notes what the server of a new connection said about itself. */
    public void opened(ServerInfo info) {
        server = info;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int minSize() {
        return pool.config().minSize();
    }

    @Override
    public int maxSize() {
        return pool.config().maxSize();
    }

    @Override
    public int size() {
        return pool.size();
    }

    @Override
    public int freeSize() {
        return pool.freeSize();
    }

    @Override
    public boolean isClosed() {
        return pool.isClosed();
    }

    @Override
    public PoolStats stats() {
        return pool.stats();
    }

    @Override
    public PoolTotals totals() {
        return pool.totals();
    }

    @Override
    public List<ConnectionSnapshot> connections() {
        return pool.snapshot();
    }

    @Override
    public PoolConfig config() {
        return pool.config();
    }

    @Override
    public @Nullable ServerInfo server() {
        return server;
    }

    @Override
    public SqlStatement sql(String sql) {
        return Statement.of(this, Objects.requireNonNull(sql, "sql"));
    }

    @Override
    public void start(Operation operation) {
        operation.startOn(pool, sharedLeases, reads);
    }

    /** Starts an operation that was not executed elsewhere. */
    void startAgain(Operation operation) {
        operation.startAgainOn(pool);
    }

    /** Whether a connection was borrowed here. */
    boolean isLender(MySqlConnection connection) {
        return connection instanceof Lease lease && lease.isFrom(pool);
    }

    PoolControl<WireConnection> control() {
        return pool.control();
    }

    @Override
    public ValueSettings valueSettings() {
        return valueSettings;
    }

    @Override
    public <T> CompletableFuture<T> useConnection(ConnectionUse.Work<T> work) {
        return new LeaseUse<T>(pool, lease -> {
                    WireConnection connection = lease.connection();
                    Runnable retire = () -> control().evict(connection, CloseReason.DIRTY);
                    return work.start(new ConnectionUse(connection, () -> !lease.isGivenBack(), retire));
                })
                .start();
    }

    @Override
    public long queryTimeoutNanos() {
        return queryTimeoutNanos;
    }

    @Override
    public CompletableFuture<MySqlConnection> acquire() {
        return LeaseBorrower.borrow(pool);
    }

    @Override
    public Optional<MySqlConnection> tryAcquire() {
        WireConnection idle = pool.tryAcquire();
        return idle == null ? Optional.empty() : Optional.of(Lease.of(idle, pool));
    }

    @Override
    public void release(MySqlConnection connection) {
        own(connection).giveBack();
    }

    @Override
    public void detach(MySqlConnection connection) {
        own(connection).detach();
    }

    private Lease own(MySqlConnection connection) {
        if (!(connection instanceof Lease lease) || !isLender(connection)) {
            throw new IllegalArgumentException("connection is not from pool " + name);
        }
        return lease;
    }

    @Override
    public <T> CompletableFuture<T> withConnection(
            Function<? super MySqlConnection, ? extends CompletionStage<T>> work) {
        Objects.requireNonNull(work, "work");
        return new LeaseUse<T>(pool, lease -> Objects.requireNonNull(
                                work.apply(lease), "the work returned null instead of a stage")
                        .toCompletableFuture())
                .start();
    }

    @Override
    public <T> CompletableFuture<T> withTransaction(
            TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(work, "work");
        return RepeatedTransaction.run(options, () -> new LeaseUse<T>(
                        pool, lease -> new TransactionScope<T>(lease, options, lease::giveBack).run(work))
                .start());
    }

    @Override
    public CompletableFuture<Void> ping() {
        OperationFuture<Void> future = new OperationFuture<>(() -> {});
        WireConnection idle = pool.tryAcquireIdle();
        if (idle != null) {
            int lease = idle.lease();
            ping(idle, future, () -> pool.release(idle, lease));
        } else if (pool.isClosed()) {
            future.fail(new MySqlPoolException(
                    MySqlPoolException.Reason.CLOSED, "pool " + name + " is closed", pool.stats(), null));
        } else {
            connector.connect(new ConnectCallback<>() {
                @Override
                public void connected(WireConnection connection) {
                    control().serverReachable();
                    ping(connection, future, connection::closeGracefully);
                }

                @Override
                public void failed(Throwable failure) {
                    future.fail(failure);
                }

                @Override
                public void lost(WireConnection connection) {
                    // The ping has failed already, or the connection was closed after it.
                }
            });
        }
        return future;
    }

    private void ping(WireConnection connection, OperationFuture<Void> future, Runnable afterwards) {
        connection.ping(
                failure -> {
                    afterwards.run();
                    tell(future, failure);
                },
                pingLimit);
    }

    private static void tell(OperationFuture<Void> future, @Nullable MySqlException failure) {
        if (failure == null) {
            future.succeed(null);
        } else {
            future.fail(failure);
        }
    }

    @Override
    public CompletableFuture<Void> warmUp() {
        return AnswerFuture.of(control().warmUp());
    }

    @Override
    public void reconfigure(Consumer<? super PoolTuning> change) {
        Objects.requireNonNull(change, "change");
        PoolConfig from;
        PoolConfig to;
        do {
            from = pool.config();
            PoolConfig.Builder builder = from.toBuilder();
            change.accept(builder);
            to = builder.build();
        } while (!pool.reconfigure(from, to));
    }

    /** These are the settings from now on. */
    void reconfigure(PoolConfig to) {
        while (!pool.reconfigure(pool.config(), to)) {
            // Somebody else has changed them meanwhile, which does not count any more.
        }
    }

    @Override
    public CompletableFuture<Void> rotateCredentials(Credentials credentials) {
        connector.credentials(Objects.requireNonNull(credentials, "credentials"));
        return AnswerFuture.of(control().evictAll(CloseReason.CREDENTIALS));
    }

    @Override
    public void suspend(Suspension callers) {
        control().suspend(Objects.requireNonNull(callers, "callers") == Suspension.REFUSE);
    }

    @Override
    public void resume() {
        control().resume();
    }

    @Override
    public void evict(MySqlConnection connection) {
        Lease lease = own(connection);
        if (!lease.isGivenBack()) {
            lease.connection().retire(CloseReason.EVICTED);
        }
    }

    @Override
    public int evictIf(Predicate<? super ConnectionSnapshot> condition) {
        Objects.requireNonNull(condition, "condition");
        return pool.control()
                .evictIf(connection -> isOpenAnd(condition, pool.snapshot(connection)), CloseReason.EVICTED);
    }

    private static boolean isOpenAnd(Predicate<? super ConnectionSnapshot> condition, ConnectionSnapshot shown) {
        return shown.state() != ConnectionSnapshot.State.CLOSING && condition.test(shown);
    }

    @Override
    public CompletableFuture<Void> evictAll() {
        return AnswerFuture.of(control().evictAll(CloseReason.EVICTED));
    }

    @Override
    public CompletableFuture<Void> clear() {
        return AnswerFuture.of(control().clear());
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        CompletableFuture<Void> closed = pool.closeAsync();
        if (closing.compareAndSet(false, true)) {
            closed.whenComplete((nothing, failure) -> end());
        }
        return ended.copy();
    }

    private void end() {
        try {
            onClosed.run();
        } finally {
            ended.complete(null);
        }
    }

    @Override
    public void terminate() {
        pool.terminate();
        closeAsync();
    }

    @Override
    public void close() {
        PoolClosing.await(this, closeAsync(), onEventLoop);
    }

    @Override
    public String toString() {
        return "pool " + name + " " + pool.stats();
    }
}
