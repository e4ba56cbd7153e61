package io.github.asyncmysql;

import java.util.List;

/**
 * What a batch did. Immutable, as long as nobody writes into its arrays.
 *
 * <p>Rows count from 0, in the order in which they were given. Of a batch that reads a publisher, which may have any
 * number of rows, only totals and failures are kept: {@code rowCounts}, {@code generatedKeys} and {@code statements} are
 * empty then.
 *
 * @param strategy how the rows were sent
 * @param rows the number of rows that were executed
 * @param affectedRows the sum of what the server reported as affected
 * @param rowCounts for each row the number of affected rows, {@link #SUCCESS_NO_INFO}, {@link #FAILED} or
 *     {@link #NOT_EXECUTED}
 * @param generatedKeys for each row the {@code AUTO_INCREMENT} value that the server reported, or that follows for certain
 *     from what it reported; 0 where there is none or it is not certain; unsigned
 * @param statements the statements that were executed, in order
 * @param failures the rows that failed
 */
@SuppressWarnings("ArrayRecordComponent") // a million boxed numbers, or a copy on each access, would help nobody
public record BatchResult(
        Strategy strategy,
        long rows,
        long affectedRows,
        long[] rowCounts,
        long[] generatedKeys,
        List<Part> statements,
        List<Failure> failures) {

    /** A row count: the row was executed, in one statement with others, and the server told only their sum. */
    public static final long SUCCESS_NO_INFO = -2;

    /** A row count: the row, or the statement it was part of, failed. */
    public static final long FAILED = -3;

    /** A row count: the batch ended before the row was sent. */
    public static final long NOT_EXECUTED = -4;

    /** How the rows of a batch are sent. */
    public enum Strategy {
        /** Many rows in one {@code INSERT} or {@code REPLACE}, whose group of values was multiplied. */
        REWRITTEN,
        /** Many rows in one {@code COM_STMT_BULK_EXECUTE} of MariaDB. */
        BULK,
        /** One execution for each row, several of them on their way at a time. */
        PIPELINED
    }

    /**
     * One statement of the batch.
     *
     * @param firstRow its first row
     * @param rows the number of its rows
     * @param affectedRows what the server reported for the whole of it
     * @param lastInsertId what the server reported: for an {@code INSERT} the first value that it generated; unsigned
     */
    public record Part(long firstRow, int rows, long affectedRows, long lastInsertId) {}

    /**
     * A statement of the batch that failed.
     *
     * @param firstRow its first row, or its only one
     * @param rows the number of its rows
     * @param cause why
     */
    public record Failure(long firstRow, int rows, MySqlException cause) {}

    /** The counts in short, without the arrays. */
    @Override
    public String toString() {
        return "BatchResult[" + strategy + ", rows=" + rows + ", affectedRows=" + affectedRows + ", failures="
                + failures.size() + "]";
    }
}
