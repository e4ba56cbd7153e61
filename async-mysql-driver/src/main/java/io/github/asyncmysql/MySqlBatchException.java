package io.github.asyncmysql;

/**
 * A batch has stopped because a row failed. {@link #failure()} is that row's own failure, and what this exception says of
 * outcome and transience is the cause's; {@link #result()} says what became of the others.
 */
public final class MySqlBatchException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private final MySqlException failure;
    private final long firstRow;
    private final int rows;
    private final transient BatchResult result;

    /**
     * @param failure the failure that stopped the batch
     * @param result what was done before, and what was on its way already
     */
    public MySqlBatchException(BatchResult.Failure failure, BatchResult result) {
        super(message(failure), failure.cause().outcome(), failure.cause());
        this.failure = failure.cause();
        this.firstRow = failure.firstRow();
        this.rows = failure.rows();
        this.result = result;
    }

    private static String message(BatchResult.Failure failure) {
        long first = failure.firstRow();
        String which = failure.rows() == 1
                ? "Row " + first + " of the batch"
                : "Rows " + first + " to " + (first + failure.rows() - 1) + " of the batch, one statement,";
        return which + " failed: " + failure.cause().getMessage();
    }

    /** The failure of the row itself, which is also the cause. */
    public MySqlException failure() {
        return failure;
    }

    @Override
    public boolean isTransient() {
        return failure.isTransient();
    }

    /** The first row of the statement that failed, counted from 0. */
    public long firstRow() {
        return firstRow;
    }

    /** The number of rows of the statement that failed; with more than 1, any of them may be the culprit. */
    public int rows() {
        return rows;
    }

    /** What was executed, and what was not. */
    public BatchResult result() {
        return result;
    }
}
