package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * How a transaction is started. Immutable.
 *
 * @param isolation the isolation level, {@code null} for the session's own
 * @param readOnly whether the transaction is started {@code READ ONLY}; the server then refuses writes
 */
public record TransactionOptions(@Nullable IsolationLevel isolation, boolean readOnly) {

    /** The session's isolation level, read and write. */
    public static final TransactionOptions DEFAULT = new TransactionOptions(null, false);

    /** The session's isolation level, read only. */
    public static final TransactionOptions READ_ONLY = new TransactionOptions(null, true);

    public TransactionOptions isolation(@Nullable IsolationLevel level) {
        return new TransactionOptions(level, readOnly);
    }

    public TransactionOptions readOnly(boolean value) {
        return new TransactionOptions(isolation, value);
    }
}
