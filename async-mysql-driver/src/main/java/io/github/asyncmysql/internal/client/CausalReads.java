package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.CausalSession;
import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.internal.value.ValueSettings;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A causal session on several hosts.
 *
 * <p>Thread-safe.
 *
 * @param cluster the hosts
 * @param history what it has committed
 * @param forReplicas whether its statements may be answered by replicas
 */
record CausalReads(ClusterPool cluster, CausalHistory history, boolean forReplicas) implements CausalSession, Target {

    @Override
    public SqlStatement sql(String sql) {
        return Statement.of(this, Objects.requireNonNull(sql, "sql"));
    }

    @Override
    public MySqlClient replicas() {
        return new CausalReads(cluster, history, cluster.isReadingFromReplicas());
    }

    @Override
    public String token() {
        return history.token();
    }

    @Override
    public void start(Operation operation) {
        // Rows of a stream are gone before it is known whether they were the right ones.
        cluster.start(operation, forReplicas && !operation.isStream(), history);
    }

    @Override
    public <T> CompletableFuture<T> useConnection(ConnectionUse.Work<T> work) {
        return cluster.useConnection(use -> {
            CausalHistory.Watch watch = history.watch(use.connection());
            CompletableFuture<T> running = work.start(use);
            running.whenComplete((result, failure) -> watch.end());
            return running;
        });
    }

    @Override
    public <T> CompletableFuture<T> withTransaction(
            TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        return cluster.transaction(
                options,
                work,
                (host, once, begun) -> host.withConnection(connection -> transaction(
                        connection, cluster.readsFromReplicas(once) && !cluster.isPrimary(host), once, begun)));
    }

    private <T> CompletableFuture<T> transaction(
            MySqlConnection connection,
            boolean onReplica,
            TransactionOptions options,
            Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        String waiting = onReplica ? history.waiting() : null;
        if (waiting != null) {
            return connection
                    .sql(waiting)
                    .timeout(ReplicaWait.limit(history.patience()))
                    .query(String.class)
                    .single()
                    .exceptionally(failure -> "")
                    .thenCompose(answer -> ReplicaWait.isSuccess(answer)
                            ? connection.withTransaction(options, work)
                            : CompletableFuture.failedFuture(new ReplicaWait.BehindException()));
        }
        CausalHistory.Watch watch = history.watch(((Lease) connection).connection());
        CompletableFuture<T> running = connection.withTransaction(options, work);
        running.whenComplete((result, failure) -> watch.end());
        return running;
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
