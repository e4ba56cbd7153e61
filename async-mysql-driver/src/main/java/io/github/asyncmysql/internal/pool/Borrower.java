package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlException;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who asks a {@link ConnectionPool} for a resource, and his place in its queue; used once. Exactly one of the
 * two methods is called, unless {@link ConnectionPool#cancel} said {@code true}.
 *
 * <p>The package-private fields are guarded by the pool's lock.
 *
 * @param <R> the kind of resource
 */
public abstract class Borrower<R extends PooledResource> {

    /** Where a borrower is on his way. */
    enum State {
        NEW,
        WAITING,
        DONE
    }

    State state = State.NEW;

    @Nullable
    Borrower<R> previous;

    @Nullable
    Borrower<R> next;

    long enqueuedAt;
    long deadline = Long.MAX_VALUE;
    /** Where he asked; {@code null} if he is not watched. Set before he asks. */
    @Nullable
    Throwable askedAt;

    /** Whether work that has a resource of the same pool asked. Set before he asks. */
    boolean nested;

    /** Whether he got a seat in a lease that others have too. Set before he gets it. */
    boolean seated;

    private volatile boolean waited;

    /** Whether he had to wait, so that he may be called on a thread that is not the one he asked on. */
    protected final boolean hasWaited() {
        return waited;
    }

    final void beginWaiting() {
        state = State.WAITING;
        waited = true;
    }

    /** Whether to report it when this borrower keeps a resource for long; {@code false} if only the driver gives it back. */
    protected boolean canLeak() {
        return true;
    }

    /** Whether he can do with a seat in a lease that others have too. */
    protected boolean sharesLease() {
        return false;
    }

    /** Whether what he got is a seat, which {@link SharedLeases#leave} takes back, and no lease of his own. */
    protected final boolean isSeated() {
        return seated;
    }

    /**
     * The resource is his until he gives it back. Called outside of all locks, at most once: before {@link
     * ConnectionPool#acquire} returns if one was idle, else on the thread that made it possible, which may be any. If it
     * throws, the resource goes back to the pool.
     */
    protected abstract void acquired(R resource);

    /**
     * There is none for him: a {@link io.github.asyncmysql.MySqlPoolException}, or the failure to connect itself if
     * trying again is pointless. Called outside of all locks, at most once, on any thread.
     */
    protected abstract void acquireFailed(MySqlException failure);
}
