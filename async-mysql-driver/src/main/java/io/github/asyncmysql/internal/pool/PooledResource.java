package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.HandshakeTimes;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolTotals.Reset;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Something that a {@link ConnectionPool} lends. It carries the pool's own notes about itself, so that lending and giving
 * back need neither a look-up nor an object.
 *
 * <p>Thread-safe; the package-private fields are guarded by the pool's lock, except {@link #doomed}.
 */
public abstract class PooledResource {

    private static final AtomicIntegerFieldUpdater<PooledResource> LEASE =
            AtomicIntegerFieldUpdater.newUpdater(PooledResource.class, "lease");

    private static final AtomicIntegerFieldUpdater<PooledResource> SEATS =
            AtomicIntegerFieldUpdater.newUpdater(PooledResource.class, "seats");
    private static final AtomicIntegerFieldUpdater<PooledResource> RIDES =
            AtomicIntegerFieldUpdater.newUpdater(PooledResource.class, "rides");

    /** Where a resource is in its life. */
    enum State {
        /** Not handed to a pool yet. */
        NEW,
        IDLE,
        /** Borrowed, or just given back and not yet judged. */
        LEASED,
        /** Being brought back to a clean state after it was given back. */
        CLEANING,
        /** Asked for a sign of life for a waiting borrower. */
        CHECKING,
        /** Asked for a sign of life in the background. */
        PROBING,
        /** Asked to close, not closed yet. */
        CLOSING,
        /** Not the pool's any more. */
        GONE
    }

    /** The pool that it belongs to; {@code null} before it was connected. */
    volatile @Nullable ConnectionPool<?> pool;

    State state = State.NEW;
    /** Position in the list of all resources of the pool. */
    int index = -1;

    long leasedAt;
    /** When it was opened. */
    long openedAt;
    /** When it was given back last, or opened. */
    long lastUsed;
    /** When it was known to be alive last. */
    long lastHeard;
    /** From here on it is replaced when that costs nobody anything. */
    long retireAt = Long.MAX_VALUE;
    /** From here on it is never lent again. */
    long expireAt = Long.MAX_VALUE;
    /** Whether its replacement has been asked for. */
    boolean retiring;
    /** When closing began, or the sign of life was asked for. */
    long since;
    /** What cleaning came to, when it ended before the pool had noted that it began. */
    Cleanliness cleanliness = Cleanliness.PENDING;

    /** Who waits for its end. */
    @Nullable
    List<EndRound> rounds;

    /** Where it was borrowed; {@code null} if it is not borrowed, or not watched. */
    @Nullable
    Throwable borrowedAt;

    /** What tells when nobody can give it back any more; {@code null} if that is not watched. */
    LeaseWatch.@Nullable Watched<?> watched;

    /** Whether the current borrower has been reported for keeping it too long. */
    boolean leaked;

    /** By which part of it the life time is shortened. */
    double spread;
    /** What was done to its session when it came back last. */
    private volatile Reset cleanedBy = Reset.NONE;

    UsableCallback cleaned = usable -> {};
    UsableCallback validated = usable -> {};

    /** The number of the current lease; 0 when it is not lent. Set under the lock, cleared by whoever gives it back. */
    private volatile int lease;

    private int leases;

    /** How many have the current lease in common; 0 while it is somebody's own. */
    private volatile int seats;
    /** How many seats were taken since the lease was opened to others. */
    private volatile int rides;
    /** Whether its leases have been opened to others before. */
    volatile boolean isKnownToShare;
    /** When the latest of them was through. */
    volatile long answeredAt;
    /** How long it is occupied by those who have sent on it together last; only for the event loop that it lives on. */
    long gatheredNanos;
    /** To whose kind alone the lease is open; {@code null} if it is open to all. Written before the seats are opened. */
    @Nullable
    Pace trialOf;

    /** Why it must not be lent again; {@code null} while it may. */
    volatile @Nullable CloseReason doomed;

    /** Whether it can still be used as far as is known without asking. Must be no more than the read of a field. */
    public abstract boolean isOpen();

    /**
     * Whether the calling thread is the event loop that this resource lives on, so that using it needs no hop. Must be no
     * more than the read of a field.
     */
    public abstract boolean isOnCallersThread();

    /**
     * Whether the calling thread is the event loop that this resource lives on, and something that was sent on it will leave together
     * with what is sent on it before the turn is over.
     */
    public abstract boolean isGathering();

