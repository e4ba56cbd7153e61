package io.github.asyncmysql.benchmark.load;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** One row that is inserted. Immutable. */
public record Item(long owner, String name, BigDecimal amount, LocalDateTime createdAt) {

    static final String TABLE = "benchmark_item";
    static final int PER_BATCH = 1_000;

    private static final String ROW = "(?, ?, ?, ?)";

    public static final String INSERT_SQL = "insert into " + TABLE + " (owner, name, amount, created_at) values " + ROW;

    /** What each batch inserts. */
    public static final List<Item> BATCH =
            IntStream.range(0, PER_BATCH).mapToObj(Item::of).toList();

    /** One statement that inserts the whole batch. */
    public static String insertAllSql() {
        return INSERT_SQL.replace(ROW, String.join(", ", Collections.nCopies(PER_BATCH, ROW)));
    }

    private static Item of(int number) {
        return new Item(
                number * 7_919L,
                "Item of the batch, number " + number,
                BigDecimal.valueOf(number * 101L, 2),
                LocalDateTime.of(2024, 1, 1, 0, 0).plusSeconds(number * 977L).plusNanos(number * 1_000L));
    }
}
