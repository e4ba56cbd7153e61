package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.PoolTuning;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The pools of several hosts as one, for those who run it: what is done to one is done to all.
 *
 * <p>Thread-safe, once all hosts have been added.
 */
abstract class HostPools implements MySqlPool {

    private final List<PoolClient> hosts = new ArrayList<>();
    private final List<HostProbe> probes = new ArrayList<>();
    private final ReentrantLock reconfiguring = new ReentrantLock();
    private volatile PoolConfig config;

    /** @param config as the user has set it */
    HostPools(PoolConfig config) {
        this.config = config;
    }

    final void addHost(PoolClient host, HostProbe probe) {
        hosts.add(host);
        probes.add(probe);
    }

    /** In the order of their addresses. */
    final List<PoolClient> pools() {
        return hosts;
    }

    @Override
    public final String name() {
        return config.name();
    }

    @Override
    public final int minSize() {
        return config.minSize();
    }

    @Override
    public final int maxSize() {
        return config.maxSize();
    }

    @Override
    public final int size() {
        return hosts.stream().mapToInt(PoolClient::size).sum();
    }

    @Override
    public final int freeSize() {
        return hosts.stream().mapToInt(PoolClient::freeSize).sum();
    }

    @Override
    public final PoolTotals totals() {
        return HostSums.totals(hosts.stream().map(PoolClient::totals).toList());
    }

    @Override
    public final List<ConnectionSnapshot> connections() {
        return hosts.stream().flatMap(host -> host.connections().stream()).toList();
    }

    @Override
    public final PoolConfig config() {
        return config;
    }

    @Override
    public final void release(MySqlConnection connection) {
        lender(connection).release(connection);
    }

    @Override
    public final void detach(MySqlConnection connection) {
        lender(connection).detach(connection);
    }

    @Override
    public final void evict(MySqlConnection connection) {
        lender(connection).evict(connection);
    }

    private PoolClient lender(MySqlConnection connection) {
        return hosts.stream()
                .filter(host -> host.isLender(connection))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("connection is not from pool " + name()));
    }

    @Override
    public final void reconfigure(Consumer<? super PoolTuning> change) {
        Objects.requireNonNull(change, "change");
        reconfiguring.lock();
        try {
            PoolConfig.Builder builder = config.toBuilder();
            change.accept(builder);
            config = builder.build();
            hosts.forEach(host -> host.reconfigure(settings -> {
                change.accept(settings);
                settings.failWhileDown(true);
            }));
        } finally {
            reconfiguring.unlock();
        }
    }

    @Override
    public final CompletableFuture<Void> rotateCredentials(Credentials credentials) {
        Objects.requireNonNull(credentials, "credentials");
        probes.forEach(probe -> probe.credentials(credentials));
        return all(host -> host.rotateCredentials(credentials));
    }

    @Override
    public final void suspend(Suspension callers) {
        hosts.forEach(host -> host.suspend(callers));
    }

    @Override
    public final void resume() {
        hosts.forEach(PoolClient::resume);
    }

    @Override
    public final int evictIf(Predicate<? super ConnectionSnapshot> condition) {
        return hosts.stream().mapToInt(host -> host.evictIf(condition)).sum();
    }

    @Override
    public final CompletableFuture<Void> evictAll() {
        return all(PoolClient::evictAll);
    }

    @Override
    public final CompletableFuture<Void> clear() {
        return all(PoolClient::clear);
    }

    final CompletableFuture<Void> all(Function<PoolClient, CompletableFuture<Void>> change) {
        return AnswerFuture.of(
                CompletableFuture.allOf(hosts.stream().map(change).toArray(CompletableFuture<?>[]::new)));
    }
}
