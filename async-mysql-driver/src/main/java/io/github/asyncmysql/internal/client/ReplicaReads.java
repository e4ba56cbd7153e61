package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.internal.value.ValueSettings;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Statements that replicas may answer.
 *
 * <p>Immutable.
 *
 * @param cluster the hosts
 */
record ReplicaReads(ClusterPool cluster) implements MySqlClient, Target {

    @Override
    public SqlStatement sql(String sql) {
        return Statement.of(this, Objects.requireNonNull(sql, "sql"));
    }

    @Override
    public void start(Operation operation) {
        cluster.start(operation, true, null);
    }

    // A batch changes something.
    @Override
    public <T> CompletableFuture<T> useConnection(ConnectionUse.Work<T> work) {
        return cluster.useConnection(work);
    }

    @Override
    public long queryTimeoutNanos() {
        return cluster.queryTimeoutNanos();
    }

    @Override
    public ValueSettings valueSettings() {
        return cluster.valueSettings();
    }
}
