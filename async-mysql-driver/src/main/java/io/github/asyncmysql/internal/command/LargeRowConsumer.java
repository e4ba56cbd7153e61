package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.internal.value.WireRow;

/**
 * Takes rows whose last value is delivered while it arrives. A row that has come in whole goes to {@link #onRow} all the
 * same. None of the methods throws.
 *
 * <p>Confined to the event loop.
 */
public interface LargeRowConsumer extends ResultConsumer {

    /**
     * A row has begun to arrive. Its value follows, unless it is NULL.
     *
     * @param row holds the fields in front of the last one, which reads as NULL; a view, valid during the call
     */
    void onRowStart(WireRow row);

    /** The next bytes of the value, which are valid during the call; none at all, once, if the value is empty. */
    void onBytes(byte[] array, int offset, int length);

    /** All of the row has come. */
    void onRowEnd();
}
