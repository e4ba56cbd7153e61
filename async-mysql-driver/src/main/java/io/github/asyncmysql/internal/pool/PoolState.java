package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.NestedAcquire;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.PoolTotals.Reset;
import io.github.asyncmysql.internal.pool.PooledResource.State;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the pool decides: events in, effects out. It knows no threads, clocks, locks, futures and does no I/O; times are
 * nanoseconds since the pool was made. What holds after each event is told at {@link Balance}.
 *
 * <p>Guarded by the pool's lock.
 */
final class PoolState<R extends PooledResource> {

    static final long NEVER = Long.MAX_VALUE;

    private final RandomGenerator random;
    private final Balance<R> balance;
    private final PoolSettings settings;
    private final WaitQueue<R> waiters;
    private final Population<R> population;
    private final Growth growth;
    private final Alarm alarm;
    private final PoolCounters counters;
    private final ReplacementPacer replacements;
    final Sharing<R> sharing;
    final Administration<R> administration;
    private long closeAt = NEVER;

    PoolState(PoolConfig config, RandomGenerator random, Runnable whenClosed) {
        this.random = random;
        this.balance = new Balance<>(config, random, whenClosed);
        this.settings = balance.settings;
        this.waiters = balance.waiters;
        this.population = balance.population;
        this.growth = balance.growth;
        this.alarm = balance.alarm;
        this.counters = balance.counters;
        this.replacements = new ReplacementPacer(random);
        this.sharing = new Sharing<>(balance);
        this.administration = new Administration<>(balance);
    }

    /** Begins to keep the minimal size, unless that is to wait for the first borrower. */
    void start(long now, Effects<R> effects) {
        if (!settings.config().lazyStart()) {
            growth.keepMinimum();
            balance.settle(now, effects);
        }
    }

    /** Lends an idle resource at once, or queues the borrower, or refuses him. */
    @Nullable
    R acquire(Borrower<R> borrower, long now, Effects<R> effects) {
        if (borrower.state != Borrower.State.NEW) {
            throw new IllegalStateException("a borrower can be used only once");
        }
        borrower.state = Borrower.State.DONE;
        R resource = balance.isClosed() ? null : balance.lendable(now);
        if (resource != null) {
            return lend(resource, borrower.askedAt, now, effects);
        }
        Reason reason = balance.reasonToRefuse(borrower);
        if (reason != null) {
            balance.refuse(borrower, reason, 0, effects);
            return null;
        }
        if (borrower.nested && settings.config().nestedAcquire() == NestedAcquire.WARN) {
            effects.nested(borrower);
        }
        growth.keepMinimum();
        waiters.add(borrower, now, PoolTimes.after(now, settings.times().acquireTimeout()));
        alarm.noLaterThan(borrower.deadline, effects);
        balance.settle(now, effects);
        return null;
    }

    /** Lends an idle resource, for a sign of life even one whose health is in doubt; never waits. */
    @Nullable
    R tryAcquire(boolean even, @Nullable Throwable askedAt, long now, Effects<R> effects) {
        if (balance.isClosed() || growth.isSuspended()) {
            return null;
        }
        R resource = even ? (waiters.isEmpty() ? population.idle().newestOpen() : null) : balance.lendable(now);
        return resource == null ? null : lend(resource, askedAt, now, effects);
    }

    private R lend(R resource, @Nullable Throwable askedAt, long now, Effects<R> effects) {
        balance.lend(resource, askedAt, now, effects);
        counters.hops += resource.isOnCallersThread() ? 0 : 1;
        return resource;
    }

    /** Gives up a place in the queue. Returns whether the borrower was still waiting. */
    boolean cancel(Borrower<R> borrower) {
        if (borrower.state != Borrower.State.WAITING) {
            return false;
        }
        waiters.remove(borrower);
        counters.cancelled++;
        return true;
    }

