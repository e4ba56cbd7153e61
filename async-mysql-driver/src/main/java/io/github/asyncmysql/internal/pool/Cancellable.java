package io.github.asyncmysql.internal.pool;

/** Something under way that can be given up. Thread-safe. */
@FunctionalInterface
public interface Cancellable {

    /** Gives it up. Never blocks; does nothing when it is over already. */
    void cancel();
}
