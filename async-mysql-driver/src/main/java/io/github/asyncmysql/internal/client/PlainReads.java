package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.internal.command.PlainSelect;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a pool that may run on a connection beside those of others, and how long they take: queries that take no
 * locks and leave nothing in their session, as far as their words tell.
 *
 * <p>Thread-safe.
 */
final class PlainReads {

    private static final int MOST_STATEMENTS = 1_000;
    private static final int LONGEST_SQL = 10_000;

    /** Words of clauses that lock, and functions that wait. Anywhere in the text: a false alarm costs little. */
    private static final Pattern SLOW = Pattern.compile(
            "\\b(?:for|lock|sleep|benchmark|procedure|\\w+_wait|wait_\\w+)\\b", Pattern.CASE_INSENSITIVE);

    private final ConcurrentHashMap<String, PlainRead> reads = new ConcurrentHashMap<>();

    /** What is known of a statement; {@code null} if it is to have a connection to itself. */
    @Nullable
    PlainRead of(String sql) {
        PlainRead known = reads.get(sql);
        if (known == null) {
            known = isPlain(sql) ? new PlainRead() : PlainRead.NONE;
            if (sql.length() <= LONGEST_SQL) {
                if (reads.mappingCount() >= MOST_STATEMENTS) {
                    // Texts that hold their values come once; those that matter are soon known again.
                    reads.clear();
                }
                reads.put(sql, known);
            }
        }
        return known == PlainRead.NONE ? null : known;
    }

    private static boolean isPlain(String sql) {
        return sql.length() <= LONGEST_SQL && !SLOW.matcher(sql).find() && PlainSelect.is(sql);
    }
}
