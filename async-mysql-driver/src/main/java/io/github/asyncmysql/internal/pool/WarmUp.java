package io.github.asyncmysql.internal.pool;

import org.jspecify.annotations.Nullable;

/** Somebody who waits for the minimal number of resources to be open. Called outside of all locks, once, on any thread. */
@FunctionalInterface
interface WarmUp {

    /** @param failure {@code null} if they are open */
    void ended(@Nullable Throwable failure);
}
