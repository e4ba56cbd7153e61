package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.internal.pool.PooledResource.State;

/**
 * What the pool decides when those who run it want something: to warm up, to replace, to pause, other settings.
 *
 * <p>Guarded by the pool's lock.
 */
final class Administration<R extends PooledResource> {

    private final Balance<R> balance;

    Administration(Balance<R> balance) {
        this.balance = balance;
    }

    /** Tells when the minimal size, and at least one, is open, or why it cannot be reached. */
    void warmUp(WarmUp warmUp, long now, Effects<R> effects) {
        if (balance.isClosed()) {
            Refusal refusal = new Refusal(Reason.CLOSED, balance.stats());
            PoolConfig config = balance.settings.config();
            effects.run(() -> warmUp.ended(refusal.toException(config, 0)));
        } else {
            balance.growth.warmUp(warmUp);
            balance.settle(now, effects);
        }
    }

    /** Never lends it again; closes it now, or as soon as it is given back. */
    void evict(R resource, CloseReason reason, long now, Effects<R> effects) {
        resource.retire(reason);
        if (resource.state == State.IDLE) {
            balance.close(resource, reason, now, effects);
            balance.settle(now, effects);
        }
    }

    /** Does so with all of them, those being opened included; {@code whenDone} runs when they have ended. */
    void evictAll(CloseReason reason, Runnable whenDone, long now, Effects<R> effects) {
        EndRound round = new EndRound(whenDone);
        balance.growth.outdate(reason, round);
        if (reason == CloseReason.CREDENTIALS) {
            // The old ones may have been what it failed for.
            balance.growth.serverReachable();
        }
        for (R resource : balance.population.all()) {
            resource.rounds = round.joined(resource.rounds);
            resource.retire(reason);
            if (resource.state == State.IDLE) {
                balance.close(resource, reason, now, effects);
            }
        }
        round.doneIfNothingIsLeft(effects);
        balance.settle(now, effects);
    }

    /** Closes what is idle; {@code whenDone} runs when all of it has ended. */
    void clear(Runnable whenDone, long now, Effects<R> effects) {
        EndRound round = new EndRound(whenDone);
        for (R resource : balance.population.all()) {
            if (resource.state == State.IDLE || resource.state == State.PROBING) {
                resource.rounds = round.joined(resource.rounds);
                balance.close(resource, CloseReason.CLEARED, now, effects);
            }
        }
        round.doneIfNothingIsLeft(effects);
        balance.settle(now, effects);
    }

    /** Refuses all who wait now; they may be served elsewhere. */
    void refuseWaiting(long now, Effects<R> effects) {
        balance.refuseWaiters(Reason.DOWN, PoolState.NEVER, now, effects);
    }

    /** Lends and opens nothing from now on. */
    void suspend(boolean refuse) {
        balance.growth.suspend(refuse);
    }

    void resume(long now, Effects<R> effects) {
        balance.growth.resume();
        balance.settle(now, effects);
    }

    /** From now on these settings are in force. */
    void reconfigure(PoolConfig config, long now, Effects<R> effects) {
        balance.settings.change(config);
        balance.waiters.limit(balance.settings.times().acquireTimeout());
        balance.growth.shrink(effects);
        for (R resource : balance.population.all()) {
            balance.settings.times().limitLife(resource);
        }
        for (R resource : balance.population.idle().copy()) {
            if (balance.population.alive() > balance.settings.maxSize()) {
                balance.close(resource, CloseReason.SURPLUS, now, effects);
            }
        }
        balance.settle(now, effects);
        balance.alarm.noLaterThan(Math.max(now, balance.nextDue(now)), effects);
    }
}
