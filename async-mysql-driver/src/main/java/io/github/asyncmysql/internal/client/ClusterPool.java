package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.CausalSession;
import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState;
import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlTransaction;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.internal.client.HostCall.OfFuture.Wish;
import io.github.asyncmysql.internal.cluster.HostRouter;
import io.github.asyncmysql.internal.cluster.Standing;
import io.github.asyncmysql.internal.pool.PoolScheduler;
import io.github.asyncmysql.internal.value.ValueSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A pool for several hosts: an ordinary pool for each of them, and a router that leads to the one which takes writes.
 *
 * <p>Thread-safe.
 */
public final class ClusterPool extends HostPools implements Target, HostRouter.Owner<PoolClient> {

    private final List<HostAndPort> addresses;
    private final boolean replicaReads;
    private final Duration replicaWait;
    private final long queryTimeoutNanos;
    private final ValueSettings valueSettings;
    private final HostRouter<PoolClient> router;
    private final BooleanSupplier onEventLoop;
    private final Runnable onClosed;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new AnswerFuture<>();

    /**
     * @param config as the user has set it; the pools of the hosts get {@link #hostConfig}
     * @param onEventLoop whether the calling thread is one that must never wait
     * @param onClosed called once, when the pools of all hosts have ended after closing
     */
    public ClusterPool(
            PoolConfig config,
            MySqlConfig server,
            PoolScheduler scheduler,
            SplittableRandom random,
            BooleanSupplier onEventLoop,
            Runnable onClosed) {
        super(config);
        this.addresses = server.hosts();
        this.replicaReads = server.replicaReads();
        this.replicaWait = server.replicaWait();
        this.queryTimeoutNanos = server.queryTimeout().toNanos();
        this.valueSettings = ValueSettings.of(server);
        this.onEventLoop = onEventLoop;
        this.onClosed = onClosed;
        this.router = new HostRouter<>(
                addresses, scheduler, random, server.hostCheckInterval().toNanos(), this);
    }

    /** The settings for the pool of one host. */
    public PoolConfig hostConfig(HostAndPort address) {
        return HostEvents.hostConfig(config(), address, replicaReads, router::suspect);
    }

    /** Adds the next host; to be called once for each, in their order, before {@link #start}. */
    public void add(PoolClient host, HostProbe probe) {
        addHost(host, probe);
        router.add(host, probe);
    }

    /** Begins to look for the primary. */
    public void start() {
        router.start();
    }

    @Override
    public void dismissed(PoolClient host) {
        host.control().refuseWaiting();
    }

    @Override
    public int load(PoolClient host) {
        PoolStats stats = host.stats();
        return stats.inUse() + stats.waiting();
    }

    @Override
    public void reached(PoolClient host) {
        host.control().serverReachable();
    }

    @Override
    public boolean isClosed() {
        return closing.get();
    }

    @Override
    public PoolStats stats() {
        boolean down = router.primary() == null;
        return HostSums.stats(
                pools().stream().map(PoolClient::stats).toList(), router.waiting(), down, router.failure());
    }

    @Override
    public List<HostState> hosts() {
        List<HostState> states = new ArrayList<>();
        for (Standing now : router.standings()) {
            int host = states.size();
            PoolStats stats = pools().get(host).stats();
            states.add(new HostState(addresses.get(host), now.role(), now.reachable(), now.detail(), stats));
        }
        return List.copyOf(states);
    }

