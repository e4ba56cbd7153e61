package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.MySqlPool;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Starts statements: always on the same client, or for a template in the transaction of the calling thread where there is
 * one. Thread-safe.
 *
 * @param client where statements run that join no transaction
 * @param pool the pool whose thread-bound transactions are joined, {@code null} to join none
 * @param translation translates failures
 */
record StatementRunner(MySqlClient client, @Nullable MySqlPool pool, Translation translation) {

    /**
     * Where one statement runs. Immutable.
     *
     * @param client what runs it
     * @param remaining the time that its transaction has left, {@code null} for no limit
     */
    record Place(MySqlClient client, @Nullable Duration remaining) {}

    /** For a client that is a session of its own. */
    static StatementRunner on(MySqlClient client, Translation translation) {
        return new StatementRunner(client, null, translation);
    }

    /** The future that {@code start} makes at the place where a statement of this thread belongs. */
    <S, T> CompletableFuture<T> future(
            Function<Place, CompletableFuture<S>> start, Function<? super S, ? extends T> map) {
        ThreadTransaction transaction = current();
        return transaction == null
                ? translation.future(() -> start.apply(new Place(client, null)), map)
                : transaction.run(translation, () -> start.apply(transaction.place()), map);
    }

    /**
     * A publisher for rows. If a transaction is open on the calling thread the rows belong to it; otherwise each
     * subscription looks for one on the thread that subscribes.
     */
    <T> Flow.Publisher<T> publisher(Function<Place, Flow.Publisher<T>> start) {
        ThreadTransaction transaction = current();
        return translation.publisher(() -> {
            ThreadTransaction joined = transaction == null ? current() : transaction;
            return start.apply(joined == null ? new Place(client, null) : joined.place());
        });
    }

    private @Nullable ThreadTransaction current() {
        return pool == null ? null : ThreadTransaction.current(pool);
    }
}
