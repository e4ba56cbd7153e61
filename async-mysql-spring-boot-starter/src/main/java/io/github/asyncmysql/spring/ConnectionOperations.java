package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.TransactionOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.springframework.transaction.TransactionDefinition;

/**
 * {@link AsyncMySqlOperations} on one borrowed connection. Thread-safe.
 *
 * @param connection the connection
 * @param template where transactions of their own run
 * @param translation translates failures
 */
record ConnectionOperations(MySqlConnection connection, AsyncMySqlTemplate template, Translation translation)
        implements AsyncMySqlOperations {

    @Override
    public StatementSpec sql(String sql) {
        return TemplateStatement.of(template.runnerOn(connection), sql);
    }

    @Override
    public <T> CompletableFuture<T> inTransaction(
            TransactionOptions options, Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return translation.future(
                () -> connection.<T>withTransaction(
                        options, transaction -> work.apply(new JoinedTransaction(transaction, template, translation))),
                value -> value);
    }

    @Override
    public <T> CompletableFuture<T> inTransaction(
            TransactionDefinition definition,
            Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return SpringTransaction.start(definition, options -> inTransaction(options, work));
    }

    @Override
    public <T> CompletableFuture<T> inConnection(
            Function<? super AsyncMySqlOperations, ? extends CompletionStage<T>> work) {
        return translation.future(() -> work.apply(this).toCompletableFuture(), value -> value);
    }
}
