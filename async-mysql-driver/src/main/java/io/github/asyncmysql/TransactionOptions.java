package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * How a transaction is started, and whether it is repeated. Immutable.
 *
 * @param isolation the isolation level, {@code null} for the session's own
 * @param readOnly whether the transaction is started {@code READ ONLY}; the server then refuses writes. On a pool with
 *     {@link MySqlConfig#replicaReads()}, a replica may run it
 * @param consistentSnapshot whether the snapshot that its reads see is taken at its start
 *     ({@code WITH CONSISTENT SNAPSHOT}) and not with its first read. It needs {@code REPEATABLE READ}, the default of
 *     all servers.
 * @param retry whether and how often the whole transaction is repeated after a conflict with another one; {@code null} for
 *     never
 */
public record TransactionOptions(
        @Nullable IsolationLevel isolation,
        boolean readOnly,
        boolean consistentSnapshot,
        @Nullable TransactionRetry retry) {

    /** The session's isolation level, read and write. */
    public static final TransactionOptions DEFAULT = new TransactionOptions(null, false);

    /** The session's isolation level, read only. */
    public static final TransactionOptions READ_ONLY = new TransactionOptions(null, true);

    /** @throws IllegalArgumentException if a snapshot is wanted in a level that has none */
    public TransactionOptions {
        if (consistentSnapshot && isolation != null && isolation != IsolationLevel.REPEATABLE_READ) {
            throw new IllegalArgumentException(
                    "consistentSnapshot needs isolation REPEATABLE_READ, but isolation is " + isolation);
        }
    }

    /** Without a snapshot at the start, never repeated. */
    public TransactionOptions(@Nullable IsolationLevel isolation, boolean readOnly) {
        this(isolation, readOnly, false, null);
    }

    public TransactionOptions isolation(@Nullable IsolationLevel level) {
        return new TransactionOptions(level, readOnly, consistentSnapshot, retry);
    }

    public TransactionOptions readOnly(boolean value) {
        return new TransactionOptions(isolation, value, consistentSnapshot, retry);
    }

    public TransactionOptions consistentSnapshot(boolean value) {
        return new TransactionOptions(isolation, readOnly, value, retry);
    }

    public TransactionOptions retry(@Nullable TransactionRetry policy) {
        return new TransactionOptions(isolation, readOnly, consistentSnapshot, policy);
    }
}
