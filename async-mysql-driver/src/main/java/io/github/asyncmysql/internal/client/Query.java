package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.RowQuery;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * A statement whose rows are mapped.
 *
 * <p>Immutable.
 *
 * @param statement what to run
 * @param mapper what a row becomes
 */
record Query<T>(Statement statement, RowMapper<? extends T> mapper) implements RowQuery<T> {

    private static final int MAX_FETCH_SIZE = 1_000_000;

    @Override
    public CompletableFuture<T> single() {
        return new Operations.Single<T>(statement, mapper).run();
    }

    @Override
    public CompletableFuture<Optional<T>> optional() {
        return new Operations.Maybe<T>(statement, mapper, true).run();
    }

    @Override
    public CompletableFuture<Optional<T>> first() {
        return new Operations.Maybe<T>(statement, mapper, false).run();
    }

    @Override
    public CompletableFuture<List<T>> list() {
        return new Operations.All<T>(statement, mapper).run();
    }

    @Override
    public Flow.Publisher<T> stream(int fetchSize) {
        if (fetchSize < 1 || fetchSize > MAX_FETCH_SIZE) {
            throw new IllegalArgumentException("fetchSize must be 1 to " + MAX_FETCH_SIZE + ", but is " + fetchSize);
        }
        return subscriber -> CursorSubscription.start(
                statement, mapper, fetchSize, Objects.requireNonNull(subscriber, "subscriber"));
    }

    @Override
    public Flow.Publisher<T> stream() {
        return subscriber -> RowSubscription.start(statement, mapper, Objects.requireNonNull(subscriber, "subscriber"));
    }
}