    /** A borrower gave a resource back. Returns how long it was lent. */
    long release(R resource, Cleanliness cleanliness, long now, Effects<R> effects) {
        long used = endWatch(resource, now, effects);
        if (resource.state == State.LEASED) {
            resource.lastUsed = now;
            population.move(resource, State.CLEANING);
            Cleanliness known = cleanliness == Cleanliness.PENDING ? resource.cleanliness : cleanliness;
            resource.cleanliness = Cleanliness.PENDING;
            if (known != Cleanliness.PENDING || balance.isClosed() || resource.doomed != null) {
                recycled(resource, known == Cleanliness.CLEAN, now, effects);
            }
        }
        return used;
    }

    /** A borrower keeps a resource for good. Returns how long it was lent. */
    long detach(R resource, long now, Effects<R> effects) {
        long used = endWatch(resource, now, effects);
        if (resource.state == State.LEASED) {
            balance.gone(resource, CloseReason.DETACHED, effects);
            balance.settle(now, effects);
        }
        return used;
    }

    private long endWatch(R resource, long now, Effects<R> effects) {
        long used = now - resource.leasedAt;
        resource.borrowedAt = null;
        resource.watched = null;
        if (resource.leaked) {
            resource.leaked = false;
            counters.leaksReturned++;
            effects.leakReturned(resource, used);
        }
        return used;
    }

    /** Watches the lease of a resource through the object that stands for it, if its borrower is watched at all. */
    void watch(R resource, Object handle, LeaseWatch<R> watch, long now, Effects<R> effects) {
        if (resource.borrowedAt != null) {
            resource.watched = watch.watch(resource, handle);
            alarm.noLaterThan(now + Upkeep.COLLECTED_INTERVAL, effects);
        }
    }

    /** Nobody can give it back any more. Its lease has been ended. */
    void collected(R resource, long now, Effects<R> effects) {
        Throwable borrowedAt = resource.borrowedAt;
        if (resource.state == State.LEASED && borrowedAt != null) {
            balance.reclaim(resource, borrowedAt, now, effects);
            balance.settle(now, effects);
        }
    }

    /** Cleaning has ended. */
    void recycled(R resource, boolean clean, long now, Effects<R> effects) {
        if (resource.state == State.LEASED) {
            // Faster than the thread that gives it back, which is about to report that.
            resource.cleanliness = clean ? Cleanliness.CLEAN : Cleanliness.DIRTY;
        } else if (resource.state == State.CLEANING) {
            resource.lastHeard = now;
            Reset reset = resource.takeCleanedBy();
            counters.returned(clean ? reset : Reset.DESTROYED);
            if (balance.place(resource, clean ? null : CloseReason.DIRTY, now, effects)) {
                counters.handedOver++;
            }
        }
    }

    /** The sign of life that was asked for has come, or not. */
    void validated(R resource, boolean alive, long now, Effects<R> effects) {
        if (resource.state != State.CHECKING && resource.state != State.PROBING) {
            return;
        }
        if (alive) {
            resource.lastHeard = now;
        } else {
            balance.suspect(resource, now, effects);
        }
        balance.place(resource, alive ? null : CloseReason.VALIDATION, now, effects);
    }

    void connected(ConnectAttempt attempt, R resource, long now, Effects<R> effects) {
        boolean ended = resource.state == State.GONE;
        if (!growth.succeeded(attempt, now)) {
            resource.state = State.GONE;
            effects.abort(resource);
            return;
        }
        counters.created++;
        effects.created(resource, now - attempt.startedAt);
        settings.times().begin(resource, now, random);
        resource.rounds = attempt.rounds;
        resource.doomed = attempt.outdated;
        population.add(resource, State.CLEANING);
        if (ended) {
            lost(resource, now, effects);
        } else {
            balance.place(resource, null, now, effects);
        }
        if (!population.idle().isEmpty()) {
            // The pool may have grown beyond its minimum only now, so that idle times begin to matter.
            alarm.noLaterThan(
                    Math.max(now, balance.upkeep.nextDue(population.idle().get(0))), effects);
        }
        balance.settle(now, effects);
    }

