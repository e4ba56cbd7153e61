package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.MySqlPool;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts statements: always on the same client, or for a template in the transaction of the calling thread where there is
 * one. Thread-safe.
 *
 * @param client where statements run that join no transaction
 * @param pool the pool whose thread-bound transactions are joined, {@code null} to join none
 * @param translation translates failures
 * @param listener hears of each statement
 * @param mapping maps rows to types
 */
record StatementRunner(
        MySqlClient client,
        @Nullable MySqlPool pool,
        Translation translation,
        StatementListener listener,
        RowMapping mapping) {

    /**
     * Where one statement runs. Immutable.
     *
     * @param client what runs it
     * @param remaining the time that its transaction has left, {@code null} for no limit
     * @param execution hears of it
     */
    record Place(MySqlClient client, @Nullable Duration remaining, StatementListener.Execution execution) {}

    /** For a client that is a session of its own. */
    StatementRunner on(MySqlClient session) {
        return new StatementRunner(session, null, translation, listener, mapping);
    }

    /** For another client of the same pool, which transactions of threads are joined with all the same. */
    StatementRunner with(MySqlClient other) {
        return new StatementRunner(other, pool, translation, listener, mapping);
    }

    /** The future that {@code start} makes at the place where a statement of this thread belongs. */
    <S, T> CompletableFuture<T> future(
            String sql, Function<Place, CompletableFuture<S>> start, Function<? super S, ? extends T> map) {
        StatementListener.Execution execution = listener.starting(sql);
        ThreadTransaction transaction = current();
        Supplier<CompletableFuture<S>> starter = () -> start.apply(place(transaction, execution));
        Translation.Surrounding surrounding = (failure, completion) -> {
            execution.ended(failure);
            execution.complete(completion);
        };
        return transaction == null
                ? translation.future(starter, map, surrounding)
                : transaction.run(translation, starter, map, surrounding);
    }

    /**
     * A publisher for rows. If a transaction is open on the calling thread the rows belong to it; otherwise each
     * subscription looks for one on the thread that subscribes.
     */
    <T> Flow.Publisher<T> publisher(String sql, Function<Place, Flow.Publisher<T>> start) {
        ThreadTransaction transaction = current();
        return translation.publisher(
                () -> listener.starting(sql),
                execution -> start.apply(place(transaction == null ? current() : transaction, execution)));
    }

    private Place place(@Nullable ThreadTransaction transaction, StatementListener.Execution execution) {
        return transaction == null
                ? new Place(client, null, execution)
                : new Place(transaction.usable(), transaction.remaining(), execution);
    }

    private @Nullable ThreadTransaction current() {
        return pool == null ? null : ThreadTransaction.current(pool);
    }
}