    @Override
    public @Nullable ServerInfo server() {
        PoolClient primary = router.primary();
        if (primary != null && primary.server() != null) {
            return primary.server();
        }
        return pools().stream()
                .map(PoolClient::server)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public SqlStatement sql(String sql) {
        return Statement.of(this, Objects.requireNonNull(sql, "sql"));
    }

    @Override
    public void start(Operation operation) {
        start(operation, false, null);
    }

    @Override
    public MySqlClient replicas() {
        return replicaReads ? new ReplicaReads(this) : this;
    }

    @Override
    public CausalSession causal(String token) {
        return new CausalReads(this, new CausalHistory(token, replicaWait), false);
    }

    /** As {@link HostCall.OfOperation} has it. */
    void start(Operation operation, boolean forReplicas, @Nullable CausalHistory history) {
        router.lead(new HostCall.OfOperation(router, operation, forReplicas, history));
    }

    boolean isReadingFromReplicas() {
        return replicaReads;
    }

    boolean isPrimary(PoolClient host) {
        return router.primary() == host;
    }

    @Override
    public long queryTimeoutNanos() {
        return queryTimeoutNanos;
    }

    @Override
    public ValueSettings valueSettings() {
        return valueSettings;
    }

    /** As {@link HostCall.OfFuture} has it. */
    <T> CompletableFuture<T> lead(
            Wish wish, BiFunction<PoolClient, Runnable, CompletableFuture<T>> attempt, Consumer<? super T> unwanted) {
        return new HostCall.OfFuture<T>(router, wish, attempt, unwanted).run();
    }

    @Override
    public <T> CompletableFuture<T> useConnection(ConnectionUse.Work<T> work) {
        return lead(
                Wish.PRIMARY,
                (host, begin) -> host.useConnection(use -> {
                    begin.run();
                    return work.start(use);
                }),
                result -> {});
    }

    @Override
    public CompletableFuture<MySqlConnection> acquire() {
        return lead(Wish.PRIMARY, (host, begin) -> host.acquire(), MySqlConnection::close);
    }

    @Override
    public Optional<MySqlConnection> tryAcquire() {
        PoolClient primary = router.primary();
        return primary == null ? Optional.empty() : primary.tryAcquire();
    }

    @Override
    public <T> CompletableFuture<T> withConnection(
            Function<? super MySqlConnection, ? extends CompletionStage<T>> work) {
        Objects.requireNonNull(work, "work");
        return lead(
                Wish.PRIMARY,
                (host, begin) -> host.withConnection(connection -> {
                    begin.run();
                    return work.apply(connection);
                }),
                result -> {});
    }

    @Override
    public <T> CompletableFuture<T> withTransaction(
            TransactionOptions options, Function<? super MySqlTransaction, ? extends CompletionStage<T>> work) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(work, "work");
        // Repeated from here, since by then another host may be the right one.
        TransactionOptions once = options.retry(null);
        return RepeatedTransaction.run(
                options,
                () -> lead(
                        options.readOnly() && replicaReads ? Wish.REPLICA : Wish.PRIMARY,
                        (host, begin) -> host.withTransaction(once, transaction -> {
                            begin.run();
                            return work.apply(transaction);
                        }),
                        result -> {}));
    }

    @Override
    public CompletableFuture<Void> ping() {
        // Whoever asks wants to hear that there is no primary, and not to wait for one.
        return lead(Wish.PRIMARY_NOW, (host, begin) -> host.ping(), nothing -> {});
    }

    @Override
    public CompletableFuture<Void> warmUp() {
        return lead(
                Wish.PRIMARY,
                (host, begin) -> {
                    pools().stream().filter(other -> other != host).forEach(PoolClient::warmUp);
                    return host.warmUp();
                },
                nothing -> {});
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        if (closing.compareAndSet(false, true)) {
            router.close();
            all(PoolClient::closeAsync).whenComplete((nothing, failure) -> end());
        }
        return ended.copy();
    }

    private void end() {
        PoolListener listener = config().listener();
        try {
            onClosed.run();
            if (listener != null) {
                listener.onPoolClosed();
            }
        } finally {
            ended.complete(null);
        }
    }

    @Override
    public void terminate() {
        pools().forEach(PoolClient::terminate);
        closeAsync();
    }

    @Override
    public void close() {
        PoolClosing.await(this, closeAsync(), onEventLoop);
    }

    @Override
    public String toString() {
        return "pool " + name() + " " + hosts();
    }
}
