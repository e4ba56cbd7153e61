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
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.internal.client.HostCall.OfFuture.Wish;
import io.github.asyncmysql.internal.cluster.HostRouter;
import io.github.asyncmysql.internal.cluster.ServiceRecords;
import io.github.asyncmysql.internal.connection.NameLookup;
import io.github.asyncmysql.internal.pool.PoolScheduler;
import io.github.asyncmysql.internal.value.ValueSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    private final MySqlConfig server;
    private final boolean replicaReads;
    private final ValueSettings valueSettings;
    private final PooledHost.Factory factory;
    private final HostRouter<PoolClient> router;
    private final BooleanSupplier onEventLoop;
    private final Runnable onClosed;
    private final CompletableFuture<Void> ended = new AnswerFuture<>();

    /**
     * @param config as the user has set it; the pools of the hosts get settings that are made of it
     * @param factory makes hosts
     * @param onEventLoop whether the calling thread is one that must never wait
     * @param onClosed called once, when the pools of all hosts have ended after closing
     */
    public ClusterPool(
            PoolConfig config,
            MySqlConfig server,
            PoolScheduler scheduler,
            PooledHost.Factory factory,
            BooleanSupplier onEventLoop,
            Runnable onClosed) {
        super(config);
        this.server = server;
        this.replicaReads = server.replicaReads();
        this.valueSettings = ValueSettings.of(server);
        this.factory = factory;
        this.onEventLoop = onEventLoop;
        this.onClosed = onClosed;
        this.router = new HostRouter<>(
                scheduler, new SplittableRandom(), server.hostCheckInterval().toNanos(), this);
    }

    private PoolConfig hostConfig(HostAndPort address) {
        return HostEvents.hostConfig(config(), address, replicaReads, router::suspect);
    }

    /** Begins to look for the primary among the hosts of the settings. */
    public void start() {
        hosts(server.hosts());
        router.start();
    }

    /** Begins to look for the primary among the hosts that the name in the settings stands for. */
    public void start(NameLookup names) {
        boolean authorityIsNamed = server.sslCa() != null || server.sslContext() != null;
        ServiceRecords records = new ServiceRecords(
                server.host(),
                server.sslMode() == SslMode.VERIFY_IDENTITY && !authorityIsNamed,
                new SplittableRandom().nextLong());
        router.watch(new ServiceDirectory(name(), names, records, this::hosts));
        router.start();
    }

    /** From now on these are the hosts, in the order in which they are preferred. To be called by one thread at a time. */
    private void hosts(List<HostAndPort> now) {
        PoolConfig seen = config();
        HostSet known = hostSet();
        List<PooledHost> made = new ArrayList<>();
        List<PooledHost> arranged = new ArrayList<>();
        List<PoolClient> left = null;
        try {
            for (HostAndPort address : now) {
                PooledHost host = known.find(address);
                if (host == null) {
                    host = factory.make(address, hostConfig(address));
                    made.add(host);
                }
                arranged.add(host);
            }
            left = install(arranged, seen, this::hostConfig);
        } finally {
            if (left == null) {
                made.forEach(PooledHost::discard);
            }
        }
        if (left != null) {
            made.forEach(host -> router.add(host.address(), host.client(), host.probe()));
            router.keep(now);
            made.forEach(host -> host.start().run());
            left.forEach(this::retire);
        }
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
    public PoolStats stats() {
        boolean down = router.primary() == null;
        return hostSet().stats(config(), isSuspended(), router.waiting(), down, router.failure());
    }

    @Override
    public List<HostState> hosts() {
        return router.standings().stream()
                .map(now -> new HostState(
                        now.address(),
                        now.role(),
                        now.reachable(),
                        now.detail(),
                        now.host().stats()))
                .toList();
    }

    @Override
    public @Nullable ServerInfo server() {
        PoolClient primary = router.primary();
        if (primary != null && primary.server() != null) {
            return primary.server();
        }
        return hostSet().current().stream()
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
        return new CausalReads(this, new CausalHistory(token, server.replicaWait()), false);
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
        return server.queryTimeout().toNanos();
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
        return transaction(options, work, PoolClient::withTransaction);
    }

    /** How a transaction runs on the host that it was led to. */
    @FunctionalInterface
    interface OnHost<T> {

        /** @param once its options, without those about repeating it */
        CompletableFuture<T> run(
                PoolClient host,
                TransactionOptions once,
                Function<? super MySqlTransaction, ? extends CompletionStage<T>> work);
    }

    /** Leads a transaction to a host. Repeated from here, since by then another host may be the right one. */
    <T> CompletableFuture<T> transaction(
            TransactionOptions options,
            Function<? super MySqlTransaction, ? extends CompletionStage<T>> work,
            OnHost<T> attempt) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(work, "work");
        TransactionOptions once = options.retry(null);
        return RepeatedTransaction.run(
                options,
                () -> lead(
                        readsFromReplicas(options) ? Wish.REPLICA : Wish.PRIMARY,
                        (host, begin) -> attempt.run(host, once, transaction -> {
                            begin.run();
                            return work.apply(transaction);
                        }),
                        result -> {}));
    }

    /** Whether a transaction may run on a replica. */
    boolean readsFromReplicas(TransactionOptions options) {
        return options.readOnly() && replicaReads;
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
                    hostSet().current().stream().filter(other -> other != host).forEach(PoolClient::warmUp);
                    return host.warmUp();
                },
                nothing -> {});
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        if (!beginToClose()) {
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
        closeAsync();
        hostSet().pools().forEach(PoolClient::terminate);
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
