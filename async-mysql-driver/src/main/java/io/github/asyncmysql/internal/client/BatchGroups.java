package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult.Strategy;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.internal.command.BulkExecuteCommand;
import io.github.asyncmysql.internal.connection.WireConnection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides how the rows of a batch are sent, and cuts them into statements that the server accepts.
 *
 * <p>Sizes of rewritten statements are powers of two, so that a batch of any length needs few prepared statements. A size
 * that comes again gets a statement of its own, as most batches of an application have the same length.
 *
 * <p>Confined to the event loop.
 */
final class BatchGroups {

    private static final int MAX_PARAMETERS = 65_535;
    private static final int ENOUGH_BYTES = 1 << 20;
    private static final int ENOUGH_TEXT = 64 << 10;
    private static final int OVERHEAD = 64;
    private static final Set<String> BULK_STATEMENTS = Set.of("INSERT", "REPLACE", "UPDATE", "DELETE");

    private static final Set<String> NOT_IN_BULK =
            Set.of("SELECT", "WITH", "JOIN", "STRAIGHT_JOIN", "USING", "RETURNING");

    private final Strategy strategy;
    private final int maxRows;
    private final long maxBytes;
    private final long packetLimit;
    private final IntPredicate takenAsTheyAre;

    /** @param takenAsTheyAre which sizes of groups are not to be made a power of two */
    private BatchGroups(Strategy strategy, int maxRows, long packetLimit, IntPredicate takenAsTheyAre) {
        this.strategy = strategy;
        this.maxRows = maxRows;
        this.takenAsTheyAre = takenAsTheyAre;
        this.packetLimit = packetLimit;
        // Of an unknown limit one thing is certain: hardly anybody has set it lower than this.
        this.maxBytes = Math.min(ENOUGH_BYTES, packetLimit) - OVERHEAD;
    }

    static BatchGroups of(
            String sql, @Nullable MultiRowInsert insert, BatchOptions options, WireConnection connection) {
        long packetLimit = connection.maxAllowedPacket() > 0 ? connection.maxAllowedPacket() : Long.MAX_VALUE;
        int rows = options.toleratedFailures() > 0 ? 1 : options.maxRowsPerStatement();
        if (rows > 1 && insert != null) {
            int fitting = fittingRows(insert, rows, packetLimit, connection.config());
            IntPredicate repeated = size -> connection.isRepeatedSize(sql, size);
            return new BatchGroups(Strategy.REWRITTEN, fitting, packetLimit, repeated);
        }
        if (rows > 1 && connection.bulkExecution() && takesBulk(sql)) {
            return new BatchGroups(Strategy.BULK, rows, packetLimit, size -> true);
        }
        return new BatchGroups(Strategy.PIPELINED, 1, packetLimit, size -> true);
    }

    /** Whether it is proven to be one of the statements that MariaDB executes in bulk: on one table, without rows. */
    static boolean takesBulk(String sql) {
        SqlScanner token = new SqlScanner(sql);
        if (token.next() != SqlScanner.Kind.WORD || BULK_STATEMENTS.stream().noneMatch(token::isWord)) {
            return false;
        }
        boolean update = token.isWord("UPDATE");
        if (token.isWord("DELETE") && (token.next() != SqlScanner.Kind.WORD || !token.isWord("FROM"))) {
            return false;
        }
        boolean tables = update;
        boolean placeholders = false;
        while (token.next() != SqlScanner.Kind.END) {
            tables &= !token.isWord("SET");
            placeholders |= token.kind() == SqlScanner.Kind.PLACEHOLDER;
            if (token.kind() == SqlScanner.Kind.UNKNOWN
                    || tables && token.isSymbol(',')
                    || NOT_IN_BULK.stream().anyMatch(token::isWord)) {
                return false;
            }
        }
        return placeholders;
    }

    // What is too long for the cache would be prepared again for every group.
    private static int fittingRows(MultiRowInsert insert, int wanted, long packetLimit, MySqlConfig config) {
        boolean cached = config.statementCacheSize() > 0 && insert.length(1) <= config.statementCacheSqlLimit();
        int keptLength = Math.max(config.statementCacheSqlLimit(), WireConnection.MAX_REWRITTEN_SQL);
        long maxLength = Math.min(cached ? keptLength : ENOUGH_TEXT, packetLimit / 4);
        int rows = 1;
        while (rows * 2 <= wanted
                && insert.length(rows * 2) <= maxLength
                && (long) insert.placeholders() * rows * 2 <= MAX_PARAMETERS) {
            rows *= 2;
        }
        return rows;
    }

    Strategy strategy() {
        return strategy;
    }

    /** The most rows of one statement. */
    int maxRows() {
        return maxRows;
    }

    /** Whether the server would refuse this row, whatever it is sent with. */
    boolean isTooLarge(BatchRow row) {
        return row.size() + OVERHEAD > packetLimit;
    }

    /** The largest packet that the server accepts. */
    long packetLimit() {
        return packetLimit;
    }

    /** Takes the rows of the next statement, at least one. */
    List<BatchRow> take(Queue<BatchRow> rows) {
        int count = Math.max(1, fitting(rows));
        int powerOfTwo = Integer.highestOneBit(count);
        if (count != powerOfTwo && !takenAsTheyAre.test(count)) {
            count = powerOfTwo;
        }
        List<BatchRow> group = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            group.add(rows.remove());
        }
        return group;
    }

    private int fitting(Queue<BatchRow> rows) {
        Iterator<BatchRow> candidates = rows.iterator();
        BatchRow first = candidates.next();
        long size = sizeOf(first);
        int count = 1;
        int @Nullable [] types = strategy == Strategy.BULK ? BulkExecuteCommand.types(first.values()) : null;
        while (count < maxRows && candidates.hasNext()) {
            BatchRow row = candidates.next();
            size += sizeOf(row);
            if (size > maxBytes
                    || row.values().length != first.values().length
                    || types != null && !BulkExecuteCommand.merge(types, row.values())) {
                break;
            }
            count++;
        }
        return count;
    }

    // In a bulk request each value has a byte of its own in front.
    private long sizeOf(BatchRow row) {
        return row.size() + (strategy == Strategy.BULK ? row.values().length : 0);
    }
}
