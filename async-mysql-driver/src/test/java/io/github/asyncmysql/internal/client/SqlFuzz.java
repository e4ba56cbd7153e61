package io.github.asyncmysql.internal.client;

import static io.github.asyncmysql.fuzz.FuzzTarget.check;
import static io.github.asyncmysql.fuzz.FuzzTarget.same;

import io.github.asyncmysql.fuzz.FuzzTarget;
import io.github.asyncmysql.internal.client.SqlScanner.Kind;
import io.github.asyncmysql.internal.command.HiddenEffects;
import io.github.asyncmysql.internal.wire.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Any text as a statement. The scanner's tokens come in order, do not overlap, and end. A statement made for several rows
 * is the original with its group repeated: as many placeholders as rows times columns, nothing else changed, and not to be
 * taken for one that could be repeated again. Words that leave traces in a session are found wherever they stand.
 * Thread-safe.
 */
public final class SqlFuzz implements FuzzTarget {

    private static final List<String> STATEMENTS = List.of(
            "insert into users(name, email) values (?, ?)",
            "INSERT IGNORE INTO `a``b`.\"t\" PARTITION (p0, p1) (`x`) VALUE (lower(?)) ;",
            "replace into t values (?, 'it''s', 1.5e3, default, null) # comment",
            "insert into t(a) values (?) as new(b) on duplicate key update a = values(a) + 1, b = last_insert_id(b)",
            "insert into t values (?) returning id",
            "insert into t select ?",
            "insert into t values (?), (?)",
            "/* trace */ lock tables t write",
            "-- trace\n select get_lock('a', 1)",
            "/*! lock tables t write */",
            "insert into t values (? /* ) */, '\\')",
            "select 1 --\u00a0 not a comment\n, 2");

    @Override
    public String name() {
        return "sql";
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (String statement : STATEMENTS) {
            seeds.put(statement, statement.getBytes(StandardCharsets.UTF_8));
        }
        return seeds;
    }

    @Override
    public void run(byte[] input) {
        String sql = new String(input, StandardCharsets.UTF_8);
        List<String> tokens = tokens(sql);
        MultiRowInsert insert = MultiRowInsert.parse(sql);
        if (insert != null) {
            checkInsert(sql, tokens, insert);
        }
        String lower = sql.toLowerCase(Locale.ROOT);
        check(!lower.contains("get_lock") || leaves(sql), "GET_LOCK is found");
        check(leaves("lock tables t write; " + sql), "LOCK is found");
        if (!tokens.isEmpty()
                && List.of("WORD lock", "WORD flush", "WORD handler", "WORD xa").contains(lower(tokens.get(0)))) {
            check(leaves(sql), "it is found behind comments too");
        }
        check(Text.shortenSql(sql).length() <= 203, "a statement in a message is short");
    }

    private static boolean leaves(String sql) {
        return (HiddenEffects.of(sql) & HiddenEffects.LEAVES) != 0;
    }

    private static String lower(String token) {
        int kind = token.indexOf(' ');
        return token.substring(0, kind) + token.substring(kind).toLowerCase(Locale.ROOT);
    }

    /** The tokens as kind and text; what the scanner does not understand is the last one. */
    private static List<String> tokens(String sql) {
        List<String> tokens = new ArrayList<>();
        SqlScanner scanner = new SqlScanner(sql);
        int last = 0;
        while (scanner.next() != Kind.END && scanner.kind() != Kind.UNKNOWN) {
            check(scanner.start() >= last && scanner.end() > scanner.start(), "tokens come in order");
            check(scanner.end() <= sql.length(), "within the text");
            String text = sql.substring(scanner.start(), scanner.end());
            check((scanner.kind() == Kind.PLACEHOLDER) == text.equals("?"), "a placeholder is a question mark");
            tokens.add(scanner.kind() + " " + text);
            last = scanner.end();
        }
        Kind end = scanner.kind();
        check(scanner.next() == end && scanner.next() == end, "the end stays");
        if (end == Kind.UNKNOWN) {
            tokens.add("UNKNOWN ");
        }
        return tokens;
    }

    private static void checkInsert(String sql, List<String> tokens, MultiRowInsert insert) {
        check(!tokens.contains("UNKNOWN "), "what is not understood is not repeated");
        String once = insert.sql(1);
        check(sql.startsWith(once), "for one row it is the original");
        String left = sql.substring(once.length());
        List<String> behind = tokens(left);
        check(behind.isEmpty() || behind.equals(List.of("SYMBOL ;")), "except for what means nothing");
        List<String> expected = tokens(once);
        same(placeholders(expected), (long) insert.placeholders(), "placeholders of one row");
        same(placeholders(tokens), (long) insert.placeholders(), "placeholders of the original");
        String previous = once;
        for (int rows = 1; rows <= 4; rows++) {
            String repeated = insert.sql(rows);
            same(repeated.length(), insert.length(rows), "length of " + rows + " rows");
            same(
                    placeholders(tokens(repeated)),
                    (long) rows * insert.placeholders(),
                    "placeholders of " + rows + " rows");
            if (rows > 1) {
                checkRepetition(previous, repeated);
                check(MultiRowInsert.parse(repeated) == null, "what was repeated is not repeated again");
            }
            previous = repeated;
        }
        MultiRowInsert again = MultiRowInsert.parse(once);
        check(again != null && again.effect() == insert.effect(), "it means the same");
        check(again.plainValues() == insert.plainValues() && again.sql(3).equals(insert.sql(3)), "it means the same");
    }

    private static long placeholders(List<String> tokens) {
        return tokens.stream().filter(token -> token.startsWith("PLACEHOLDER")).count();
    }

    /** The longer one is the shorter one with one piece put in: a comma and a group in parentheses. */
    private static void checkRepetition(String shorter, String longer) {
        int added = longer.length() - shorter.length();
        int at = 0;
        while (at < shorter.length() && shorter.charAt(at) == longer.charAt(at)) {
            at++;
        }
        // Where the group ends with what begins the piece, the first difference comes late: any place that fits will
        // do.
        for (int start = Math.min(at, shorter.length()); start >= 0; start--) {
            String piece = longer.substring(start, start + added);
            boolean fits = piece.startsWith(",(")
                    && piece.endsWith(")")
                    && shorter.startsWith(longer.substring(start + added), start)
                    && shorter.length() - start == longer.length() - start - added;
            if (fits) {
                return;
            }
        }
        throw new AssertionError("a row is added by repeating the group, nothing else");
    }
}
