package io.github.asyncmysql.spring;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.PoolTuning;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.TransactionOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A pool without a server: notes what runs and answers from a script. Shared with the tests of Boot's side. Confined to
 * one test thread, except for transactions, which one thread at a time continues.
 */
public class ScriptedPool implements MySqlPool {

    /** What was run. Immutable. */
    record Executed(String sql, List<Object> params, Duration timeout) {}

    final List<Executed> executed = new ArrayList<>();
    final List<TransactionOptions> transactions = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    private final Deque<CompletableFuture<?>> answers = new ArrayDeque<>();
    private final Deque<RuntimeException> commitFailures = new ArrayDeque<>();
    private CompletableFuture<Void> pong = CompletableFuture.completedFuture(null);
    private PoolStats stats = stats(2, 1, 0);
    private PoolTotals totals = totals(0);
    private PoolConfig config = PoolConfig.defaults();
    private List<HostState> hosts = List.of();
    private boolean closed;

    public static PoolStats stats(int size, int inUse, int waiting) {
        return new PoolStats(
                1, 2, size, size - inUse, inUse, 0, 0, waiting, 5, 7, 3, 2, 1, 4, 6, 2, false, false, null);
    }

    /** Counters that all differ: the first one is {@code first}, the next one more, and so on. */
    public static PoolTotals totals(long first) {
        AtomicLong next = new AtomicLong(first);
        return new PoolTotals(
                next.getAndIncrement(),
                next.getAndIncrement(),
                next.getAndIncrement(),
                next.getAndIncrement(),
                next.getAndIncrement(),
                next.getAndIncrement(),
                counted(MySqlPoolException.Reason.class, next),
                next.getAndIncrement(),
                counted(PoolTotals.CreateFailure.class, next),
                counted(PoolListener.CloseReason.class, next),
                counted(PoolTotals.Reset.class, next),
                next.getAndIncrement(),
                next.getAndIncrement(),
                next.getAndIncrement());
    }

    private static <E extends Enum<E>> Map<E, Long> counted(Class<E> type, AtomicLong next) {
        Map<E, Long> counts = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            counts.put(constant, next.getAndIncrement());
        }
        return counts;
    }

    public void setTotals(PoolTotals totals) {
        this.totals = totals;
    }

    public void setConfig(PoolConfig config) {
        this.config = config;
    }

    public void setPong(CompletableFuture<Void> pong) {
        this.pong = pong;
    }

    CompletableFuture<Void> pong() {
        return pong;
    }

    public void setStats(PoolStats stats) {
        this.stats = stats;
    }

    /** A primary with two connections, and a host that is gone, for which three callers wait. */
    public static List<HostState> twoHosts() {
        return List.of(
                new HostState(new HostAndPort("a", 3306), HostState.Role.PRIMARY, true, null, stats(2, 1, 0)),
                new HostState(
                        new HostAndPort("b", 3306),
                        HostState.Role.NONE,
                        false,
                        "cannot be reached: connection refused",
                        stats(0, 0, 3)));
    }

    public void setHosts(List<HostState> hosts) {
        this.hosts = hosts;
    }

    @Override
    public List<HostState> hosts() {
        return hosts;
    }

    public List<String> events() {
        return events;
    }

    /** The next statement is answered with this future: of a list, of an optional, of an update result. */
    public void answer(CompletableFuture<?> answer) {
        answers.add(answer);
    }

    public void answerRows(Object... rows) {
        answer(CompletableFuture.completedFuture(Arrays.asList(rows)));
    }

    public void answerFailure(Throwable failure) {
        answer(CompletableFuture.failedFuture(failure));
    }

    void failCommit(RuntimeException failure) {
        commitFailures.add(failure);
    }

    Executed last() {
        return executed.get(executed.size() - 1);
    }

    @SuppressWarnings("unchecked")
    <T> CompletableFuture<T> next(ScriptedStatement statement) {
        executed.add(new Executed(statement.sql, statement.params, statement.timeout));
        return (CompletableFuture<T>) answers.remove();
    }

    @Override
    public SqlStatement sql(String sql) {
        return new ScriptedStatement(this, sql, List.of(), null);
    }

    @Override
    public <T> CompletableFuture<T> withTransaction(
            TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        transactions.add(options);
        ScriptedTransaction transaction = new ScriptedTransaction(this);
        CompletionStage<T> stage;
        try {
            stage = work.apply(transaction);
        } catch (RuntimeException failure) {
            stage = CompletableFuture.failedFuture(failure);
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> end(transaction, result, value, failure));
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                events.add("transaction cancelled");
            }
        });
        return result;
    }

    private <T> void end(ScriptedTransaction transaction, CompletableFuture<T> result, T value, Throwable failure) {
        if (failure != null || transaction.isRollbackOnly()) {
            events.add("rollback");
        } else if (commitFailures.isEmpty()) {
            events.add("commit");
        } else {
            events.add("commit failed");
            result.completeExceptionally(commitFailures.remove());
            return;
        }
        if (failure != null) {
            result.completeExceptionally(failure);
        } else {
            result.complete(value);
        }
    }

    @Override
    public <T> CompletableFuture<T> withConnection(
            Function<? super MySqlConnection, ? extends CompletionStage<T>> work) {
        return work.apply(new ScriptedConnection(this)).toCompletableFuture();
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public int minSize() {
        return stats.minSize();
    }

    @Override
    public int maxSize() {
        return stats.maxSize();
    }

    @Override
    public int size() {
        return stats.size();
    }

    @Override
    public int freeSize() {
        return stats.idle();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public PoolStats stats() {
        return stats;
    }

    @Override
    public ServerInfo server() {
        return new ServerInfo("9.7.4", false, 9, 7, 4, "db.example:3306", "TLSv1.3");
    }

    @Override
    public CompletableFuture<MySqlConnection> acquire() {
        return CompletableFuture.completedFuture(new ScriptedConnection(this));
    }

    @Override
    public void release(MySqlConnection connection) {
        events.add("release");
    }

    @Override
    public int evictIf(Predicate<? super ConnectionSnapshot> condition) {
        events.add("evict if");
        return 0;
    }

    @Override
    public void detach(MySqlConnection connection) {
        events.add("detach");
    }

    @Override
    public CompletableFuture<Void> ping() {
        events.add("ping");
        return pong;
    }

    @Override
    public PoolTotals totals() {
        return totals;
    }

    @Override
    public List<ConnectionSnapshot> connections() {
        return List.of();
    }

    @Override
    public PoolConfig config() {
        return config;
    }

    @Override
    public Optional<MySqlConnection> tryAcquire() {
        return Optional.of(new ScriptedConnection(this));
    }

    @Override
    public CompletableFuture<Void> warmUp() {
        return ping();
    }

    @Override
    public void reconfigure(Consumer<? super PoolTuning> change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> rotateCredentials(Credentials credentials) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void suspend(Suspension callers) {
        events.add("suspend");
    }

    @Override
    public void resume() {
        events.add("resume");
    }

    @Override
    public void evict(MySqlConnection connection) {
        events.add("evict");
    }

    @Override
    public CompletableFuture<Void> evictAll() {
        events.add("evict all");
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> clear() {
        events.add("clear");
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        closed = true;
        events.add("close");
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        close();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void terminate() {
        close();
    }
}
