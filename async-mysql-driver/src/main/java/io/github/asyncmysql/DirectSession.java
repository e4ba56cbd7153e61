package io.github.asyncmysql;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Where everything goes to one server, it sees what was written there without further ado.
 *
 * @param pool leads there
 * @param token what it has come with, to be passed on
 */
record DirectSession(MySqlPool pool, String token) implements CausalSession {

    @Override
    public SqlStatement sql(String sql) {
        return pool.sql(sql);
    }

    @Override
    public MySqlClient replicas() {
        return pool;
    }

    @Override
    public <T> CompletableFuture<T> withTransaction(
            TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        return pool.withTransaction(options, work);
    }
}
