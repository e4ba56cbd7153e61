package io.github.asyncmysql.benchmark;

/** What is measured. Immutable. */
enum Workload {
    POINT_SELECT("Point select", "select", 64, 1) {
        @Override
        String describe() {
            return "One row of six columns by its primary key, random out of 10,000; " + users() + " users, pool of "
                    + POOL_SIZE + " connections; cached prepared statement";
        }

        @Override
        long[] expectedChecksums() {
            long[] expected = new long[POINT_IDS + 1];
            for (int id = 1; id <= POINT_IDS; id++) {
                expected[id] = Account.of(id).checksum();
            }
            return expected;
        }
    },

    STREAM("Stream of rows", "row", 2, Workload.ROWS) {
        @Override
        String describe() {
            return "100,000 rows of six columns in one result, again and again; " + users()
                    + " users, each with a connection of its own; prepared statement";
        }

        @Override
        long[] expectedChecksums() {
            long sum = 0;
            for (int id = 1; id <= ROWS; id++) {
                sum += Account.of(id).checksum();
            }
            return new long[] {sum};
        }
    };

    static final int ROWS = 100_000;
    static final int POOL_SIZE = 16;
    static final int POINT_IDS = 10_000;
    static final String POINT_SQL = "select " + Account.COLUMNS + " from " + Account.TABLE + " where id = ?";
    static final String STREAM_SQL = "select " + Account.COLUMNS + " from " + Account.TABLE;

    private final String title;
    private final String unit;
    private final int users;
    private final int rowsPerOperation;

    Workload(String title, String unit, int users, int rowsPerOperation) {
        this.title = title;
        this.unit = unit;
        this.users = users;
        this.rowsPerOperation = rowsPerOperation;
    }

    String title() {
        return title;
    }

    /** What throughput, CPU time and allocation are counted by: one row, or one operation of one row. */
    String unit() {
        return unit;
    }

    /** How many operations are under way at any moment. */
    int users() {
        return users;
    }

    int rowsPerOperation() {
        return rowsPerOperation;
    }

    abstract String describe();

    /** What each operation must answer, by the id it asks for; a single element where the id does not matter. */
    abstract long[] expectedChecksums();
}
