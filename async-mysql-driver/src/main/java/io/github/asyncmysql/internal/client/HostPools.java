package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.PoolTuning;
import io.github.asyncmysql.internal.pool.BriefLock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The pools of several hosts as one, for those who run it: what is done to one is done to all, also to those that come later.
 *
 * <p>Thread-safe.
 */
abstract class HostPools implements MySqlPool {

    /** Guards changes of what follows. */
    private final BriefLock changing = new BriefLock();
    /** Held while users change the settings. */
    private final ReentrantLock reconfiguring = new ReentrantLock();

    private volatile HostSet hosts = HostSet.NONE;
    private volatile PoolConfig config;
    private volatile boolean closing;
    private volatile @Nullable Suspension suspension;
    private volatile @Nullable Credentials credentials;

    /** @param config as the user has set it */
    HostPools(PoolConfig config) {
        this.config = config;
    }

    /** The hosts of this moment. */
    final HostSet hostSet() {
        return hosts;
    }

    /**
     * Takes these hosts in place of those that there are, and treats new ones as the others were treated.
     *
     * @param now in the order in which they are preferred
     * @param seen what {@link #config()} was when the new ones were made
     * @param settings makes the settings for the pool of a host
     * @return the hosts that are not there any more, to be {@link #retire retired}; {@code null} if nothing was changed,
     *     because the pool is being closed
     */
    final @Nullable List<PoolClient> install(
            List<PooledHost> now, PoolConfig seen, Function<HostAndPort, PoolConfig> settings) {
        HostSet before;
        List<PoolClient> left;
        changing.lock();
        try {
            if (closing) {
                return null;
            }
            before = hosts;
            left = before.hosts().stream()
                    .filter(host -> !now.contains(host))
                    .map(PooledHost::client)
                    .toList();
            hosts = before.with(now, left);
        } finally {
            changing.unlock();
        }
        // Whatever is done to all hosts from now on is done to these too.
        for (PooledHost host : now) {
            if (!before.hosts().contains(host)) {
                treatLikeOthers(host, config == seen ? null : settings.apply(host.address()));
            }
        }
        return left;
    }

    private void treatLikeOthers(PooledHost host, @Nullable PoolConfig changed) {
        Credentials rotated = credentials;
        Suspension current = suspension;
        if (changed != null) {
            host.client().reconfigure(changed);
        }
        if (rotated != null) {
            host.probe().credentials(rotated);
            host.client().rotateCredentials(rotated);
        }
        if (current != null) {
            host.client().suspend(current);
        }
    }

    /** Sends who waits elsewhere, closes idle connections now and borrowed ones when they come back. */
    final void retire(PoolClient left) {
        left.control().refuseWaiting();
        // Its limits are no part of the pool's any more; whoever was still on his way here is served.
        left.reconfigure(settings -> settings.minSize(0).maxSize(0));
        left.control()
                .evictAll(PoolListener.CloseReason.ADDRESS_CHANGED)
                .thenCompose(nothing -> left.closeAsync())
                .whenComplete((nothing, failure) -> ended(left));
    }

    private void ended(PoolClient left) {
        changing.lock();
        try {
            hosts = hosts.without(left, config);
        } finally {
            changing.unlock();
        }
    }

    /** From now on no host is taken any more; tells whether that was so before. */
    final boolean beginToClose() {
        changing.lock();
        try {
            boolean before = closing;
            closing = true;
            return before;
        } finally {
            changing.unlock();
        }
    }

    @Override
    public final boolean isClosed() {
        return closing;
    }

    final boolean isSuspended() {
        return suspension != null;
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
        return hosts.pools().stream().mapToInt(PoolClient::size).sum();
    }

    @Override
    public final int freeSize() {
        return hosts.pools().stream().mapToInt(PoolClient::freeSize).sum();
    }

    @Override
    public final PoolTotals totals() {
        return hosts.totals();
    }

    @Override
    public final List<ConnectionSnapshot> connections() {
        return hosts.pools().stream()
                .flatMap(host -> host.connections().stream())
                .toList();
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
        return hosts.pools().stream()
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
            hosts.current()
                    .forEach(host -> host.reconfigure(settings -> {
                        change.accept(settings);
                        settings.failWhileDown(true);
                    }));
        } finally {
            reconfiguring.unlock();
        }
    }

    // For each of these: first it is noted for hosts that come, then it is done to those that are there.

    @Override
    public final CompletableFuture<Void> rotateCredentials(Credentials credentials) {
        this.credentials = Objects.requireNonNull(credentials, "credentials");
        hosts.hosts().forEach(host -> host.probe().credentials(credentials));
        return all(host -> host.rotateCredentials(credentials));
    }

    @Override
    public final void suspend(Suspension callers) {
        suspension = Objects.requireNonNull(callers, "callers");
        hosts.current().forEach(host -> host.suspend(callers));
    }

    @Override
    public final void resume() {
        suspension = null;
        hosts.current().forEach(PoolClient::resume);
    }

    @Override
    public final int evictIf(Predicate<? super ConnectionSnapshot> condition) {
        return hosts.pools().stream().mapToInt(host -> host.evictIf(condition)).sum();
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
                CompletableFuture.allOf(hosts.pools().stream().map(change).toArray(CompletableFuture<?>[]::new)));
    }
}
