package io.github.asyncmysql.spring;

import io.github.asyncmysql.BatchBinder;
import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.CallResult;
import io.github.asyncmysql.ParamSink;
import io.github.asyncmysql.ResultPart;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.RowQuery;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.TypeReference;
import io.github.asyncmysql.UpdateResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** A statement of {@link ScriptedPool}. Immutable. */
final class ScriptedStatement implements SqlStatement {

    final String sql;
    final List<Object> params;
    final Duration timeout;
    private final ScriptedPool pool;

    ScriptedStatement(ScriptedPool pool, String sql, List<Object> params, Duration timeout) {
        this.pool = pool;
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
        return new ScriptedStatement(pool, sql, new ArrayList<>(values), timeout);
    }

    @Override
    public SqlStatement timeout(Duration limit) {
        return new ScriptedStatement(pool, sql, params, limit);
    }

    @Override
    public SqlStatement prepared(boolean prepared) {
        return this;
    }

    @Override
    public <T> RowQuery<T> query(Class<T> type) {
        return new ScriptedQuery<>(pool, this);
    }

    @Override
    public <T> RowQuery<T> query(RowMapper<? extends T> mapper) {
        return new ScriptedQuery<>(pool, this);
    }

    @Override
    public RowQuery<Row> query() {
        return new ScriptedQuery<>(pool, this);
    }

    @Override
    public CompletableFuture<UpdateResult> update() {
        return pool.next(this);
    }

    @Override
    public SqlStatement attribute(String name, Object value) {
        return this;
    }

    @Override
    public SqlStatement setVar(String name, Object value) {
        pool.events.add("set " + name + " to " + value);
        return this;
    }

    @Override
    public SqlStatement localInfile(Flow.Publisher<? extends ByteBuffer> source) {
        return this;
    }

    @Override
    public <T> RowQuery<T> query(TypeReference<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flow.Publisher<ByteBuffer> largeValue(Consumer<? super Row> leading) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<List<ResultPart>> results() {
        return pool.next(this);
    }

    @Override
    public CompletableFuture<CallResult> call() {
        return pool.next(this);
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
        return pool.next(new ScriptedStatement(pool, sql, values, timeout));
    }

    @Override
    public <E> CompletableFuture<BatchResult> batch(
            Flow.Publisher<? extends E> items, BatchBinder<? super E> binder, BatchOptions options) {
        return pool.next(this);
    }
}
