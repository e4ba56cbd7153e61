package io.github.asyncmysql.internal.pool;

import java.util.function.LongSupplier;

/**
 * What the pool decides about leases that several borrowers have in common.
 *
 * <p>Guarded by the pool's lock, except where it says so.
 */
final class Sharing<R extends PooledResource> {

    private final Balance<R> balance;
    private LongSupplier counter = () -> 0;

    Sharing(Balance<R> balance) {
        this.balance = balance;
    }

    /** Who counts those that got a seat without asking here. */
    void counter(LongSupplier counter) {
        this.counter = counter;
    }

    /** How many got a seat without asking here. */
    long joined() {
        return counter.getAsLong();
    }

    /**
     * Opens a lease to others. Those who wait get the first seats, in their order, until one comes who wants a resource to
     * himself.
     *
     * @param limit how many may have the lease in common, who opens it included
     */
    void open(R resource, int limit, long now, Effects<R> effects) {
        int seats = 1;
        Borrower<R> head = balance.isClosed() ? null : balance.nextToServe(now, effects);
        while (head != null && seats < limit && head.sharesLease()) {
            balance.seat(resource, head, now, effects);
            seats++;
            head = balance.nextToServe(now, effects);
        }
        resource.openSeats(seats);
    }

    /**
     * Somebody had to make do with a seat: opens one more resource, as if he waited, if that is allowed now.
     *
     * @return whether there was room for one
     */
    boolean want(long now, Effects<R> effects) {
        if (balance.isClosed() || balance.growth.room() <= 0) {
            return false;
        }
        balance.growth.keepMinimum();
        long retryAt = balance.growth.begin(balance.waiters.size() + 1, now, effects);
        balance.alarm.noLaterThan(retryAt, effects);
        return true;
    }

    /** Whether nobody waits, and callers are served. Any thread may ask; may be a little old. */
    boolean isUncontended() {
        return balance.waiters.isEmpty() && !balance.growth.isSuspended();
    }

    /** Whether something is idle. Any thread may ask; may be a little old. */
    boolean hasIdle() {
        return !balance.population.idle().isEmpty();
    }
}
