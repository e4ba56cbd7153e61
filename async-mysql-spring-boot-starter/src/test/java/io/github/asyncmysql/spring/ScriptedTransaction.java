package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.SqlStatement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A transaction of {@link ScriptedPool}. Confined to one thread at a time. */
final class ScriptedTransaction implements MySqlTransaction {

    private final ScriptedPool pool;
    private boolean rollbackOnly;

    ScriptedTransaction(ScriptedPool pool) {
        this.pool = pool;
    }

    @Override
    public SqlStatement sql(String sql) {
        return new ScriptedStatement(pool, sql, List.of(), null);
    }

    @Override
    public long connectionId() {
        return 1;
    }

    @Override
    public CompletableFuture<Void> begun() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public <T> CompletableFuture<T> withSavepoint(
            Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        pool.events.add("savepoint");
        return work.apply(this).toCompletableFuture().whenComplete((value, failure) -> {
            if (failure != null) {
                pool.events.add("rollback to savepoint");
            }
        });
    }

    @Override
    public void setRollbackOnly() {
        rollbackOnly = true;
    }

    @Override
    public boolean isRollbackOnly() {
        return rollbackOnly;
    }
}
