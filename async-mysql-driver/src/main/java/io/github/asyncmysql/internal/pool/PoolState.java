package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.internal.pool.PooledResource.State;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the pool decides: events in, effects out. It knows no threads, clocks, locks, futures and does no I/O; times are
 * nanoseconds since the pool was made. After each event three things hold: nobody waits while a resource that can be lent
 * is idle, as many resources are on their way as are missing and allowed, and there is a timer for what is due next.
 *
 * <p>Guarded by the pool's lock.
 */
final class PoolState<R extends PooledResource> {

    static final long NEVER = Long.MAX_VALUE;

    private final PoolConfig config;
    private final PoolTimes times;
    private final RandomGenerator random;
    private final Runnable whenClosed;
    private final WaitQueue<R> waiters = new WaitQueue<>();
    private final Population<R> population = new Population<>();
    private final Growth growth;
    private final Upkeep<R> upkeep;
    private final Alarm alarm = new Alarm();
    private final PoolCounters counters = new PoolCounters();
    private boolean closed;
    private boolean finished;
    private long closeAt = NEVER;
    /** Whether something has changed that may have to be made up for, see {@link #settle}. */
    private boolean unsettled;
    /** Resources that nothing was heard of since then are to be asked for a sign of life before they are lent. */
    private long suspectBefore = Long.MIN_VALUE;

    PoolState(PoolConfig config, RandomGenerator random, Runnable whenClosed) {
        this.config = config;
        this.times = PoolTimes.of(config);
        this.random = random;
        this.whenClosed = whenClosed;
        this.growth = new Growth(config, population, random);
        this.upkeep = new Upkeep<>(times, population, config.minSize());
    }

    /** Begins to keep the minimal size. */
    void start(long now, Effects<R> effects) {
        growth.keepMinimum();
        settle(now, effects);
    }

    /** Lends an idle resource at once, or queues the borrower, or refuses him. */
    @Nullable
    R acquire(Borrower<R> borrower, long now, Effects<R> effects) {
        if (borrower.state != Borrower.State.NEW) {
            throw new IllegalStateException("a borrower can be used only once");
        }
        borrower.state = Borrower.State.DONE;
        if (closed) {
            counters.rejected++;
            effects.refuse(borrower, new Refusal(Reason.CLOSED, stats()), 0);
            return null;
        }
        R resource = waiters.isEmpty() ? population.idle().lendable(true, now, times, suspectBefore) : null;
        if (resource != null) {
            population.lend(resource, now);
        } else if (config.maxWaiting() >= 0 && waiters.size() - config.maxWaiting() >= growth.servable()) {
            counters.rejected++;
            effects.refuse(borrower, new Refusal(Reason.QUEUE_FULL, stats()), 0);
        } else {
            waiters.add(borrower, now, PoolTimes.after(now, times.acquireTimeout()));
            alarm.noLaterThan(borrower.deadline, effects);
            settle(now, effects);
        }
        return resource;
    }

    /** Lends an idle resource, even one whose health is in doubt; never waits. */
    @Nullable
    R tryAcquire(long now) {
        R resource = waiters.isEmpty() ? population.idle().newestOpen() : null;
        if (resource != null) {
            population.lend(resource, now);
        }
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
        long used = now - resource.leasedAt;
        if (resource.state == State.LEASED) {
            resource.lastUsed = now;
            population.move(resource, State.CLEANING);
            Cleanliness known = cleanliness == Cleanliness.PENDING ? resource.cleanliness : cleanliness;
            resource.cleanliness = Cleanliness.PENDING;
            if (known != Cleanliness.PENDING || closed || resource.doomed != null) {
                recycled(resource, known == Cleanliness.CLEAN, now, effects);
            }
        }
        return used;
    }

    /** Cleaning has ended. */
    void recycled(R resource, boolean clean, long now, Effects<R> effects) {
        if (resource.state == State.LEASED) {
            // Faster than the thread that gives it back, which is about to report that.
            resource.cleanliness = clean ? Cleanliness.CLEAN : Cleanliness.DIRTY;
        } else if (resource.state == State.CLEANING) {
            resource.lastHeard = now;
            place(resource, clean ? null : CloseReason.DIRTY, now, effects);
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
            // What killed this one has probably killed all those that nothing was heard of since.
            suspectBefore = Math.max(suspectBefore, resource.since);
            for (R suspect : population.idle().copy()) {
                if (suspect.lastHeard < suspectBefore) {
                    validate(suspect, State.PROBING, now, effects);
                }
            }
        }
        place(resource, alive ? null : CloseReason.VALIDATION, now, effects);
    }

