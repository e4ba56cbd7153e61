package io.github.asyncmysql.benchmark.load;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows of many columns: whole numbers in those with even numbers, short texts in the others. Every value follows from the id. */
public final class Wide {

    static final String TABLE = "benchmark_wide";
    static final int IDS = 1_000;
    static final int COLUMNS = 200;

    private Wide() {}

    static Stream<String> columns(int count) {
        return IntStream.range(0, count).mapToObj(column -> "c" + column);
    }

    public static boolean isNumber(int column) {
        return column % 2 == 0;
    }

    static int number(int id, int column) {
        return id * 31 + column;
    }

    static String text(int id, int column) {
        return "t" + (id * 7 + column);
    }

    /** @param value the hash code of the value in the next column */
    public static long add(long checksum, int value) {
        return checksum * 31 + value;
    }

    static long[] checksums(int columns) {
        long[] expected = new long[IDS + 1];
        for (int id = 1; id <= IDS; id++) {
            for (int column = 0; column < columns; column++) {
                int value =
                        isNumber(column) ? number(id, column) : text(id, column).hashCode();
                expected[id] = add(expected[id], value);
            }
        }
        return expected;
    }
}
