package io.github.asyncmysql.spring;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.TransactionOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A connection of {@link ScriptedPool}. Confined to one thread at a time. */
record ScriptedConnection(ScriptedPool pool) implements MySqlConnection {

    @Override
    public SqlStatement sql(String sql) {
        return new ScriptedStatement(pool, sql, List.of(), null);
    }

    @Override
    public long connectionId() {
        return 1;
    }

    @Override
    public ServerInfo server() {
        return pool.server();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean inTransaction() {
        return false;
    }

    @Override
    public CompletableFuture<Void> ping() {
        return pool.pong();
    }

    @Override
    public CompletableFuture<String> statistics() {
        return pool.pong().thenApply(pong -> "Uptime: 7");
    }

    @Override
    public CompletableFuture<Void> changeUser(Credentials credentials, @Nullable String database) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("changeUser"));
    }

    @Override
    public <T> CompletableFuture<T> withTransaction(
            TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        return pool.withTransaction(options, work);
    }

    @Override
    public void close() {
        pool.events.add("release");
    }
}