    /**
     * Brings it to a clean state for the next borrower. Called outside of all locks by whoever gives it back.
     *
     * @param done called exactly once if this method returned {@code false}, else never
     * @return {@code true} if it is clean as it is
     */
    public abstract boolean recycle(UsableCallback done);

    /**
     * Asks the peer for a sign of life, within a time limit of the resource's own.
     *
     * @param done called exactly once
     */
    public abstract void validate(UsableCallback done);

    /** Closes it with a good-bye, whatever it is doing; cuts it when that takes too long. Never blocks. */
    public abstract void closeGracefully();

    /** Cuts it now. Never blocks. */
    public abstract void abort();

    /**
     * The number of the current lease, to be read by the borrower when it gets the resource and to be handed to {@link
     * ConnectionPool#release(PooledResource, int)}; 0 when it is not lent.
     */
    public final int lease() {
        return lease;
    }

    /**
     * The session is of no use any more, as its current borrower has found out: it is closed when he gives it back. The
     * first reason stays. Takes no lock.
     */
    public final void retire(CloseReason reason) {
        if (doomed == null) {
            doomed = reason;
        }
    }

    /**
     * The server has refused to write, as its current borrower has found out: it is closed when he gives it back, but not
     * more of them in a time than may help, see {@link ReplacementPacer}.
     */
    protected final void readOnly() {
        ConnectionPool<?> owner = pool;
        if (owner != null) {
            owner.readOnly(this);
        }
    }

    /** What was in front has been answered, and nobody wanted to hear it. */
    protected final void answeredUnheard() {
        ConnectionPool<?> owner = pool;
        if (owner != null) {
            answeredAt = owner.now();
        }
    }

    /** To be called while a resource is cleaned, before that is reported as done. */
    protected final void cleanedBy(Reset reset) {
        cleanedBy = reset;
    }

    /** What was done in the latest cleaning. */
    final Reset takeCleanedBy() {
        Reset taken = cleanedBy;
        cleanedBy = Reset.NONE;
        return taken;
    }

    /** How long the steps of opening it took; {@code null} if it does not say. */
    public @Nullable HandshakeTimes handshakeTimes() {
        return null;
    }

    /** Its number at the peer, for people to find it there. */
    public abstract long id();

    /** How many commands were started on it; may lag behind a little. */
    public abstract long uses();

    /** What it is doing, for people to read; {@code null} if nothing, or if it does not say. May lag behind a little. */
    public @Nullable String activity() {
        return null;
    }

    /** Under the pool's lock. */
    final ConnectionSnapshot snapshot(long now) {
        ConnectionSnapshot.State shown =
                switch (state) {
                    case LEASED -> ConnectionSnapshot.State.IN_USE;
                    case CLEANING -> ConnectionSnapshot.State.CLEANING;
                    case CHECKING, PROBING -> ConnectionSnapshot.State.VALIDATING;
                    case CLOSING -> ConnectionSnapshot.State.CLOSING;
                    case NEW, IDLE, GONE -> ConnectionSnapshot.State.IDLE;
                };
        long since = state == State.LEASED ? leasedAt : lastUsed;
        return new ConnectionSnapshot(
                id(),
                shown,
                Duration.ofNanos(now - openedAt),
                Duration.ofNanos(now - since),
                leases,
                uses(),
                activity(),
                doomed,
                borrowedAt);
    }

    /** How many have the current lease in common; 0 while it is somebody's own. */
    final int seats() {
        return seats;
    }

    /** How many seats were taken since the lease was opened to others. */
    final int rides() {
        return rides;
    }

    /** Opens the lease to others. Only for whoever has it. */
    final void openSeats(int taken) {
        rides = taken;
        seats = taken;
    }

    /** Lets nobody in any more until it is lent anew. */
    final void shutSeats(int mostRides) {
        rides = mostRides;
    }

    final boolean takeSeat(int limit) {
        for (int taken = seats; taken > 0 && taken < limit; taken = seats) {
            if (SEATS.compareAndSet(this, taken, taken + 1)) {
                RIDES.incrementAndGet(this);
                return true;
            }
        }
        return false;
    }

    /** Returns whether that was the last one, who has to give the resource back. */
    final boolean leaveSeat() {
        return SEATS.decrementAndGet(this) == 0;
    }

    /** Under the pool's lock. */
    final void beginLease() {
        leases = leases == Integer.MAX_VALUE ? 1 : leases + 1;
        lease = leases;
    }

    /** Ends a lease, unless it has ended already. Without the lock: of several that try, one succeeds. */
    final boolean endLease(int lease) {
        return lease != 0 && LEASE.compareAndSet(this, lease, 0);
    }
}
