package io.github.asyncmysql.internal.flight;

import org.jspecify.annotations.Nullable;

/**
 * What events say about failures: never their messages, since those may quote values.
 *
 * <p>Thread-safe.
 */
final class Errors {

    private Errors() {}

    static @Nullable String name(@Nullable Throwable failure) {
        return failure == null ? null : failure.getClass().getName();
    }
}