    /** An attempt to connect has failed; if for good, those who wait hear of it instead of waiting in vain. */
    void connectFailed(ConnectAttempt attempt, Throwable failure, boolean permanent, long now, Effects<R> effects) {
        boolean wanted = !attempt.isGivenUp();
        if (!growth.failed(attempt, failure, now)) {
            return;
        }
        EndRound.ended(attempt.rounds, effects);
        if (!balance.isClosed() && wanted) {
            counters.createFailed(failure);
            effects.createFailed(failure, now - attempt.startedAt);
            if (attempt.outdated == null) {
                growth.failWarmUps(failure, effects);
            }
            if (permanent && attempt.outdated == null) {
                waiters.fail(failure, now, effects);
            } else if (settings.config().failWhileDown() && growth.isDown()) {
                balance.refuseWaiters(Reason.DOWN, NEVER, now, effects);
            }
        }
        balance.settle(now, effects);
    }

    void serverReachable(long now, Effects<R> effects) {
        growth.serverReachable();
        balance.settle(now, effects);
    }

    void lost(R resource, long now, Effects<R> effects) {
        if (resource.state == State.NEW) {
            resource.state = State.GONE;
        } else if (resource.state != State.GONE) {
            growth.lost(resource, now);
            balance.gone(resource, CloseReason.LOST, effects);
            balance.settle(now, effects);
        }
    }

    /** The server has refused to write. Whoever has the resource keeps it until he gives it back. */
    void readOnly(PooledResource resource, long now) {
        boolean ours = resource.state != State.GONE;
        if (ours && resource.doomed == null && replacements.isDue(resource.openedAt, now)) {
            resource.retire(CloseReason.READ_ONLY);
        }
    }

    /** Lends no more, and closes everything as soon as it is free. */
    void close(long now, Effects<R> effects) {
        if (balance.isClosed()) {
            return;
        }
        balance.beginClosing();
        closeAt = PoolTimes.after(now, settings.times().closeTimeout());
        balance.refuseWaiters(Reason.CLOSED, NEVER, now, effects);
        growth.failWarmUps(new Refusal(Reason.CLOSED, stats()).toException(settings.config(), 0), effects);
        growth.giveUp(effects);
        for (R resource : population.all()) {
            if (resource.state != State.LEASED && resource.state != State.CLOSING) {
                balance.close(resource, CloseReason.POOL_CLOSED, now, effects);
            }
        }
        alarm.noLaterThan(closeAt, effects);
        balance.settle(now, effects);
    }

    /** Closes everything now. */
    void terminate(long now, Effects<R> effects) {
        close(now, effects);
        growth.giveUp(effects);
        growth.forget(effects);
        for (R resource : population.all()) {
            effects.abort(resource);
            balance.gone(resource, CloseReason.POOL_CLOSED, effects);
        }
        balance.settle(now, effects);
    }

    /** Does what is due. */
    void tick(long now, Effects<R> effects) {
        alarm.off();
        if (now >= closeAt) {
            terminate(now, effects);
            return;
        }
        balance.refuseWaiters(Reason.TIMEOUT, now, now, effects);
        for (R resource : population.idle().copy()) {
            balance.maintain(resource, now, effects);
        }
        for (R resource : population.all()) {
            if (balance.upkeep.isOverdue(resource, now)) {
                effects.abort(resource);
                balance.gone(resource, CloseReason.LOST, effects);
            } else if (balance.upkeep.isLeaked(resource, now)) {
                balance.reportLeak(resource, now, effects);
            }
        }
        balance.settle(now, effects);
        if (!balance.isFinished()) {
            alarm.noLaterThan(Math.min(closeAt, balance.nextDue(now)), effects);
        }
    }

    /** The numbers of this moment. */
    PoolStats stats() {
        return balance.stats();
    }

    /** What has happened so far. */
    PoolTotals totals() {
        return counters.totals(population.lent(), sharing.joined());
    }

    /** Each resource as it is now. */
    List<ConnectionSnapshot> snapshot(long now) {
        return population.all().stream().map(resource -> resource.snapshot(now)).toList();
    }

    /** The resources there are, as a copy. */
    List<R> all() {
        return population.all();
    }

    /** The settings in force. */
    PoolConfig config() {
        return settings.config();
    }

    /** When the next tick is expected; {@link #NEVER} for not at all. */
    long armedAt() {
        return alarm.at();
    }
}
