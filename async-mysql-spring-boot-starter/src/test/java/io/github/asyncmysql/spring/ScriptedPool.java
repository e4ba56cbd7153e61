package io.github.asyncmysql.spring;

import io.github.asyncmysql.BatchBinder;
import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.CallResult;
import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.ParamSink;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.PoolTuning;
import io.github.asyncmysql.ResultPart;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.RowQuery;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TypeReference;
import io.github.asyncmysql.UpdateResult;
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
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

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

    public void setStats(PoolStats stats) {
        this.stats = stats;
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
    private <T> CompletableFuture<T> next(Statement statement) {
        executed.add(new Executed(statement.sql, statement.params, statement.timeout));
        return (CompletableFuture<T>) answers.remove();
    }

    @Override
    public SqlStatement sql(String sql) {
        return new Statement(sql, List.of(), null);
    }

    @Override
    public <T> CompletableFuture<T> withTransaction(
            TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        transactions.add(options);
        Transaction transaction = new Transaction();
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

    private <T> void end(Transaction transaction, CompletableFuture<T> result, T value, Throwable failure) {
        if (failure != null || transaction.rollbackOnly) {
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
        return work.apply(new Connection()).toCompletableFuture();
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
        return CompletableFuture.completedFuture(new Connection());
    }

    @Override
    public void release(MySqlConnection connection) {
        events.add("release");
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
        return Optional.of(new Connection());
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

    private final class Statement implements SqlStatement {

        private final String sql;
        private final List<Object> params;
        private final Duration timeout;

        Statement(String sql, List<Object> params, Duration timeout) {
            this.sql = sql;
            this.params = params;
            this.timeout = timeout;
        }

        @Override
        public String sql() {
            return sql;
        }

        @Override
        public SqlStatement params(Object... values) {
            return params(Arrays.asList(values));
        }

        @Override
        public SqlStatement params(List<? extends Object> values) {
            return new Statement(sql, new ArrayList<>(values), timeout);
        }

        @Override
        public SqlStatement timeout(Duration limit) {
            return new Statement(sql, params, limit);
        }

        @Override
        public SqlStatement prepared(boolean prepared) {
            return this;
        }

        @Override
        public <T> RowQuery<T> query(Class<T> type) {
            return new Query<>(this);
        }

        @Override
        public <T> RowQuery<T> query(RowMapper<? extends T> mapper) {
            return new Query<>(this);
        }

        @Override
        public RowQuery<Row> query() {
            return new Query<>(this);
        }

        @Override
        public CompletableFuture<UpdateResult> update() {
            return next(this);
        }

        @Override
        public SqlStatement attribute(String name, Object value) {
            return this;
        }

        @Override
        public SqlStatement localInfile(Flow.Publisher<? extends java.nio.ByteBuffer> source) {
            return this;
        }

        @Override
        public <T> RowQuery<T> query(TypeReference<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Flow.Publisher<java.nio.ByteBuffer> largeValue(java.util.function.Consumer<? super Row> leading) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<List<ResultPart>> results() {
            return next(this);
        }

        @Override
        public CompletableFuture<CallResult> call() {
            return next(this);
        }

        @Override
        public <E> CompletableFuture<BatchResult> batch(
                Iterable<? extends E> items, BatchBinder<? super E> binder, BatchOptions options) {
            List<Object> values = new ArrayList<>();
            ParamSink sink = new ParamSink() {
                @Override
                public ParamSink add(Object value) {
                    values.add(value);
                    return this;
                }
            };
            items.forEach(item -> binder.bind(item, sink));
            return next(new Statement(sql, values, timeout));
        }

        @Override
        public <E> CompletableFuture<BatchResult> batch(
                Flow.Publisher<? extends E> items, BatchBinder<? super E> binder, BatchOptions options) {
            return next(this);
        }
    }

    private final class Query<T> implements RowQuery<T> {

        private final Statement statement;

        Query(Statement statement) {
            this.statement = statement;
        }

        @Override
        public CompletableFuture<T> single() {
            return next(statement);
        }

        @Override
        public CompletableFuture<Optional<T>> optional() {
            return next(statement);
        }

        @Override
        public CompletableFuture<Optional<T>> first() {
            return next(statement);
        }

        @Override
        public CompletableFuture<List<T>> list() {
            return next(statement);
        }

        @Override
        public Flow.Publisher<T> stream() {
            CompletableFuture<List<T>> rows = next(statement);
            return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {

                @Override
                public void request(long n) {
                    rows.whenComplete((values, failure) -> {
                        if (failure != null) {
                            subscriber.onError(failure);
                        } else {
                            values.forEach(subscriber::onNext);
                            subscriber.onComplete();
                        }
                    });
                }

                @Override
                public void cancel() {
                    events.add("stream cancelled");
                }
            });
        }
    }

    private final class Transaction implements MySqlTransaction {

        private boolean rollbackOnly;

        @Override
        public SqlStatement sql(String sql) {
            return new Statement(sql, List.of(), null);
        }

        @Override
        public long connectionId() {
            return 1;
        }

        @Override
        public <T> CompletableFuture<T> withSavepoint(
                Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
            events.add("savepoint");
            return work.apply(this).toCompletableFuture().whenComplete((value, failure) -> {
                if (failure != null) {
                    events.add("rollback to savepoint");
                }
            });
        }

        @Override
        public void setRollbackOnly() {
            rollbackOnly = true;
        }

        @Override
        public boolean isRollbackOnly() {
            return rollbackOnly;
        }
    }

    private final class Connection implements MySqlConnection {

        @Override
        public SqlStatement sql(String sql) {
            return new Statement(sql, List.of(), null);
        }

        @Override
        public long connectionId() {
            return 1;
        }

        @Override
        public ServerInfo server() {
            return ScriptedPool.this.server();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean inTransaction() {
            return false;
        }

        @Override
        public CompletableFuture<Void> ping() {
            return pong;
        }

        @Override
        public <T> CompletableFuture<T> withTransaction(
                TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
            return ScriptedPool.this.withTransaction(options, work);
        }

        @Override
        public void close() {
            events.add("release");
        }
    }
}
