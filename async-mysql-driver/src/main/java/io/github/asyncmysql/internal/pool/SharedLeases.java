package io.github.asyncmysql.internal.pool;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets several borrowers have one lease in common, each with a seat of his own. Whoever has a resource to himself may open his
 * lease to others; whoever leaves last gives it back. To get a seat takes no lock.
 *
 * <p>Where something is idle, a seat is only for those who send beside others before the event loop's turn is over, and wait for
 * no longer than what it would cost to send by themselves is worth. So a large pool that is busy needs few system calls, and whoever is alone has
 * a resource to himself.
 *
 * <p>Nobody who wants a resource to himself is overtaken: while somebody waits, seats are given to those who wait alone, and in
 * their order.
 *
 * <p>Thread-safe; no method blocks.
 *
 * @param <R> the kind of resource
 */
public final class SharedLeases<R extends PooledResource> {

    /** After so many seats a lease has to end, so that the pool sees the resource: it may be old, or not be clean. */
    private static final int MOST_RIDES = 1_000;

    /** Where nobody was through for so long, something slow is in front. */
    private static final long STALLED_NANOS = 5_000_000;

    /** How many are looked at in search of a seat, so that the search costs the same in a large pool. */
    private static final int REACH = 16;

    /** What those who send together may take, all of them, as far as is known, so that the last one hardly waits. */
    private static final long GATHERED_NANOS = 1_000_000;

    /** Two of a kind, to find out what it takes to send them together. */
    private static final int PAIR = 2;

    /** A power of two; event loops whose threads have the same place only gather less. */
    private static final int PLACES = 64;

    /** How long a pool that is full is not asked for more. */
    private static final long FULL_NANOS = 100_000_000;

    private final ConnectionPool<R> pool;
    private final int limit;
    /** Resources whose leases were opened at some time, without those that were found closed. Written under the pool's lock. */
    private volatile List<R> known = List.of();

    /** By thread, the one that was opened or joined last on its own event loop. */
    private final AtomicReferenceArray<R> latest = new AtomicReferenceArray<>(PLACES);

    private final LongAdder joined = new LongAdder();
    private volatile long fullSince;

    /** @param limit how many may have a lease in common; 1 for no sharing at all */
    public SharedLeases(ConnectionPool<R> pool, int limit) {
        this.pool = pool;
        this.limit = limit;
        this.fullSince = now() - 2 * FULL_NANOS;
        pool.change((now, effects) -> pool.state.sharing.counter(joined::sum));
    }

    /** Whether leases can be shared at all. */
    public boolean isOn() {
        return limit > 1;
    }

    /** The pool's time in nanoseconds, for the other methods. */
    public long now() {
        return pool.now();
    }

    /**
     * Takes a seat in an open lease, unless somebody waits; and if there is an idle resource, only beside those who send in
     * this turn of the event loop.
     *
     * @param pace what is known of him
     * @param now {@link #now()}
     * @return {@code null} if there is none; else the seat has to be given up by {@link #leave}
     */
    public @Nullable R join(Pace pace, long now) {
        Sharing<R> sharing = pool.state.sharing;
        if (!sharing.isUncontended() || pool.isClosed()) {
            return null;
        }
        boolean idle = sharing.hasIdle();
        R found = gathering(pace);
        if (found == null && !idle && pace.isFast()) {
            found = best(now);
        }
        if (found == null || !found.takeSeat(found.trialOf == null ? limit : PAIR)) {
            return null;
        }
        gather(found, pace, false);
        joined.increment();
        if (!idle && now - fullSince >= FULL_NANOS) {
            pool.change((at, effects) -> {
                if (!sharing.want(at, effects)) {
                    fullSince = now;
                }
            });
        }
        return found;
    }

    /** The one that others have used in this turn of the caller's event loop, if there is room beside them. */
    private @Nullable R gathering(Pace pace) {
        R resource = latest.getAcquire(place());
        if (resource == null || !resource.isGathering() || !isOpenToOthers(resource)) {
            return null;
        }
        Pace trial = resource.trialOf;
        boolean fits = trial == null
                ? pace.occupiesNanos() <= GATHERED_NANOS - resource.gatheredNanos
                : trial == pace && resource.seats() < PAIR;
        return fits ? resource : null;
    }

    private void gather(R resource, Pace pace, boolean first) {
        if (resource.isGathering()) {
            long others = first ? 0 : resource.gatheredNanos;
            resource.gatheredNanos = others + Math.min(pace.occupiesNanos(), GATHERED_NANOS);
            latest.setRelease(place(), resource);
        }
    }

    private static int place() {
        return (int) Thread.currentThread().getId() & PLACES - 1;
    }

    private boolean isOpenToOthers(R resource) {
        int seats = resource.seats();
        return seats > 0
                && seats < limit
                && resource.rides() < MOST_RIDES
                && resource.doomed == null
                && resource.isOpen();
    }

    /** Of some, the one with the fewest others; one on the caller's own event loop if possible. */
    private @Nullable R best(long now) {
        R best = null;
        int least = Integer.MAX_VALUE;
        List<R> resources = known;
        int reach = Math.min(resources.size(), REACH);
        int start = resources.size() > REACH ? (int) ((now >>> 8) % resources.size()) : 0;
        for (int i = 0; i < reach; i++) {
            R resource = resources.get((start + i) % resources.size());
            if (isOpenToOthers(resource) && resource.trialOf == null && now - resource.answeredAt < STALLED_NANOS) {
                int seats = resource.seats();
                int rank = resource.isOnCallersThread() ? seats : limit + seats;
                if (rank < least) {
                    best = resource;
                    least = rank;
                }
            }
        }
        return best;
    }

    /**
     * Opens a lease to others. Only for whoever has it to himself, who has the first seat then, which has to be given up by
     * {@link #leave} instead of {@link ConnectionPool#release}.
     *
     * @param pace what is known of him; only one of the same kind is let in if he is not fast
     * @param sentAt {@link #now()} when he sent
     */
    public void open(R resource, Pace pace, long sentAt) {
        boolean trial = !pace.isFast() || pace.occupiesNanos() > GATHERED_NANOS && pace.isTrial();
        resource.answeredAt = sentAt;
        resource.trialOf = trial ? pace : null;
        gather(resource, pace, true);
        if (trial) {
            resource.openSeats(1);
            return;
        }
        if (!resource.isKnownToShare) {
            resource.isKnownToShare = true;
            pool.change((at, effects) ->
                    known = Stream.concat(known.stream().filter(PooledResource::isOpen), Stream.of(resource))
                            .toList());
        }
        if (pool.state.sharing.isUncontended()) {
            resource.openSeats(1);
        } else {
            pool.change((at, effects) -> pool.state.sharing.open(resource, limit, at, effects));
        }
    }

    /** Whoever was in front has got his answer. */
    public void answered(R resource) {
        resource.answeredAt = now();
    }

    /** How long nobody has got an answer there. */
    public long sinceAnswer(R resource, long now) {
        return now - resource.answeredAt;
    }

    /** Lets nobody else into the lease. For whoever has a seat in it. */
    public void shut(R resource) {
        resource.shutSeats(MOST_RIDES);
    }

    /** Gives up a seat; the last one gives the resource back. */
    public void leave(R resource) {
        int lease = resource.lease();
        if (resource.leaveSeat()) {
            pool.release(resource, lease);
        }
    }
}
