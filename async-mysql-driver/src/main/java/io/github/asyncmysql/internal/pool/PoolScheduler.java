package io.github.asyncmysql.internal.pool;

/** The pool's time. Thread-safe. */
public interface PoolScheduler {

    /** Monotonic time in nanoseconds, from an arbitrary origin. */
    long nanoTime();

    /**
     * Runs {@code task} once, later, on any thread.
     *
     * @param delayNanos from now, 0 or more
     */
    Cancellable schedule(Runnable task, long delayNanos);

    /** Runs {@code task} as soon as possible on a thread that belongs to no caller, or here if there is none any more. */
    void execute(Runnable task);
}
