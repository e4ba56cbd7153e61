package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlProtocolException;

/**
 * Counts the columns and results of the answer to one statement, and how many a server may send.
 *
 * <p>Confined to the event loop.
 */
final class AnswerLimits {

    private static final int MAX_COLUMNS = 65_535;
    private static final int MAX_RESULTS = 10_000;
    // Several times what 4096 columns with the longest names need; prepared statements keep the definitions.
    private static final long MAX_COLUMN_BYTES = 16 << 20;

    private int columnsLeft;
    private long columnBytes;
    private int results;

    /** So many columns are going to be described, as an unsigned number. */
    int startColumns(long count) {
        if (count <= 0 || count > MAX_COLUMNS) {
            throw new MySqlProtocolException("The server announced " + Long.toUnsignedString(count) + " columns");
        }
        columnsLeft = (int) count;
        columnBytes = 0;
        return columnsLeft;
    }

    /** A column is described with so many bytes. */
    void column(int length) {
        columnBytes += length;
        if (columnBytes > MAX_COLUMN_BYTES) {
            throw new MySqlProtocolException(
                    "The server described the columns of one result with more than " + MAX_COLUMN_BYTES + " bytes");
        }
        columnsLeft--;
    }

    /** Whether all columns have been described. */
    boolean isLastColumn() {
        return columnsLeft == 0;
    }

    /** Another result follows. */
    void nextResult() {
        if (++results > MAX_RESULTS) {
            throw new MySqlProtocolException("The server sent more than " + MAX_RESULTS + " results");
        }
    }

    /** Whether what is read belongs to the first result. */
    boolean isFirstResult() {
        return results == 0;
    }
}
