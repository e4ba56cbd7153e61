package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.internal.value.WireRow;

/**
 * Takes what a statement returns. {@link #onRow} is followed by more rows or by exactly one of {@link #onComplete} and
 * {@link #onFailure}.
 *
 * <p>Confined to the event loop.
 */
public interface ResultConsumer {

    /**
     * One row of the first result. What it throws ends the statement: the remaining rows are dropped and the failure is
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

    /** Everything was read, and the connection is free for other commands. */
    void onComplete(Session session);

    /** The statement failed, or {@link #onRow} did. */
    void onFailure(Throwable failure);
}
