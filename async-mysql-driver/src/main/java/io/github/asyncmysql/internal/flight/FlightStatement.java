package io.github.asyncmysql.internal.flight;

import org.jspecify.annotations.Nullable;

/**
 * A statement that is being recorded.
 *
 * <p>Confined to one thread at a time.
 */
public interface FlightStatement {

    /**
     * The statement has ended.
     *
     * @param sql its text, shortened
     * @param connectionId the server's id of the session; 0 if there is none
     * @param failure why it failed; {@code null} if it did not
     */
    void ended(String sql, long connectionId, @Nullable Throwable failure);
}