    void connected(ConnectAttempt attempt, R resource, long now, Effects<R> effects) {
        boolean ended = resource.state == State.GONE;
        if (!growth.succeeded(attempt)) {
            resource.state = State.GONE;
            effects.abort(resource);
            return;
        }
        counters.created++;
        effects.created(now - attempt.startedAt);
        times.begin(resource, now, random);
        population.add(resource, State.CLEANING);
        if (ended) {
            lost(resource, now, effects);
        } else {
            place(resource, null, now, effects);
        }
        if (!population.idle().isEmpty()) {
            // The pool may have grown beyond its minimum only now, so that idle times begin to matter.
            alarm.noLaterThan(Math.max(now, upkeep.nextDue(population.idle().get(0))), effects);
        }
        settle(now, effects);
    }

    /** An attempt to connect has failed; if for good, those who wait hear of it instead of waiting in vain. */
    void connectFailed(ConnectAttempt attempt, Throwable failure, boolean permanent, long now, Effects<R> effects) {
        if (!growth.failed(attempt, failure, now)) {
            return;
        }
        if (!closed) {
            counters.createFailed++;
            effects.createFailed(failure, now - attempt.startedAt);
            if (permanent) {
                waiters.fail(failure, now, effects);
            }
        }
        settle(now, effects);
    }

    void serverReachable(long now, Effects<R> effects) {
        growth.serverReachable();
        settle(now, effects);
    }

    void lost(R resource, long now, Effects<R> effects) {
        if (resource.state == State.NEW) {
            resource.state = State.GONE;
        } else if (resource.state != State.GONE) {
            growth.lost(resource, now);
            gone(resource, CloseReason.LOST, effects);
            settle(now, effects);
        }
    }

    /** Never lends it again; closes it now, or as soon as it is given back. */
    void evict(R resource, CloseReason reason, long now, Effects<R> effects) {
        resource.doomed = reason;
        if (resource.state == State.IDLE) {
            close(resource, reason, now, effects);
            settle(now, effects);
        }
    }

    /** Closes what is idle; {@code whenDone} runs when all of it has ended. */
    void clear(Runnable whenDone, long now, Effects<R> effects) {
        ClearRound round = new ClearRound(whenDone);
        for (R resource : population.all()) {
            if (resource.state == State.IDLE || resource.state == State.PROBING) {
                resource.clearRound = round;
                round.remaining++;
                close(resource, CloseReason.CLEARED, now, effects);
            }
        }
        if (round.remaining == 0) {
            effects.run(whenDone);
        }
        settle(now, effects);
    }

    /** Lends no more, and closes everything as soon as it is free. */
    void close(long now, Effects<R> effects) {
        if (closed) {
            return;
        }
        closed = true;
        closeAt = PoolTimes.after(now, times.closeTimeout());
        refuseWaiters(Reason.CLOSED, NEVER, now, effects);
        growth.giveUp(effects);
        for (R resource : population.all()) {
            if (resource.state != State.LEASED && resource.state != State.CLOSING) {
                close(resource, CloseReason.POOL_CLOSED, now, effects);
            }
        }
        alarm.noLaterThan(closeAt, effects);
        settle(now, effects);
    }

    /** Closes everything now. */
    void terminate(long now, Effects<R> effects) {
        close(now, effects);
        growth.giveUp(effects);
        growth.forget();
        for (R resource : population.all()) {
            effects.abort(resource);
            gone(resource, CloseReason.POOL_CLOSED, effects);
        }
        settle(now, effects);
    }

    /** Does what is due. */
    void tick(long now, Effects<R> effects) {
        alarm.off();
        if (now >= closeAt) {
            terminate(now, effects);
            return;
        }
        refuseWaiters(Reason.TIMEOUT, now, now, effects);
        for (R resource : population.idle().copy()) {
            maintain(resource, now, effects);
        }
        for (R resource : population.all()) {
            if (upkeep.isOverdue(resource, now)) {
                effects.abort(resource);
                gone(resource, CloseReason.LOST, effects);
            }
        }
        settle(now, effects);
        if (!finished) {
            alarm.noLaterThan(Math.min(Math.min(closeAt, waiters.nextDeadline()), upkeep.nextDue()), effects);
        }
    }

