package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.internal.pool.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Something that has to be done on a host. It may come back to {@link HostRouter#again} any number of times. The
 * package-private fields are guarded by the router's lock.
 *
 * @param <H> what a host is
 */
public abstract class Call<H> {

    /** When it was first led somewhere. */
    long since;
    /** The host that it has come back from, and the number of the check from which on that may be tried again. */
    @Nullable
    Member cameFrom;

    long notBefore;

    @Nullable
    Cancellable timer;

    /** Begins it on that host. Called outside of all locks, on any thread; must not throw. */
    protected abstract void start(H host);

    /** There is no host for it. Called outside of all locks, on any thread, at most once and as the last thing. */
    protected abstract void refused(MySqlPoolException failure);

    /** Whether a replica may do it. Thread-safe. */
    protected boolean isForReplicas() {
        return false;
    }

    /** Whether it is to wait for a host that takes writes, once it is known that there is none now. */
    protected boolean isPatient() {
        return true;
    }

    /** Whether nobody waits for it any more. Thread-safe. */
    protected abstract boolean isAbandoned();
}
