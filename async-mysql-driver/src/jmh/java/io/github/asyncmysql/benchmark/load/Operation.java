package io.github.asyncmysql.benchmark.load;

/**
 * One workload as one client does it, started again and again by many users at a time.
 *
 * <p>An implementation asks for rows, decodes every column of every row and hands back the sum of their checksums.
 */
@FunctionalInterface
public interface Operation {

    /**
     * Starts the operation; that of a client that blocks returns when it has ended.
     *
     * @param id what is asked for, where the workload asks for something
     */
    void start(int id, Completion completion);

    /** Told how an operation ended, exactly once, by any thread. */
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
