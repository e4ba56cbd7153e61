package io.github.asyncmysql.benchmark.load;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One row of the table that is read: six columns of the types that applications use most. Immutable.
 *
 * <p>Every value follows from the id, so that a measuring JVM knows what the server must answer.
 */
public record Account(
        long id,
        String name,
        BigDecimal balance,
        double score,
        LocalDateTime createdAt,
        @Nullable String note) {

    public static final String TABLE = "benchmark_account";

    /** The same rows, 200 ms later. */
    public static final String SLOW_VIEW = "benchmark_slow";

    public static final String COLUMNS = "id, name, balance, score, created_at, note";

    private static final LocalDateTime EPOCH = LocalDateTime.of(2020, 1, 1, 0, 0);
    private static final int SECONDS_APART = 977;
    private static final int NOTE_EVERY = 3;
    private static final int BEYOND_ASCII_EVERY = 10;

    public static Account of(long id) {
        String name = (id % BEYOND_ASCII_EVERY == 0 ? "Åsa Örnfjäll " : "Alexander Smith ") + id;
        BigDecimal balance = BigDecimal.valueOf(id * 7_919 % 10_000_000 - 2_000_000, 2);
        double score = id / 16.0;
        LocalDateTime createdAt = EPOCH.plusSeconds(id * SECONDS_APART).plusNanos(id % 1_000_000 * 1_000);
        String note = id % NOTE_EVERY == 0 ? null : "customer since the year of the opening, number " + id * 31;
        return new Account(id, name, balance, score, createdAt, note);
    }

    public long checksum() {
        return checksum(id, name, balance, score, createdAt, note);
    }

    /** Depends on every column and allocates nothing, so that it costs every client the same. */
    public static long checksum(
            long id, String name, BigDecimal balance, double score, LocalDateTime createdAt, @Nullable String note) {
        long sum = id;
        sum = sum * 31 + name.hashCode();
        sum = sum * 31 + balance.hashCode();
        sum = sum * 31 + Double.doubleToRawLongBits(score);
        sum = sum * 31 + createdAt.hashCode();
        return sum * 31 + (note == null ? 0 : note.hashCode());
    }

    /** The sums of so many accounts in a row, by the id of the first, which starts at 1. */
    static long[] checksums(int ids, int rows) {
        long[] single = new long[ids + rows];
        for (int id = 1; id < single.length; id++) {
            single[id] = of(id).checksum();
        }
        long[] sums = new long[ids + 1];
        for (int id = 1; id <= ids; id++) {
            for (int row = 0; row < rows; row++) {
                sums[id] += single[id + row];
            }
        }
        return sums;
    }
}
