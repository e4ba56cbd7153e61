package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.internal.value.RowDescriptor;
import io.github.asyncmysql.internal.value.WireRow;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a statement returns. {@link #onRow} is followed by more rows or by exactly one of {@link #onComplete} and
 * {@link #onFailure}.
 *
 * <p>Confined to the event loop.
 */
public interface ResultConsumer {

    /**
     * One row of the first result, or of any if {@link #wantsAllResults()}. What it throws ends the statement: the remaining rows are dropped and the failure is
     * reported once the connection is free again.
     *
     * @param row a view, valid during the call
     */
    void onRow(WireRow row);

    /** Whether another row may come now. */
    default boolean wantsRow() {
        return true;
    }

    /** Whether rows are taken at the receiver's own pace, which must not count as the server's. */
    default boolean isStream() {
        return false;
    }

    /** Whether the results behind the first one are wanted too. */
    default boolean wantsAllResults() {
        return false;
    }

    /**
     * One of several results is complete; called only for those who {@linkplain #wantsAllResults() want all}.
     *
     * @param session its counts are those of this result
     * @param rows describes the rows; {@code null} if it was a result without rows
     * @param outParams whether the one row holds the {@code OUT} parameters of a procedure
     */
    default void onResult(Session session, @Nullable RowDescriptor rows, boolean outParams) {}

    /** Everything was read, and the connection is free for other commands. */
    void onComplete(Session session);

    /** The statement failed, or {@link #onRow} did. */
    void onFailure(Throwable failure);
}