    /** The numbers of this moment. */
    PoolStats stats() {
        return counters.stats(config, population, growth, waiters.size());
    }

    /** When the next tick is expected; {@link #NEVER} for not at all. */
    long armedAt() {
        return alarm.at();
    }

    /** Puts a resource that is with the pool again to where it belongs: with a borrower, with the idle ones, or out. */
    private void place(R resource, @Nullable CloseReason unusable, long now, Effects<R> effects) {
        CloseReason reason = closed ? CloseReason.POOL_CLOSED : upkeep.reasonToLeave(resource, unusable, now);
        Borrower<R> head = waiters.head();
        if (reason != null) {
            close(resource, reason, now, effects);
        } else if (head != null) {
            hand(resource, head, now, effects);
        } else {
            population.move(resource, State.IDLE);
            alarm.noLaterThan(upkeep.nextDue(resource), effects);
        }
        if (unsettled) {
            settle(now, effects);
        }
    }

    /** Makes up for what has changed: serves who waits, asks for signs of life, opens what is missing. */
    private void settle(long now, Effects<R> effects) {
        if (closed) {
            if (!finished && population.isEmpty() && growth.underWay() == 0) {
                finished = true;
                alarm.off();
                effects.run(whenClosed);
            }
            return;
        }
        if (!waiters.isEmpty()) {
            serveWaiters(now, effects);
        }
        if (population.retiring() > 0) {
            for (R resource : population.idle().copy()) {
                if (resource.retiring && population.alive() > config.minSize()) {
                    close(resource, CloseReason.LIFETIME, now, effects);
                }
            }
        }
        alarm.noLaterThan(growth.begin(waiters.size(), now, effects), effects);
        unsettled = false;
    }

    private void serveWaiters(long now, Effects<R> effects) {
        for (R resource : population.idle().copy()) {
            if (upkeep.isSpent(resource, now)) {
                close(resource, resource.isOpen() ? CloseReason.LIFETIME : CloseReason.LOST, now, effects);
            }
        }
        for (Borrower<R> head = waiters.head(); head != null; head = waiters.head()) {
            R resource = population.idle().lendable(false, now, times, suspectBefore);
            if (resource == null) {
                break;
            }
            hand(resource, head, now, effects);
        }
        while (waiters.size() > growth.onTheirWay() && !population.idle().isEmpty()) {
            validate(population.idle().newest(), State.CHECKING, now, effects);
        }
    }

    private void hand(R resource, Borrower<R> borrower, long now, Effects<R> effects) {
        waiters.remove(borrower);
        population.lend(resource, now);
        effects.deliver(borrower, resource, now - borrower.enqueuedAt);
    }

    private void validate(R resource, State asked, long now, Effects<R> effects) {
        population.move(resource, asked);
        resource.since = now;
        effects.validate(resource);
    }

    private void maintain(R resource, long now, Effects<R> effects) {
        CloseReason reason = upkeep.reasonToClose(resource, now, growth.room() > 0);
        if (reason != null) {
            close(resource, reason, now, effects);
        } else if (upkeep.isToRetire(resource, now)) {
            population.retire(resource);
        } else if (upkeep.isToProbe(resource, now)) {
            validate(resource, State.PROBING, now, effects);
        }
    }

    private void refuseWaiters(Reason reason, long until, long now, Effects<R> effects) {
        if (!waiters.isEmpty() && waiters.nextDeadline() <= until) {
            int refused = waiters.refuse(new Refusal(reason, stats()), until, now, effects);
            counters.acquireTimeouts += reason == Reason.TIMEOUT ? refused : 0;
            counters.rejected += reason == Reason.CLOSED ? refused : 0;
        }
    }

    private void close(R resource, CloseReason reason, long now, Effects<R> effects) {
        counters.closed++;
        effects.closed(reason);
        population.move(resource, State.CLOSING);
        resource.since = now;
        effects.close(resource);
        alarm.noLaterThan(now + Upkeep.CLOSING_LIMIT, effects);
        unsettled = true;
    }

    /** It exists no more. */
    private void gone(R resource, CloseReason reason, Effects<R> effects) {
        if (resource.state != State.CLOSING) {
            counters.closed++;
            effects.closed(reason);
        }
        population.remove(resource);
        unsettled = true;
        ClearRound round = resource.clearRound;
        if (round != null && --round.remaining == 0) {
            effects.run(round.whenDone);
        }
    }
}
