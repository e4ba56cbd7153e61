package io.github.asyncmysql;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Reads own writes, also where replicas answer: what was written through a session is seen by everything that is read through it
 * afterwards. It holds no connection, only the ids of the transactions that it has committed.
 *
 * <p>Statements of the session itself go to the primary. Those of {@link #replicas()}, and read-only transactions, may go to a
 * replica ({@link MySqlConfig#replicaReads()}), which first waits for what the session has to see, for at most {@link
 * MySqlConfig#replicaWait()}; then the primary answers.
 *
 * <p>Thread-safe. What was committed counts from the moment on that its future has completed.
 *
 * @see MySqlPool#causal()
 */
public interface CausalSession extends MySqlClient {

    /** Runs statements where replicas may answer them, none of which is behind this session. */
    MySqlClient replicas();

    /** Like {@link #withTransaction(TransactionOptions, Function)} with the server's own defaults. */
    default <T> CompletableFuture<T> withTransaction(
            Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        return withTransaction(TransactionOptions.DEFAULT, work);
    }

    /** Runs work in a transaction as {@link MySqlPool#withTransaction(TransactionOptions, Function)} does. */
    <T> CompletableFuture<T> withTransaction(
            TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work);

    /**
     * What the session has to see, as a short text of printable ASCII without white space, to go on in another session with
     * {@link MySqlPool#causal(String)}: in the next request of the same user, say. Empty where nothing was written.
     */
    String token();
}
