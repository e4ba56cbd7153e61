package io.github.asyncmysql.internal.pool;

/** Hears how cleaning or validating a resource has ended. Thread-safe. */
@FunctionalInterface
public interface UsableCallback {

    /**
     * It has ended; to be called exactly once, from any thread, even from within the call that started it.
     *
     * @param usable whether the resource is fit for the next borrower; else the pool closes it
     */
    void done(boolean usable);
}
