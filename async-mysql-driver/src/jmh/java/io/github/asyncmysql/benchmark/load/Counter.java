package io.github.asyncmysql.benchmark.load;

/** Rows that transactions count up. */
public final class Counter {

    static final String TABLE = "benchmark_counter";
    static final int IDS = 10_000;

    public static final String LOCK_SQL = "select id, amount from " + TABLE + " where id = ? for update";
    public static final String UPDATE_SQL = "update " + TABLE + " set amount = ? where id = ?";

    private Counter() {}

    /** @param updated how many rows the update has changed: one */
    public static long checksum(long id, long updated) {
        return id * 31 + updated;
    }

    static long[] expectedChecksums() {
        long[] expected = new long[IDS + 1];
        for (int id = 1; id <= IDS; id++) {
            expected[id] = checksum(id, 1);
        }
        return expected;
    }
}
