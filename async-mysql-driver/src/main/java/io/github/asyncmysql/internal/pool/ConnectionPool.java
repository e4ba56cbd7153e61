package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.internal.pool.Effects.Effect;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lends resources. {@link PoolState} decides under the one lock, which is never held while anything outside of this room
 * runs; here is done what it decided.
 *
 * <p>Thread-safe; no method blocks. Calls of borrowers may come back to the pool as deep as they like: beyond a few levels
 * their effects are left to the outermost call on the same thread.
 *
 * @param <R> the kind of resource
 */
public final class ConnectionPool<R extends PooledResource> {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);
    private static final int NESTING = 16;

    private final PoolConfig config;
    private final PoolScheduler scheduler;
    private final GuardedListener listener;
    private final Opener<R> opener;
    private final long origin;
    private final PoolState<R> state;
    private final ReentrantLock lock = new ReentrantLock();
    private final ThreadLocal<Effects<R>> effectsOfThread = ThreadLocal.withInitial(Effects::new);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Runnable tick = this::tick;
    private volatile boolean closing;
    private @Nullable Cancellable timer;

    /**
     * A pool that opens nothing before {@link #start} or the first {@link #acquire}.
     *
     * @param random shortens life times and pauses, so that not everything happens at once; used under the lock only
     * @param permanent tells the failures to connect that trying again cannot help; those who wait hear of them at once
     */
    public ConnectionPool(
            PoolConfig config,
            ResourceFactory<R> factory,
            PoolScheduler scheduler,
            RandomGenerator random,
            Predicate<MySqlException> permanent) {
        this.config = config;
        this.scheduler = scheduler;
        this.listener = new GuardedListener(config.listener());
        this.opener = new Opener<>(factory, permanent, lock, new Events());
        this.origin = scheduler.nanoTime();
        this.state = new PoolState<>(config, random, this::finish);
    }

    /** Begins to open the minimal number of resources in the background. */
    public void start() {
        change((now, effects) -> state.start(now, effects));
    }

    /**
     * Asks for a resource. If one is idle, the borrower has it before this method returns (unless the call is nested very
     * deeply in those of other borrowers).
     *
     * @throws IllegalStateException if the borrower has been used before
     */
    public void acquire(Borrower<R> borrower) {
        Effects<R> effects = effectsOfThread.get();
        R resource;
        lock.lock();
        try {
            resource = state.acquire(borrower, now(), effects);
        } finally {
            lock.unlock();
        }
        if (resource != null) {
            if (effects.isEmpty() && effects.depth < NESTING) {
                effects.depth++;
                try {
                    deliver(borrower, resource, 0);
                } finally {
                    effects.depth--;
                }
            } else {
                effects.deliver(borrower, resource, 0);
            }
        }
        perform(effects);
    }

    /** Lends an idle resource, even one that has not been heard of for long; {@code null} if there is none right now. */
    public @Nullable R tryAcquireIdle() {
        R resource;
        lock.lock();
        try {
            resource = closing ? null : state.tryAcquire(now());
        } finally {
            lock.unlock();
        }
        if (resource != null) {
            listener.onAcquired(0);
        }
        return resource;
    }

    /** Gives up a borrower's place in the queue. {@code true} if he was waiting, and hears nothing any more. */
    public boolean cancel(Borrower<R> borrower) {
        lock.lock();
        try {
            return state.cancel(borrower);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes back what is lent, on behalf of whoever has it now. Does nothing if it is not lent; a borrower that may give
     * it back twice uses {@link #release(PooledResource, int)}.
     */
    public void release(R resource) {
        release(resource, resource.lease());
    }

    /**
     * Takes a resource back. Does nothing if that lease is over, even when somebody else has the resource now.
     *
     * @param lease {@link PooledResource#lease()} as the borrower read it when he got the resource
     * @throws IllegalArgumentException if the resource is not from this pool
     */
    public void release(R resource, int lease) {
        if (resource.pool != this) {
            throw new IllegalArgumentException("the connection is not from pool " + config.name());
        }
        if (!resource.endLease(lease)) {
            return;
        }
        Cleanliness cleanliness = recycle(resource);
        Effects<R> effects = effectsOfThread.get();
        long used;
        lock.lock();
        try {
            used = state.release(resource, cleanliness, now(), effects);
        } finally {
            lock.unlock();
        }
        listener.onReleased(used);
        perform(effects);
    }

    /** Ends the pause after failed attempts to connect, because somebody else has just reached the server. */
    public void serverReachable() {
        change((now, effects) -> state.serverReachable(now, effects));
    }

    /** The resource has ended by itself; the same as {@link ConnectCallback#lost}. */
    public void lost(R resource) {
        change((now, effects) -> state.lost(resource, now, effects));
    }

    /** Never lends that resource again: closes it now if it is idle, else when it is given back. */
    public void evict(R resource, CloseReason reason) {
        change((now, effects) -> state.evict(resource, reason, now, effects));
    }

    /** The numbers of this moment. */
    public PoolStats stats() {
        lock.lock();
        try {
            return state.stats();
        } finally {
            lock.unlock();
        }
    }

    /** Resources that are open or being opened, without those that are closing. */
    public int size() {
        return stats().size();
    }

    /** Resources that can be lent now. */
    public int freeSize() {
        return stats().idle();
    }

    /** Whether closing has begun. */
    public boolean isClosed() {
        return closing;
    }

    /** Closes all that are idle now; completes when they have ended. */
    public CompletableFuture<Void> clear() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        change((now, effects) -> state.clear(() -> done.complete(null), now, effects));
        return done;
    }

    /**
     * Lends no more, refuses who waits, closes what is idle now and what is lent when it comes back; cuts what is left
     * after {@link PoolConfig#closeTimeout()}. Completes when everything has ended.
     */
    public CompletableFuture<Void> closeAsync() {
        closing = true;
        change((now, effects) -> state.close(now, effects));
        return closed.copy();
    }

    /** Closes the pool and cuts everything now, what is lent too. */
    public void terminate() {
        closing = true;
        change((now, effects) -> state.terminate(now, effects));
    }

    private void tick() {
        change((now, effects) -> state.tick(now, effects));
    }

    private void change(Change<R> change) {
        Effects<R> effects = effectsOfThread.get();
        lock.lock();
        try {
            change.apply(now(), effects);
        } finally {
            lock.unlock();
        }
        perform(effects);
    }

    private long now() {
        return scheduler.nanoTime() - origin;
    }

    private Cleanliness recycle(R resource) {
        if (closing || resource.doomed != null || !resource.isOpen()) {
            return Cleanliness.DIRTY;
        }
        try {
            return resource.recycle(resource.cleaned) ? Cleanliness.CLEAN : Cleanliness.PENDING;
        } catch (Throwable e) {
            LOG.warn("Pool {}: a connection cannot be cleaned and is closed", config.name(), e);
            return Cleanliness.DIRTY;
        }
    }

    private void perform(Effects<R> effects) {
        if (effects.depth >= NESTING) {
            return;
        }
        for (Effect<R> effect = effects.poll(); effect != null; effect = effects.poll()) {
            effects.depth++;
            try {
                perform(effect);
            } catch (Throwable e) {
                LOG.error("Pool {}: {} has failed", config.name(), effect.kind, e);
            } finally {
                effects.depth--;
                effects.reuse(effect);
            }
        }
    }

    private void perform(Effect<R> effect) {
        switch (effect.kind) {
            case DELIVER -> deliver(borrower(effect), resource(effect), effect.nanos);
            case REFUSE -> refuse(borrower(effect), (Refusal) detail(effect), effect.nanos);
            case FAIL -> borrower(effect).acquireFailed((MySqlException) detail(effect));
            case CONNECT -> opener.connect((ConnectAttempt) detail(effect));
            case GIVE_UP -> opener.giveUp((ConnectAttempt) detail(effect));
            case VALIDATE -> validate(resource(effect));
            case CLOSE -> resource(effect).closeGracefully();
            case ABORT -> resource(effect).abort();
            case CREATED -> listener.onCreated(effect.nanos);
            case CREATE_FAILED -> createFailed((Throwable) detail(effect), effect.nanos);
            case CLOSED -> listener.onClosed((CloseReason) detail(effect));
            case ARM -> arm(effect.nanos);
            case RUN -> ((Runnable) detail(effect)).run();
        }
    }

    private void deliver(Borrower<R> borrower, R resource, long waited) {
        int lease = resource.lease();
        listener.onAcquired(waited);
        try {
            borrower.acquired(resource);
        } catch (Throwable e) {
            LOG.error("Pool {}: a borrower has failed, its connection goes back", config.name(), e);
            release(resource, lease);
        }
    }

    private void refuse(Borrower<R> borrower, Refusal refusal, long waited) {
        MySqlPoolException failure = refusal.toException(config);
        listener.onAcquireFailed(waited, failure);
        borrower.acquireFailed(failure);
    }

    private void createFailed(Throwable failure, long took) {
        LOG.debug("Pool {}: cannot connect", config.name(), failure);
        listener.onCreateFailed(took, failure);
    }

    private void validate(R resource) {
        try {
            resource.validate(resource.validated);
        } catch (Throwable e) {
            LOG.warn("Pool {}: a connection cannot be validated and is closed", config.name(), e);
            resource.validated.done(false);
        }
    }

    private void arm(long at) {
        Cancellable armed = scheduler.schedule(tick, Math.max(0, at - now()));
        Cancellable superseded = armed;
        lock.lock();
        try {
            // Another thread may have armed an earlier one meanwhile; the one for the current due time stays.
            if (state.armedAt() == at) {
                superseded = timer;
                timer = armed;
            }
        } finally {
            lock.unlock();
        }
        if (superseded != null) {
            superseded.cancel();
        }
    }

    private void finish() {
        Cancellable last;
        lock.lock();
        try {
            last = timer;
            timer = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.cancel();
        }
        closed.complete(null);
    }

    private Borrower<R> borrower(Effect<R> effect) {
        return Objects.requireNonNull(effect.borrower);
    }

    private R resource(Effect<R> effect) {
        return Objects.requireNonNull(effect.resource);
    }

    private Object detail(Effect<R> effect) {
        return Objects.requireNonNull(effect.detail);
    }

    /** An event for {@link PoolState}, applied under the lock. */
    private interface Change<R extends PooledResource> {
        void apply(long now, Effects<R> effects);
    }

    /** What becomes of attempts to connect. Thread-safe. */
    private final class Events implements Opener.Events<R> {

        @Override
        public void connected(ConnectAttempt attempt, R resource) {
            resource.pool = ConnectionPool.this;
            resource.cleaned = clean -> change((now, effects) -> state.recycled(resource, clean, now, effects));
            resource.validated = alive -> change((now, effects) -> state.validated(resource, alive, now, effects));
            change((now, effects) -> state.connected(attempt, resource, now, effects));
        }

        @Override
        public void connectFailed(ConnectAttempt attempt, Throwable failure, boolean permanent) {
            change((now, effects) -> state.connectFailed(attempt, failure, permanent, now, effects));
        }

        @Override
        public void lost(R resource) {
            ConnectionPool.this.lost(resource);
        }
    }
}
