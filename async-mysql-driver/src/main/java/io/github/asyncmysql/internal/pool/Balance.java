package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.NestedAcquire;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.internal.pool.PooledResource.State;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What {@link PoolState} holds, and how it is brought back into balance after each event: nobody waits while a resource
 * that can be lent is idle, as many resources are on their way as are missing and allowed, and there is a timer for what
 * is due next.
 *
 * <p>Guarded by the pool's lock.
 */
final class Balance<R extends PooledResource> {

    final PoolSettings settings;
    final WaitQueue<R> waiters = new WaitQueue<>();
    final Population<R> population = new Population<>();
    final Growth growth;
    final Upkeep<R> upkeep;
    final Alarm alarm = new Alarm();
    final PoolCounters counters = new PoolCounters();
    private final Runnable whenClosed;
    private boolean closed;
    private boolean finished;
    /** Whether something has changed that may have to be made up for, see {@link #settle}. */
    private boolean unsettled;

    /** Resources that nothing was heard of since then are to be asked for a sign of life before they are lent. */
    private long suspectBefore = Long.MIN_VALUE;

    Balance(PoolConfig config, RandomGenerator random, Runnable whenClosed) {
        this.settings = new PoolSettings(config);
        this.whenClosed = whenClosed;
        this.growth = new Growth(settings, population, random);
        this.upkeep = new Upkeep<>(settings, population);
    }

    boolean isClosed() {
        return closed;
    }

    boolean isFinished() {
        return finished;
    }

    /** From now on everything is closed as soon as it is free. */
    void beginClosing() {
        closed = true;
    }

    /** The numbers of this moment. */
    PoolStats stats() {
        return counters.stats(settings.config(), population, growth, waiters.size());
    }

    /** What can be lent at once; {@code null} if nothing can. */
    @Nullable
    R lendable(long now) {
        return waiters.isEmpty() && !growth.isSuspended()
                ? population.idle().lendable(true, now, settings.times(), suspectBefore)
                : null;
    }

    /** Lends without waiting. */
    void lend(R resource, @Nullable Throwable askedAt, long now, Effects<R> effects) {
        population.lend(resource, askedAt, now);
        if (askedAt != null) {
            alarm.noLaterThan(PoolTimes.after(now, settings.times().leakThreshold()), effects);
        }
    }

    /** Why somebody is not to wait; {@code null} if he is. */
    @Nullable
    Reason reasonToRefuse(Borrower<R> borrower) {
        PoolConfig config = settings.config();
        if (closed) {
            return Reason.CLOSED;
        } else if (growth.isRefusing()) {
            return Reason.SUSPENDED;
        } else if (config.failWhileDown() && growth.isDown()) {
            return Reason.DOWN;
        } else if (borrower.nested && config.nestedAcquire() == NestedAcquire.REFUSE) {
            return Reason.NESTED;
        }
        boolean full = config.maxWaiting() >= 0 && waiters.size() - config.maxWaiting() >= growth.servable();
        return full ? Reason.QUEUE_FULL : null;
    }

    void refuse(Borrower<R> borrower, Reason reason, long waited, Effects<R> effects) {
        counters.refused(reason);
        effects.refuse(borrower, new Refusal(reason, stats()), waited);
    }

    /** What killed that resource has probably killed all those that nothing was heard of since. */
    void suspect(R dead, long now, Effects<R> effects) {
        suspectBefore = Math.max(suspectBefore, dead.since);
        for (R suspect : population.idle().copy()) {
            if (suspect.lastHeard < suspectBefore) {
                validate(suspect, State.PROBING, now, effects);
            }
        }
    }

    /**
     * Puts a resource that is with the pool again to where it belongs: with a borrower, with the idle ones, or out.
     * Returns whether somebody who waited has it now.
     */
    boolean place(R resource, @Nullable CloseReason unusable, long now, Effects<R> effects) {
        CloseReason reason = closed ? CloseReason.POOL_CLOSED : upkeep.reasonToLeave(resource, unusable, now);
        Borrower<R> head = reason == null ? nextToServe(now, effects) : null;
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
        return head != null;
    }

