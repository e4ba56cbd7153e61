package io.github.asyncmysql.documentation;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** What the page about streaming shows. Thread-safe. */
final class StreamRecipes {

    private final MySqlPool pool;

    StreamRecipes(MySqlPool pool) {
        this.pool = pool;
    }

    // region stream-publisher
    record Line(long id, String name) {}

    Flow.Publisher<Line> products() {
        return pool.sql("select id, name from products order by id").query(Line.class).stream();
    }
    // endregion

    /** Rows while other statements run on the same connection. */
    static Flow.Publisher<Line> lines(MySqlConnection connection) {
        // region stream-cursor
        Flow.Publisher<Line> lines =
                connection.sql("select id, name from products order by id").query(Line.class).stream(500);
        // endregion
        return lines;
    }

    // region stream-subscriber
    /** Hands rows over a hundred at a time to work that may block, and asks for more when that is done. */
    static final class InBatches<T> implements Flow.Subscriber<T> {

        private static final int SIZE = 100;

        final CompletableFuture<Void> done = new CompletableFuture<>();
        private final Consumer<List<T>> work;
        private final Executor executor;
        private Flow.Subscription subscription;
        private List<T> batch = new ArrayList<>();
        private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

        InBatches(Consumer<List<T>> work, Executor executor) {
            this.work = work;
            this.executor = executor;
        }

        @Override
        public void onSubscribe(Flow.Subscription started) {
            subscription = started;
            subscription.request(SIZE);
        }

        @Override
        public void onNext(T row) { // on the event loop: nothing here may block
            batch.add(row);
            if (batch.size() == SIZE) {
                handOver().whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        subscription.request(SIZE);
                    } else {
                        subscription.cancel();
                        done.completeExceptionally(failure);
                    }
                });
            }
        }

        private CompletableFuture<Void> handOver() {
            List<T> full = batch;
            batch = new ArrayList<>();
            last = last.thenRunAsync(() -> work.accept(full), executor);
            return last;
        }

        @Override
        public void onError(Throwable failure) {
            done.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            handOver().whenComplete((nothing, failure) -> {
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(failure);
                }
            });
        }
    }
    // endregion

    CompletableFuture<Void> export(Consumer<List<Line>> writer, Executor executor) {
        // region stream-subscribe
        InBatches<Line> batches = new InBatches<>(writer, executor);
        products().subscribe(batches);
        CompletableFuture<Void> exported = batches.done;
        // endregion
        return exported;
    }
}
