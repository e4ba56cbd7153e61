package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.TransactionOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionDefinition;

/**
 * {@link AsyncMySqlOperations} inside of an open transaction. Thread-safe.
 *
 * @param transaction the transaction
 * @param template where transactions of their own run
 * @param translation translates failures
 */
record JoinedTransaction(MySqlTransaction transaction, AsyncMySqlTemplate template, Translation translation)
        implements AsyncMySqlOperations {

    @Override
    public StatementSpec sql(String sql) {
        return TemplateStatement.of(template.runnerOn(transaction), sql);
    }

    @Override
    public <T> CompletableFuture<T> inTransaction(
            TransactionOptions options, Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        if (options.retry() != null) {
            return CompletableFuture.failedFuture(new IllegalTransactionStateException(
                    "A part of a transaction cannot be repeated: a deadlock undoes all of it. Set retry in the options of"
                            + " the outermost inTransaction"));
        }
        if (!options.equals(TransactionOptions.DEFAULT)) {
            return CompletableFuture.failedFuture(new IllegalTransactionStateException(
                    "Isolation level and read-only cannot be changed inside of an open transaction"));
        }
        return nested(work);
    }

    @Override
    public <T> CompletableFuture<T> inTransaction(
            TransactionDefinition definition,
            Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return switch (definition.getPropagationBehavior()) {
            case TransactionDefinition.PROPAGATION_REQUIRED,
                    TransactionDefinition.PROPAGATION_SUPPORTS,
                    TransactionDefinition.PROPAGATION_MANDATORY -> SpringTransaction.limit(definition, join(work));
            case TransactionDefinition.PROPAGATION_NESTED -> SpringTransaction.limit(definition, nested(work));
            case TransactionDefinition.PROPAGATION_REQUIRES_NEW -> template.inNewTransaction(definition, work);
            default ->
                CompletableFuture.failedFuture(new IllegalTransactionStateException(
                        "A transaction is open, which the propagation does not allow"));
        };
    }

    @Override
    public <T> CompletableFuture<T> inConnection(
            Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return translation.future(() -> work.apply(this).toCompletableFuture(), value -> value);
    }

    private <T> CompletableFuture<T> nested(Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return translation.future(
                () -> transaction.<T>withSavepoint(
                        inner -> work.apply(new JoinedTransaction(inner, template, translation))),
                value -> value);
    }

    private <T> CompletableFuture<T> join(Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        CompletableFuture<T> joined = inConnection(work);
        joined.whenComplete((value, failure) -> {
            if (failure != null) {
                transaction.setRollbackOnly();
            }
        });
        return joined;
    }
}