    /** Makes up for what has changed: serves who waits, asks for signs of life, opens what is missing. */
    void settle(long now, Effects<R> effects) {
        if (closed) {
            if (!finished && population.isEmpty() && growth.underWay() == 0) {
                finished = true;
                alarm.off();
                effects.run(whenClosed);
            }
            return;
        }
        growth.tellWarmedUp(effects);
        if (!waiters.isEmpty() && !population.idle().isEmpty() && !growth.isSuspended()) {
            serveWaiters(now, effects);
        }
        if (population.retiring() > 0) {
            for (R resource : population.idle().copy()) {
                if (resource.retiring && population.alive() > settings.minSize()) {
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
        while (true) {
            R resource = population.idle().lendable(false, now, settings.times(), suspectBefore);
            Borrower<R> head = resource == null ? null : nextToServe(now, effects);
            if (resource == null || head == null) {
                break;
            }
            hand(resource, head, now, effects);
        }
        while (waiters.size() > growth.onTheirWay() && !population.idle().isEmpty()) {
            validate(population.idle().newest(), State.CHECKING, now, effects);
        }
    }

    /** The first of those who wait who has enough time left to make use of a resource; the others are refused. */
    @Nullable
    Borrower<R> nextToServe(long now, Effects<R> effects) {
        if (growth.isSuspended()) {
            return null;
        }
        long margin = settings.times().acquireMargin();
        Borrower<R> head = waiters.head();
        while (head != null && head.deadline - now < margin) {
            waiters.remove(head);
            refuse(head, Reason.TIMEOUT, now - head.enqueuedAt, effects);
            head = waiters.head();
        }
        return head;
    }

    private void hand(R resource, Borrower<R> borrower, long now, Effects<R> effects) {
        long waited = now - borrower.enqueuedAt;
        waiters.remove(borrower);
        lend(resource, borrower.askedAt, now, effects);
        counters.waited++;
        effects.deliver(borrower, resource, waited);
        if (waited >= settings.times().slowAcquire() && counters.slow.log(now)) {
            effects.slow(counters.slow, waited);
        }
    }

    /** Gives a seat in a lease that others have too to the first of those who wait. */
    void seat(R resource, Borrower<R> head, long now, Effects<R> effects) {
        head.seated = true;
        waiters.remove(head);
        counters.waited++;
        effects.deliver(head, resource, now - head.enqueuedAt);
    }

    private void validate(R resource, State asked, long now, Effects<R> effects) {
        population.move(resource, asked);
        resource.since = now;
        effects.validate(resource);
    }

    /** When time alone asks for something next, closing apart. */
    long nextDue(long now) {
        return Math.min(waiters.nextDeadline(), upkeep.nextDue(now));
    }

    /** Tells that a resource has been lent for too long, and takes it away from its borrower if that is wanted. */
    void reportLeak(R resource, long now, Effects<R> effects) {
        Throwable borrowedAt = resource.borrowedAt;
        if (borrowedAt != null) {
            resource.leaked = true;
            counters.leaks++;
            effects.leaked(resource, borrowedAt, now - resource.leasedAt);
            if (settings.config().leakReclaim()) {
                cut(resource, CloseReason.LEAK, now, effects);
            }
        }
    }

    /** Closes one that nobody can give back, and tells so. */
    void reclaim(R resource, Throwable borrowedAt, long now, Effects<R> effects) {
        boolean reported = resource.leaked;
        counters.leaks += reported ? 0 : 1;
        effects.collected(resource, new Effects.Collected(borrowedAt, reported), now - resource.leasedAt);
        resource.leaked = true;
        resource.borrowedAt = null;
        resource.watched = null;
        resource.retire(CloseReason.LEAK);
        close(resource, CloseReason.LEAK, now, effects);
    }

    void maintain(R resource, long now, Effects<R> effects) {
        CloseReason reason = upkeep.reasonToClose(resource, now, growth.room() > 0);
        if (reason != null) {
            close(resource, reason, now, effects);
        } else if (upkeep.isToRetire(resource, now)) {
            population.retire(resource);
        } else if (upkeep.isToProbe(resource, now)) {
            validate(resource, State.PROBING, now, effects);
        }
    }

    /** Refuses those whose time is over by then. */
    void refuseWaiters(Reason reason, long until, long now, Effects<R> effects) {
        if (!waiters.isEmpty() && waiters.nextDeadline() <= until) {
            Refusal refusal = new Refusal(reason, stats());
            for (int refused = waiters.refuse(refusal, until, now, effects); refused > 0; refused--) {
                counters.refused(reason);
            }
        }
    }

    void close(R resource, CloseReason reason, long now, Effects<R> effects) {
        effects.close(resource);
        beginClosing(resource, reason, now, effects);
    }

    /** Cuts one that is lent and does not come back. */
    void cut(R resource, CloseReason reason, long now, Effects<R> effects) {
        resource.retire(reason);
        effects.abort(resource);
        beginClosing(resource, reason, now, effects);
    }

    private void beginClosing(R resource, CloseReason reason, long now, Effects<R> effects) {
        counters.closed(reason);
        effects.closed(reason);
        population.move(resource, State.CLOSING);
        resource.since = now;
        alarm.noLaterThan(now + Upkeep.CLOSING_LIMIT, effects);
        unsettled = true;
    }

    /** It exists no more. */
    void gone(R resource, CloseReason reason, Effects<R> effects) {
        if (resource.state != State.CLOSING) {
            counters.closed(reason);
            effects.closed(reason);
        }
        population.remove(resource);
        unsettled = true;
        EndRound.ended(resource.rounds, effects);
        resource.rounds = null;
    }
}
