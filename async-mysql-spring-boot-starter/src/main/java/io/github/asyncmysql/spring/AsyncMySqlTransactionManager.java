package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.TransactionOptions;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.SavepointManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.SmartTransactionObject;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Transactions for code that blocks, on platform or virtual threads: {@code @Transactional}, {@code TransactionTemplate}
 * and tests that roll back. Between begin and commit an {@link AsyncMySqlTemplate} on the same pool runs its statements in
 * the thread's transaction, and so do continuations that run inline when a future of that transaction completes.
 *
 * <pre>{@code
 * @Transactional
 * void transfer(long from, long to, BigDecimal amount) {
 *     mysql.update("update account set balance = balance - ? where id = ?", amount, from).join();
 *     mysql.update("update account set balance = balance + ? where id = ?", amount, to).join();
 * }
 * }</pre>
 *
 * <p>Begin, commit and roll back block the calling thread; on an event loop and in a callback of a template they are
 * refused. A commit waits for statements whose futures nobody has waited for; if one of them fails after the commit was
 * asked for, or has failed before while nobody looked at its future, everything is rolled back. Isolation, read-only, timeout and all propagations are supported, nested
 * transactions by savepoints. A transaction that does not block is
 * {@link AsyncMySqlOperations#inTransaction(TransactionOptions, java.util.function.Function)}.
 *
 * <p>Thread-safe, once it is set up.
 */
public class AsyncMySqlTransactionManager extends AbstractPlatformTransactionManager
        implements ResourceTransactionManager {

    private static final long serialVersionUID = 1L;

    private final transient MySqlPool pool;
    private final transient MySqlExceptionTranslator translator = new MySqlExceptionTranslator();
    private transient BooleanSupplier eventLoopCheck = () -> false;

    /** For transactions on connections of a pool, which stays the caller's to close. */
    public AsyncMySqlTransactionManager(MySqlPool pool) {
        this.pool = pool;
        setNestedTransactionAllowed(true);
    }

    /** Sets how to tell that the calling thread is an event loop, which must not block. */
    public void setEventLoopCheck(BooleanSupplier eventLoopCheck) {
        this.eventLoopCheck = eventLoopCheck;
    }

    /** The pool. */
    @Override
    public MySqlPool getResourceFactory() {
        return pool;
    }

    @Override
    protected Object doGetTransaction() {
        return new BoundTransaction(ThreadTransaction.current(pool));
    }

    @Override
    protected boolean isExistingTransaction(Object transaction) {
        ThreadTransaction current = ((BoundTransaction) transaction).transaction;
        return current != null && current.isActive();
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        if (Translation.isInCallback() || eventLoopCheck.getAsBoolean()) {
            throw new IllegalTransactionStateException(
                    "A transaction cannot be begun here, since that blocks: this is an event loop or a callback of a"
                            + " template. Use inTransaction of AsyncMySqlOperations, or move to another thread first");
        }
        TransactionOptions options = new TransactionOptions(
                SpringTransaction.isolation(definition.getIsolationLevel()), definition.isReadOnly());
        try {
            ThreadTransaction begun = ThreadTransaction.begin(pool, options);
            int timeout = determineTimeout(definition);
            if (timeout != TransactionDefinition.TIMEOUT_DEFAULT) {
                begun.setTimeoutInSeconds(timeout);
            }
            ((BoundTransaction) transaction).begun(begun);
            TransactionSynchronizationManager.bindResource(pool, begun);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new CannotCreateTransactionException("Interrupted while a transaction was begun", interruption);
        } catch (RuntimeException failure) {
            throw new CannotCreateTransactionException(
                    "Could not begin a transaction on pool '" + pool.name() + "'", translator.translate(failure));
        }
    }

    @Override
    protected Object doSuspend(Object transaction) {
        ((BoundTransaction) transaction).transaction = null;
        return TransactionSynchronizationManager.unbindResource(pool);
    }

    @Override
    protected void doResume(@Nullable Object transaction, Object suspendedResources) {
        TransactionSynchronizationManager.bindResource(pool, suspendedResources);
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        end("commit", ((BoundTransaction) status.getTransaction()).current()::commit);
    }

    @Override
    protected void doRollback(DefaultTransactionStatus status) {
        end("roll back", ((BoundTransaction) status.getTransaction()).current()::rollback);
    }

    @Override
    protected void doSetRollbackOnly(DefaultTransactionStatus status) {
        ((BoundTransaction) status.getTransaction()).current().setRollbackOnly();
    }

    @Override
    protected void doCleanupAfterCompletion(Object transaction) {
        BoundTransaction bound = (BoundTransaction) transaction;
        if (bound.isNew) {
            TransactionSynchronizationManager.unbindResource(pool);
            bound.current().clear();
        }
    }

    /** One end of a transaction. */
    @FunctionalInterface
    private interface Ending {

        void run() throws InterruptedException;
    }

    private void end(String what, Ending ending) {
        try {
            ending.run();
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new TransactionSystemException(
                    "Interrupted during the " + what + ", whose outcome is not known", interruption);
        } catch (TransactionException failure) {
            throw failure;
        } catch (RuntimeException failure) {
            throw translator.translate(failure) instanceof RuntimeException translated ? translated : failure;
        }
    }

    /** What Spring holds of a transaction: the thread's, and whether it was begun here. Confined to one thread. */
    private static final class BoundTransaction implements SmartTransactionObject, SavepointManager {

        private @Nullable ThreadTransaction transaction;
        private boolean isNew;

        /** A savepoint, and how many statements had failed before it was set. Immutable. */
        private record Savepoint(String name, int failures) {}

        BoundTransaction(@Nullable ThreadTransaction transaction) {
            this.transaction = transaction;
        }

        void begun(ThreadTransaction begun) {
            transaction = begun;
            isNew = true;
        }

        ThreadTransaction current() {
            ThreadTransaction current = transaction;
            if (current == null) {
                throw new IllegalTransactionStateException("No transaction is open");
            }
            return current;
        }

        @Override
        public boolean isRollbackOnly() {
            return transaction != null && transaction.isRollbackOnly();
        }

        @Override
        public Object createSavepoint() {
            ThreadTransaction current = current();
            if (current.isRollbackOnly()) {
                throw new NestedTransactionNotSupportedException(
                        "No savepoint can be set: the transaction is marked as to be rolled back");
            }
            Savepoint savepoint = new Savepoint("am_nested_" + current.nextSavepoint(), current.failures());
            execute("SAVEPOINT " + savepoint.name());
            return savepoint;
        }

        @Override
        public void rollbackToSavepoint(Object savepoint) {
            execute("ROLLBACK TO SAVEPOINT " + ((Savepoint) savepoint).name());
            current().forgetFailures(((Savepoint) savepoint).failures());
            current().resetRollbackOnly();
        }

        @Override
        public void releaseSavepoint(Object savepoint) {
            execute("RELEASE SAVEPOINT " + ((Savepoint) savepoint).name());
        }

        private void execute(String sql) {
            try {
                current().usable().sql(sql).update().join();
            } catch (CompletionException failure) {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                throw new TransactionSystemException("Failed: " + sql, cause);
            }
        }
    }
}
