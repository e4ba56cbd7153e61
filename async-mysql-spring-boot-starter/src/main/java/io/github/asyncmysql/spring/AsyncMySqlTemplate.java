package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.TransactionOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.transaction.TransactionDefinition;

/**
 * {@link AsyncMySqlOperations} on a pool: every statement and every transaction borrows a connection for just as long as
 * it runs. On a thread in which {@link AsyncMySqlTransactionManager} has begun a transaction on the same pool everything
 * runs in that transaction. Thread-safe.
 */
public class AsyncMySqlTemplate implements AsyncMySqlOperations {

    private final MySqlPool pool;
    private final Translation translation;
    private final StatementRunner runner;

    /** A template on a pool, which stays the caller's to close. */
    public AsyncMySqlTemplate(MySqlPool pool) {
        this(pool, StatementListener.NONE);
    }

    /**
     * A template whose statements are observed.
     *
     * @param pool stays the caller's to close
     * @param listener hears of each statement, of those in transactions and on connections too
     */
    public AsyncMySqlTemplate(MySqlPool pool, StatementListener listener) {
        this(pool, listener, DefaultConversionService.getSharedInstance());
    }

    /**
     * A template with conversions of its own.
     *
     * @param pool stays the caller's to close
     * @param listener hears of each statement, of those in transactions and on connections too
     * @param conversions asked for types that the driver does not read itself, see
     *     {@link StatementSpec#query(Class)}
     */
    public AsyncMySqlTemplate(MySqlPool pool, StatementListener listener, ConversionService conversions) {
        this.pool = pool;
        this.translation = new Translation(new MySqlExceptionTranslator());
        this.runner = new StatementRunner(
                pool, pool, translation, GuardedStatementListener.of(listener), new RowMapping(conversions));
    }

    private AsyncMySqlTemplate(MySqlPool pool, Translation translation, StatementRunner runner) {
        this.pool = pool;
        this.translation = translation;
        this.runner = runner;
    }

    @Override
    public AsyncMySqlOperations replicas() {
        return new AsyncMySqlTemplate(pool, translation, runner.with(pool.replicas()));
    }

    /** The pool, for what the template has no words for. */
    public MySqlPool pool() {
        return pool;
    }

    @Override
    public StatementSpec sql(String sql) {
        return TemplateStatement.of(runner, sql);
    }

    @Override
    public <T> CompletableFuture<T> inTransaction(
            TransactionOptions options, Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return join(joined -> joined.inTransaction(options, work), () -> transaction(options, work));
    }

    @Override
    public <T> CompletableFuture<T> inTransaction(
            TransactionDefinition definition,
            Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return join(joined -> joined.inTransaction(definition, work), () -> inNewTransaction(definition, work));
    }

    @Override
    public <T> CompletableFuture<T> inConnection(
            Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return join(
                joined -> joined.inConnection(work),
                () -> translation.future(
                        () -> pool.<T>withConnection(
                                connection -> work.apply(new ConnectionOperations(connection, this, translation))),
                        value -> value));
    }

    /** Starts statements on a client that is a session of its own. */
    StatementRunner runnerOn(MySqlClient client) {
        return runner.on(client);
    }

    /** Like {@link #inTransaction(TransactionDefinition, Function)}, whatever transaction the thread may be in. */
    <T> CompletableFuture<T> inNewTransaction(
            TransactionDefinition definition,
            Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return SpringTransaction.start(definition, options -> transaction(options, work));
    }

    private <T> CompletableFuture<T> join(
            Function<AsyncMySqlOperations, CompletableFuture<T>> inTransaction,
            Supplier<CompletableFuture<T>> outside) {
        ThreadTransaction current = ThreadTransaction.current(pool);
        if (current == null) {
            return outside.get();
        }
        return current.run(
                translation,
                () -> {
                    current.remaining();
                    return inTransaction.apply(new JoinedTransaction(current.usable(), this, translation));
                },
                value -> value,
                (failure, completion) -> completion.run());
    }

    private <T> CompletableFuture<T> transaction(
            TransactionOptions options, Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return translation.future(
                () -> pool.<T>withTransaction(
                        options, transaction -> work.apply(new JoinedTransaction(transaction, this, translation))),
                value -> value);
    }
}
