package io.github.asyncmysql;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a pool at one moment. Immutable.
 *
 * @param id the server's id of the session, as in {@code CONNECTION_ID()}
 * @param state what the pool has it for
 * @param age time since it was opened
 * @param inState time since it was borrowed, or if it is not, since it was used last
 * @param leases how often it was lent
 * @param statements commands that were started on it, those of the driver itself included
 * @param statement the statement whose answer is awaited, as it was written, on one line and shortened to 200 characters;
 *     without the values of its parameters; {@code null} if there is none
 * @param evicted why it will be closed when it comes back; {@code null} if it will not
 * @param borrower where it was borrowed, as a stack trace; {@code null} if it is not borrowed, or leak detection is off
 */
public record ConnectionSnapshot(
        long id,
        State state,
        Duration age,
        Duration inState,
        long leases,
        long statements,
        @Nullable String statement,
        PoolListener.@Nullable CloseReason evicted,
        @Nullable Throwable borrower) {

    /** What the pool has a connection for. */
    public enum State {
        /** Ready to be lent. */
        IDLE,
        /** Borrowed. */
        IN_USE,
        /** Being brought back to a clean state after it was given back. */
        CLEANING,
        /** Asked for a sign of life. */
        VALIDATING,
        /** Asked to close, and not closed yet. */
        CLOSING
    }
}
