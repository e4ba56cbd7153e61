package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.internal.command.LoginSettings;
import io.github.asyncmysql.internal.command.StatisticsCommand;
import io.github.asyncmysql.internal.connection.UserChange;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.pool.ConnectionPool;
import io.github.asyncmysql.internal.value.ValueSettings;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection in the hands of a user, until he gives it back. The connection itself may serve others later; this object
 * never will.
 *
 * <p>Whatever runs on a borrowed connection keeps this object reachable, because where leaks are watched for, the pool takes
 * the connection back when it is garbage collected.
 *
 * <p>Thread-safe.
 */
final class Lease implements MySqlConnection, Target {

    /** It goes back to its pool. */
    private static final int BORROWED = 0;
    /** It belongs to whoever has it. */
    private static final int OWNED = 1;

    private static final int GIVEN_BACK = 2;
    /** It is somebody else's, who ends this. */
    private static final int VISITED = 3;

    private static final AtomicIntegerFieldUpdater<Lease> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Lease.class, "state");
    private static final Duration DEFAULT_PING_LIMIT = Duration.ofSeconds(10);

    private final WireConnection connection;
    private final @Nullable ConnectionPool<WireConnection> pool;
    /** Of the pool's leases of this connection. */
    private final int number;

    private volatile int state;

    private Lease(WireConnection connection, @Nullable ConnectionPool<WireConnection> pool, int state) {
        this.connection = connection;
        this.pool = pool;
        this.number = connection.lease();
        this.state = state;
    }

    /** One that was just borrowed from a pool, and goes back there. */
    static Lease of(WireConnection borrowed, ConnectionPool<WireConnection> pool) {
        Lease lease = new Lease(borrowed, pool, BORROWED);
        if (pool.isWatching()) {
            pool.watch(borrowed, lease);
        }
        return lease;
    }

    /** One that is from no pool, and ends when it is given back. */
    static Lease of(WireConnection connection) {
        return new Lease(connection, null, OWNED);
    }

    /** One that is not its user's: that he is through with it is all that closing it means. */
    static Lease visit(WireConnection connection) {
        return new Lease(connection, null, VISITED);
    }

    boolean isFrom(ConnectionPool<WireConnection> other) {
        return pool == other && state != OWNED;
    }

    boolean isGivenBack() {
        return state == GIVEN_BACK;
    }

    WireConnection connection() {
        return connection;
    }

    @Override
    public long connectionId() {
        return connection.connectionId();
    }

    @Override
    public ServerInfo server() {
        return connection.server();
    }

    @Override
    public boolean isOpen() {
        return !isGivenBack() && connection.isOpen();
    }

    @Override
    public boolean inTransaction() {
        return isOpen() && connection.inTransaction();
    }

    @Override
    public SqlStatement sql(String sql) {
        return Statement.of(this, Objects.requireNonNull(sql, "sql"));
    }

    @Override
    public CompletableFuture<Void> ping() {
        OperationFuture<Void> future = new OperationFuture<>(() -> {});
        connection.execute(() -> {
            if (isGivenBack()) {
                future.fail(TransactionScope.closed("ping"));
            } else {
                connection.ping(failure -> tell(future, null, failure), pingLimit());
            }
        });
        return future;
    }

    @Override
    public CompletableFuture<String> statistics() {
        OperationFuture<String> future = new OperationFuture<>(() -> {});
        connection.execute(() -> {
            if (isGivenBack()) {
                future.fail(TransactionScope.closed("statistics"));
            } else {
                connection.submit(
                        new StatisticsCommand((text, failure) -> tell(future, text, failure)),
                        pingLimit().toNanos());
            }
        });
        return future;
    }

    private Duration pingLimit() {
        Duration limit = connection.config().queryTimeout();
        return limit.isZero() ? DEFAULT_PING_LIMIT : limit;
    }

    @Override
    public CompletableFuture<Void> changeUser(Credentials credentials, @Nullable String database) {
        if (state == VISITED) {
            throw new IllegalStateException("A session initializer cannot change the session's user");
        }
        UserChange change = connection.userChange;
        LoginSettings login = change.login(Objects.requireNonNull(credentials, "credentials"), database);
        OperationFuture<Void> future = new OperationFuture<>(() -> {});
        connection.execute(() -> {
            if (isGivenBack()) {
                future.fail(TransactionScope.closed("changeUser"));
            } else {
                change.start(login, failure -> tell(future, null, failure));
            }
        });
        return future;
    }

    private <T> void tell(OperationFuture<T> future, @Nullable T result, @Nullable MySqlException failure) {
        try {
            if (failure == null) {
                future.succeed(result);
            } else {
                future.fail(failure);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public <T> CompletableFuture<T> withTransaction(
            TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        Objects.requireNonNull(work, "work");
        return RepeatedTransaction.run(options, () -> new TransactionScope<T>(this, options, () -> {}).run(work));
    }

    @Override
    public void start(Operation operation) {
        operation.startOn(connection, () -> !isGivenBack());
    }

    @Override
    public ValueSettings valueSettings() {
        return connection.valueSettings();
    }

    @Override
    public <T> CompletableFuture<T> useConnection(ConnectionUse.Work<T> work) {
        return work.start(new ConnectionUse(connection, () -> !isGivenBack(), () -> {}));
    }

    @Override
    public long queryTimeoutNanos() {
        return connection.config().queryTimeout().toNanos();
    }

    @Override
    public void close() {
        try {
            int before = STATE.getAndSet(this, GIVEN_BACK);
            if (before == OWNED) {
                connection.closeGracefully();
            } else if (before == BORROWED && pool != null) {
                pool.release(connection, number);
            }
        } finally {
            // Else it might be collected before the pool has heard of its end, and count as forgotten.
            Reference.reachabilityFence(this);
        }
    }

    /** Gives it back if it is borrowed still. */
    void giveBack() {
        try {
            if (pool != null && STATE.compareAndSet(this, BORROWED, GIVEN_BACK)) {
                pool.release(connection, number);
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Takes it out of its pool, for good.
     *
     * @throws IllegalStateException if it is not borrowed any more
     */
    void detach() {
        try {
            if (pool == null || !STATE.compareAndSet(this, BORROWED, OWNED)) {
                throw new IllegalStateException("The connection was given back, or detached, before");
            }
            pool.detach(connection, number);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public String toString() {
        return connection + (isGivenBack() ? " (given back)" : "");
    }
}
