package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.internal.pool.PooledResource.State;
import org.jspecify.annotations.Nullable;

/**
 * What time alone asks for: which idle resources have been idle for too long, are too old or should be asked for a sign
 * of life, which closing ones take too long, and when to look again. Guarded by the pool's lock.
 */
final class Upkeep<R extends PooledResource> {

    /** A resource that was asked to close is cut and forgotten after this long, or it would hold its place for ever. */
    static final long CLOSING_LIMIT = 5_000_000_000L;

    /** How often it is looked for borrowers that were garbage collected, while there are any to look for. */
    static final long COLLECTED_INTERVAL = 1_000_000_000L;

    private final PoolSettings settings;
    private final Population<R> population;

    Upkeep(PoolSettings settings, Population<R> population) {
        this.settings = settings;
        this.population = population;
    }

    /** Why an idle resource is to be closed now; {@code null} if it may stay. */
    @Nullable
    CloseReason reasonToClose(R resource, long now, boolean replaceable) {
        if (!resource.isOpen()) {
            return CloseReason.LOST;
        }
        boolean surplus = population.alive() > settings.minSize();
        if (now >= resource.expireAt || now >= resource.retireAt && (surplus || !replaceable)) {
            return CloseReason.LIFETIME;
        }
        return surplus
                        && now
                                >= PoolTimes.after(
                                        resource.lastUsed, settings.times().idleTimeout())
                ? CloseReason.IDLE
                : null;
    }

    /**
     * Why a resource that is with the pool again is not kept; {@code null} if it is.
     *
     * @param unusable what was found out about it, if it is not usable
     */
    @Nullable
    CloseReason reasonToLeave(R resource, @Nullable CloseReason unusable, long now) {
        CloseReason doomed = resource.doomed;
        if (doomed != null) {
            return doomed;
        } else if (!resource.isOpen()) {
            return CloseReason.LOST;
        } else if (unusable == null && population.alive() > settings.maxSize()) {
            return CloseReason.SURPLUS;
        }
        return unusable == null && now >= resource.retireAt ? CloseReason.LIFETIME : unusable;
    }

    /** Whether it must not be lent again. */
    boolean isSpent(R resource, long now) {
        return !resource.isOpen() || now >= resource.expireAt;
    }

    /** Whether its replacement is to be opened before it is closed. */
    boolean isToRetire(R resource, long now) {
        return !resource.retiring && now >= resource.retireAt;
    }

    boolean isToProbe(R resource, long now) {
        return now >= PoolTimes.after(resource.lastHeard, settings.times().keepalive());
    }

    boolean isOverdue(R resource, long now) {
        return resource.state == State.CLOSING && now - resource.since >= CLOSING_LIMIT;
    }

    /** Whether it is watched and has been with its borrower for too long, which has not been told yet. */
    boolean isLeaked(R resource, long now) {
        return now >= leakDue(resource);
    }

    private long leakDue(R resource) {
        return resource.state == State.LEASED && resource.borrowedAt != null && !resource.leaked
                ? PoolTimes.after(resource.leasedAt, settings.times().leakThreshold())
                : Long.MAX_VALUE;
    }

    /** When to look again after having looked at all. */
    long nextDue(long now) {
        long due = Long.MAX_VALUE;
        for (int i = 0; i < population.idle().size(); i++) {
            due = Math.min(due, nextDue(population.idle().get(i)));
        }
        boolean watching = settings.times().leakThreshold() != Long.MAX_VALUE;
        if (watching || population.count(State.CLOSING) > 0) {
            for (R resource : population.all()) {
                due = Math.min(due, leakDue(resource));
                if (resource.watched != null) {
                    due = Math.min(due, now + COLLECTED_INTERVAL);
                }
                if (resource.state == State.CLOSING) {
                    due = Math.min(due, resource.since + CLOSING_LIMIT);
                }
            }
        }
        return due;
    }

    /** When to look at an idle resource. */
    long nextDue(R resource) {
        long due = Math.min(
                resource.expireAt,
                PoolTimes.after(resource.lastHeard, settings.times().keepalive()));
        if (!resource.retiring) {
            due = Math.min(due, resource.retireAt);
        }
        if (population.alive() > settings.minSize()) {
            due = Math.min(
                    due, PoolTimes.after(resource.lastUsed, settings.times().idleTimeout()));
        }
        return due;
    }
}
