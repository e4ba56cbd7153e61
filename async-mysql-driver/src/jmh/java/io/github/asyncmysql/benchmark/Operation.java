package io.github.asyncmysql.benchmark;

import java.util.concurrent.Executor;

/**
 * One client doing one workload. Started again and again by many users at a time, always on its own event loop.
 *
 * <p>An implementation asks for rows, decodes every column of every row and hands back the sum of their
 * {@linkplain Account#checksum() checksums}. It blocks nowhere but in its constructor and in {@link #close()}.
 */
interface Operation extends AutoCloseable {

    /** The event loop that the client's callbacks run on. */
    Executor eventLoop();

    /**
     * Starts the operation and returns at once.
     *
     * @param id the account that is asked for, where the workload asks for one
     */
    void start(int id, Completion completion);

    /** Told how an operation ended, exactly once. */
    interface Completion {

        /**
         * All rows have been read.
         *
         * @param rows their number
         * @param checksum the sum of their checksums
         */
        void done(int rows, long checksum);

        void failed(Throwable cause);
    }
}
