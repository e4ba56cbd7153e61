package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.PoolTotals;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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

    private final String name;
    private final PoolScheduler scheduler;
    private final GuardedListener listener;
    private final PoolLog log;
    private final Performer<R> performer;
    private final long origin;
    final PoolState<R> state;
    private final ReentrantLock lock = new BriefLock();
    private final ThreadLocal<Effects<R>> effectsOfThread = ThreadLocal.withInitial(Effects::new);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final PoolTimer timer;
    private final LeaseWatch<R> leaseWatch = new LeaseWatch<>();
    private final PoolControl<R> control = new PoolControl<>(this);
    private volatile PoolConfig config;
    private volatile boolean closing;
    /** Whether it is noted where borrowers come from. */
    private volatile boolean watching;

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
        this.name = config.name();
        this.watching = !config.leakDetectionThreshold().isZero();
        this.scheduler = scheduler;
        this.timer = new PoolTimer(scheduler, lock, this::tick);
        this.log = new PoolLog(name, scheduler);
        this.listener = new GuardedListener(config.listener(), config.name());
        this.performer = new Performer<>(
                this, new Opener<>(factory, permanent, lock, new Events()), scheduler, timer, listener, log);
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
        borrower.nested = effects.working > 0;
        if (watching) {
            reclaim();
            if (borrower.canLeak()) {
                borrower.askedAt = new Throwable("borrowed here");
            }
        }
        R resource;
        lock.lock();
        try {
            resource = state.acquire(borrower, now(), effects);
        } finally {
            lock.unlock();
        }
        if (resource != null) {
            performer.deliverAtOnce(borrower, resource, effects);
        }
        performer.perform(effects);
    }

    /** Lends an idle resource, even one that has not been heard of for long; {@code null} if there is none right now. */
    public @Nullable R tryAcquireIdle() {
        return tryAcquire(true, null);
    }

    /** Lends an idle resource that is known to be alive; {@code null} if there is none right now. */
    public @Nullable R tryAcquire() {
        return tryAcquire(false, watching ? new Throwable("borrowed here") : null);
    }

    private @Nullable R tryAcquire(boolean even, @Nullable Throwable askedAt) {
        Effects<R> effects = effectsOfThread.get();
        R resource;
        lock.lock();
        try {
            resource = state.tryAcquire(even, askedAt, now(), effects);
        } finally {
            lock.unlock();
        }
        if (resource != null) {
            listener.onAcquired(0);
        }
        performer.perform(effects);
        return resource;
    }

    /** Whether it is noted where borrowers come from, so that asking costs more. */
    public boolean isWatching() {
        return watching;
    }

    /**
     * Watches a lease that has just begun: when the object that stands for it is garbage collected before it has ended, the
     * resource is closed and replaced. Does nothing unless it was noted where the borrower comes from.
     *
     * @param handle has to be reachable as long as anybody uses the resource or may give it back
     */
    public void watch(R resource, Object handle) {
        change((now, effects) -> state.watch(resource, handle, leaseWatch, now, effects));
    }

    private void reclaim() {
        for (R next = leaseWatch.poll(); next != null; next = leaseWatch.poll()) {
            R resource = next;
            change((now, effects) -> state.collected(resource, now, effects));
        }
    }

    /** Calls work that has a resource of this pool, so that it is noticed when it asks for another one. */
    public <T> T call(Supplier<T> work) {
        Effects<R> effects = effectsOfThread.get();
        effects.working++;
        try {
            return work.get();
        } finally {
            effects.working--;
        }
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
            throw new IllegalArgumentException("the connection is not from pool " + name);
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
        performer.perform(effects);
    }

    /**
     * Takes what is lent out of the pool for good; whoever has it closes it. Does nothing if that lease is over.
     *
     * @param lease as for {@link #release(PooledResource, int)}
     */
    public void detach(R resource, int lease) {
        if (!resource.endLease(lease)) {
            return;
        }
        Effects<R> effects = effectsOfThread.get();
        long used;
        lock.lock();
        try {
            used = state.detach(resource, now(), effects);
        } finally {
            lock.unlock();
        }
        listener.onReleased(used);
        performer.perform(effects);
    }

    /** The pool for those who run it. */
    public PoolControl<R> control() {
        return control;
    }

    /** The resource has ended by itself; the same as {@link ConnectCallback#lost}. */
    public void lost(R resource) {
        change((now, effects) -> state.lost(resource, now, effects));
    }

    /** The server has refused to write over that resource. */
    void readOnly(PooledResource resource) {
        change((now, effects) -> state.readOnly(resource, now));
    }

    /** Puts other settings into force. Returns {@code false}, and does nothing, if those in force are not {@code from}. */
    public boolean reconfigure(PoolConfig from, PoolConfig to) {
        AtomicBoolean changed = new AtomicBoolean();
        change((now, effects) -> {
            if (config == from) {
                config = to;
                watching = !to.leakDetectionThreshold().isZero();
                state.administration.reconfigure(to, now, effects);
                changed.set(true);
            }
        });
        return changed.get();
    }

    /** The settings in force. */
    public PoolConfig config() {
        return config;
    }

    /** The numbers of this moment. */
    public PoolStats stats() {
        return ask(state::stats);
    }

    /** What has happened so far. */
    public PoolTotals totals() {
        return ask(state::totals);
    }

    /** Each resource as it is now. */
    public List<ConnectionSnapshot> snapshot() {
        return ask(() -> state.snapshot(now()));
    }

    /** One resource as it is now. */
    public ConnectionSnapshot snapshot(R resource) {
        return ask(() -> resource.snapshot(now()));
    }

    /** The resources there are, as a copy. */
    List<R> all() {
        return ask(state::all);
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
        reclaim();
        change((now, effects) -> state.tick(now, effects));
    }

    /** Applies an event, and does what follows from it. */
    void change(Change<R> change) {
        Effects<R> effects = effectsOfThread.get();
        lock.lock();
        try {
            change.apply(now(), effects);
        } finally {
            lock.unlock();
        }
        performer.perform(effects);
    }

    private <T> T ask(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    private Cleanliness recycle(R resource) {
        if (closing || resource.doomed != null || !resource.isOpen()) {
            return Cleanliness.DIRTY;
        }
        try {
            return resource.recycle(resource.cleaned) ? Cleanliness.CLEAN : Cleanliness.PENDING;
        } catch (Throwable e) {
            log.notCleaned(e);
            return Cleanliness.DIRTY;
        }
    }

    private void finish() {
        timer.stop();
        listener.onPoolClosed();
        closed.complete(null);
    }

    /** When the next tick is expected. Under the lock. */
    boolean isTickDueAt(long at) {
        return state.armedAt() == at;
    }

    long now() {
        return scheduler.nanoTime() - origin;
    }

    /** An event for {@link PoolState}, applied under the lock. */
    interface Change<R extends PooledResource> {
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
