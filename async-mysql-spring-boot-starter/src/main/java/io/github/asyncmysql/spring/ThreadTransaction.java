package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.TransactionOptions;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A transaction of {@link AsyncMySqlTransactionManager}, bound to the thread that began it and, for as long as a future of
 * one of its statements completes there, to the thread that completes it: continuations that run inline take part.
 *
 * <p>It counts its statements, so that it is not committed before the answers to all of them are in.
 *
 * <p>Beginning and ending are up to one thread at a time, everything else is thread-safe.
 */
final class ThreadTransaction extends ResourceHolderSupport {

    private final MySqlPool pool;
    private final MySqlTransaction transaction;
    private final CompletableFuture<Void> end;
    private final CompletableFuture<Void> ended;
    private final Object lock = new Object();
    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private int running;
    private boolean ending;
    private @Nullable Throwable lateFailure;
    private volatile boolean undoneByServer;
    private int savepoints;
    private final Deque<StatementFuture<?>> failed = new ConcurrentLinkedDeque<>();

    /** Stands for a roll back that was asked for. Immutable. */
    private static final class RollbackRequest extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RollbackRequest() {
            super("Roll back", null, true, false);
        }
    }

    private ThreadTransaction(
            MySqlPool pool, MySqlTransaction transaction, CompletableFuture<Void> end, CompletableFuture<Void> ended) {
        this.pool = pool;
        this.transaction = transaction;
        this.end = end;
        this.ended = ended;
        setSynchronizedWithTransaction(true);
    }

    /** The transaction of the calling thread, {@code null} if there is none. */
    static @Nullable ThreadTransaction current(MySqlPool pool) {
        return (ThreadTransaction) TransactionSynchronizationManager.getResource(pool);
    }

    /**
     * Begins a transaction and blocks until it has begun.
     *
     * @throws RuntimeException the driver's failure
     * @throws InterruptedException if the thread was interrupted; then nothing stays open
     */
    static ThreadTransaction begin(MySqlPool pool, TransactionOptions options) throws InterruptedException {
        CompletableFuture<MySqlTransaction> begun = new CompletableFuture<>();
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<Void> ended = pool.withTransaction(options, transaction -> {
            transaction.begun().whenComplete((nothing, refusal) -> {
                if (refusal == null) {
                    begun.complete(transaction);
                } else {
                    end.completeExceptionally(refusal);
                }
            });
            return end;
        });
        ended.whenComplete((nothing, failure) -> begun.completeExceptionally(
                failure == null ? new IllegalStateException("The transaction ended before it began") : failure));
        try {
            return new ThreadTransaction(pool, await(begun), end, ended);
        } catch (InterruptedException interruption) {
            ended.cancel(true);
            throw interruption;
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause();
            if (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new TransactionSystemException("The transaction failed", cause == null ? failure : cause);
        }
    }

    /** Whether it has not been committed or rolled back yet. */
    boolean isActive() {
        return !end.isDone();
    }

    /**
     * The driver's transaction, to start the next statement in.
     *
     * @throws IllegalTransactionStateException if the server has undone the transaction, since the statement would commit
     *     by itself
     */
    MySqlTransaction usable() {
        if (undoneByServer) {
            throw new IllegalTransactionStateException(
                    "The server has rolled back the whole transaction after a deadlock; nothing more can be done in it");
        }
        return transaction;
    }

    /**
     * The time that is left, {@code null} for no limit.
     *
     * @throws org.springframework.transaction.TransactionTimedOutException if there is none left
     */
    @Nullable
    Duration remaining() {
        return hasTimeout() ? Duration.ofMillis(Math.max(1, getTimeToLiveInMillis())) : null;
    }

    /** The number of the next savepoint, from 1. For the thread of the transaction. */
    int nextSavepoint() {
        savepoints++;
        return savepoints;
    }

    /** Like {@link Translation#future}, for something that is part of this transaction. */
    <S, T> CompletableFuture<T> run(
            Translation translation,
            Supplier<CompletableFuture<S>> start,
            Function<? super S, ? extends T> map,
            Translation.Surrounding surrounding) {
        synchronized (lock) {
            running++;
        }
        CompletableFuture<T> running = translation.future(
                start,
                map,
                (failure, completion) -> complete(failure, () -> surrounding.complete(failure, completion)));
        StatementFuture<T> result = new StatementFuture<>(running);
        running.whenComplete((value, failure) -> {
            if (failure != null) {
                failed.add(result);
            }
        });
        return result;
    }

    private void complete(@Nullable Throwable failure, Runnable completion) {
        if (failure != null) {
            noteFailure(failure);
        }
        Object before = TransactionSynchronizationManager.unbindResourceIfPossible(pool);
        TransactionSynchronizationManager.bindResource(pool, this);
        try {
            completion.run();
        } finally {
            TransactionSynchronizationManager.unbindResourceIfPossible(pool);
            if (before != null) {
                TransactionSynchronizationManager.bindResource(pool, before);
            }
            completed();
        }
    }

    private void noteFailure(Throwable failure) {
        if (failure.getCause() instanceof MySqlServerException server && server.isDeadlock()) {
            undoneByServer = true;
            setRollbackOnly();
        }
        synchronized (lock) {
            if (ending && lateFailure == null) {
                lateFailure = failure;
            }
        }
    }

    private void completed() {
        boolean last;
        synchronized (lock) {
            running--;
            last = running == 0 && ending;
        }
        if (last) {
            quiet.complete(null);
        }
    }

    /**
     * Waits for the statements that are still running, commits, and blocks until that was acknowledged.
     *
     * @throws UnexpectedRollbackException if one of those statements failed, or one before whose future nobody has looked at;
     *     everything was rolled back
     * @throws RuntimeException the driver's failure
     */
    void commit() throws InterruptedException {
        try {
            awaitStatements();
        } catch (InterruptedException interruption) {
            end.completeExceptionally(new RollbackRequest());
            throw interruption;
        }
        Throwable failure;
        synchronized (lock) {
            failure = lateFailure;
        }
        if (failure == null) {
            failure = unnoticedFailure();
        }
        if (failure != null) {
            rollback();
            throw new UnexpectedRollbackException(
                    "The transaction was rolled back: a statement whose future was not waited for has failed", failure);
        }
        if (undoneByServer) {
            rollback();
            throw new UnexpectedRollbackException("The server has rolled back the transaction after a deadlock");
        }
        end.complete(null);
        await(ended);
    }

    /** How many statements have failed so far, for {@link #forgetFailures}. */
    int failures() {
        return failed.size();
    }

    /** All failures but the first ones belong to a part that was undone: nobody needs to know of them. */
    void forgetFailures(int first) {
        while (failed.size() > first) {
            failed.removeLast();
        }
    }

    private @Nullable Throwable unnoticedFailure() {
        for (StatementFuture<?> future : failed) {
            if (future.hasFailedUnnoticed()) {
                return future.handle((value, failure) -> failure).join();
            }
        }
        return null;
    }

    private void awaitStatements() throws InterruptedException {
        synchronized (lock) {
            ending = true;
            if (running == 0) {
                quiet.complete(null);
            }
        }
        await(quiet);
    }

    /** Rolls back and blocks until that was acknowledged; does nothing if the transaction has ended. */
    void rollback() throws InterruptedException {
        RollbackRequest request = new RollbackRequest();
        if (!end.completeExceptionally(request)) {
            return;
        }
        try {
            await(ended);
        } catch (RollbackRequest expected) {
            for (Throwable failure : expected.getSuppressed()) {
                throw new TransactionSystemException(
                        "The roll back failed; the connection is given up, which rolls back too", failure);
            }
        }
    }
}
