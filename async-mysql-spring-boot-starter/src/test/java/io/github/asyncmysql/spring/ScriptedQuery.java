package io.github.asyncmysql.spring;

import io.github.asyncmysql.RowQuery;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** A query of {@link ScriptedPool}. Immutable. */
final class ScriptedQuery<T> implements RowQuery<T> {

    private final ScriptedPool pool;
    private final ScriptedStatement statement;

    ScriptedQuery(ScriptedPool pool, ScriptedStatement statement) {
        this.pool = pool;
        this.statement = statement;
    }

    @Override
    public CompletableFuture<T> single() {
        return pool.next(statement);
    }

    @Override
    public CompletableFuture<Optional<T>> optional() {
        return pool.next(statement);
    }

    @Override
    public CompletableFuture<Optional<T>> first() {
        return pool.next(statement);
    }

    @Override
    public CompletableFuture<List<T>> list() {
        return pool.next(statement);
    }

    @Override
    public Flow.Publisher<T> stream(int fetchSize) {
        pool.events.add("stream by " + fetchSize);
        return stream();
    }

    @Override
    public Flow.Publisher<T> stream() {
        CompletableFuture<List<T>> rows = pool.next(statement);
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
                pool.events.add("stream cancelled");
            }
        });
    }
}
