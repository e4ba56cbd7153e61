package io.github.asyncmysql;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A transaction, valid until the stage returned by the work has completed. Statements started later fail with a
 * {@link MySqlConnectionException} whose outcome is {@link Outcome#NOT_SENT}.
 *
 * <p>Thread-safe.
 */
public interface MySqlTransaction extends MySqlClient {

    /** The server's id of the session in which the transaction runs. */
    long connectionId();

    /**
     * Completes once the server has begun the transaction, or has set the savepoint. Nobody needs to wait for it: statements
     * do so by themselves. It is for work that does something else first, and must not do it in vain.
     *
     * @return fails as the transaction will, if it cannot be begun
     */
    CompletableFuture<Void> begun();

    /**
     * Runs {@code work} behind a savepoint: if it fails, only what was done since the savepoint is rolled back and the
     * outer transaction goes on.
     *
     * @return the work's result or failure. If rolling back to the savepoint fails, the outer transaction can only be
     *     rolled back.
     */
    <T> CompletableFuture<T> withSavepoint(Function<? super MySqlTransaction, ? extends CompletionStage<T>> work);

    /**
     * What the server noted while it ran the last statement that was started here: the texts behind
     * {@link UpdateResult#warnings()}. It need not be awaited before; the two travel together. A statement in between
     * forgets the warnings of the one before.
     *
     * @return unmodifiable, empty if there are none; at most {@code @@max_error_count} of them
     */
    default CompletableFuture<List<ServerWarning>> warnings() {
        return sql(ServerWarning.QUERY)
                .<ServerWarning>query(ServerWarning::read)
                .list();
    }

    /** Makes the transaction roll back although the work succeeds. */
    void setRollbackOnly();

    /** Whether the transaction can only be rolled back. */
    boolean isRollbackOnly();
}
