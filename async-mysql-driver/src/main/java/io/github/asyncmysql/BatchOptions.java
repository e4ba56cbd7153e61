package io.github.asyncmysql;

import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How a batch runs. Immutable.
 *
 * @param toleratedFailures how many rows may fail before the batch stops; 0 stops at the first. Where failures are
 *     tolerated each row is a statement of its own, since only then does one row's failure leave all others alone
 * @param maxRowsPerStatement the most rows that are put into one statement, 1 to 65,535; 1 switches rewriting and bulk
 *     execution off
 * @param progress is told the number of rows executed so far after each answer of the server, on the connection's event
 *     loop; it must not block, and what it throws ends the batch. {@code null} for nobody
 */
public record BatchOptions(
        int toleratedFailures,
        int maxRowsPerStatement,
        @Nullable LongConsumer progress) {

    /** The largest number of rows per statement. */
    public static final int MAX_ROWS_PER_STATEMENT = 65_535;

    /** Stops at the first failure, puts up to 1,024 rows into one statement. */
    public static final BatchOptions DEFAULT = new BatchOptions(0, 1024, null);

    /** @throws IllegalArgumentException if a number is out of its range */
    public BatchOptions {
        if (toleratedFailures < 0) {
            throw new IllegalArgumentException("toleratedFailures must not be negative, but is " + toleratedFailures);
        }
        if (maxRowsPerStatement < 1 || maxRowsPerStatement > MAX_ROWS_PER_STATEMENT) {
            throw new IllegalArgumentException("maxRowsPerStatement must be between 1 and " + MAX_ROWS_PER_STATEMENT
                    + ", but is " + maxRowsPerStatement);
        }
    }

    /**
     * Goes on after rows that failed; they are listed in {@link BatchResult#failures()}.
     *
     * @param maxFailures when one more row than this has failed, the batch stops; each failure is kept in memory
     */
    public BatchOptions continueOnError(int maxFailures) {
        return new BatchOptions(maxFailures, maxRowsPerStatement, progress);
    }

    /** See {@link #maxRowsPerStatement()}. */
    public BatchOptions withMaxRowsPerStatement(int rows) {
        return new BatchOptions(toleratedFailures, rows, progress);
    }

    /** See {@link #progress()}. */
    public BatchOptions withProgress(LongConsumer listener) {
        return new BatchOptions(toleratedFailures, maxRowsPerStatement, Objects.requireNonNull(listener, "listener"));
    }
}
