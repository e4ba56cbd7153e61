package io.github.asyncmysql.spring;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ConcurrentLruCache;

/**
 * A statement in two words, what it does and to which table: few values however many statements there are. Immutable.
 *
 * @param operation the first word in capitals, such as {@code SELECT}
 * @param target the first table or procedure without quotes; {@code null} if there is none, or none was recognised
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/database/database-spans/#generating-a-summary-of-the-query">
 *     OpenTelemetry: generating a summary of the query</a>
 */
public record StatementSummary(String operation, @Nullable String target) {

    private static final int CACHED = 512;
    private static final int LONGEST = 255;
    private static final String UNKNOWN = "UNKNOWN";
    private static final int LONGEST_CACHED_STATEMENT = 8192;
    private static final ConcurrentLruCache<String, StatementSummary> CACHE =
            new ConcurrentLruCache<>(CACHED, StatementSummary::parse);
    private static final String QUOTED_NAME = "`(?:[^`]++|``)++`";
    // Comments and strings first, so that words inside of them are not taken for words of the statement. Possessive, so
    // that
    // the depth of the stack does not grow with the length of a string.
    private static final Pattern TOKEN = Pattern.compile(
            "/\\*.*?\\*/|#[^\\n]*|--(?=\\s|$)[^\\n]*|'(?:[^'\\\\]++|\\\\.|'')*+'|\"(?:[^\"\\\\]++|\\\\.|\"\")*+\""
                    + "|((?:" + QUOTED_NAME + "|[\\p{L}_$][\\p{L}\\p{N}_$]*+)"
                    + "(?:\\s*+\\.\\s*+(?:" + QUOTED_NAME + "|[\\p{L}\\p{N}_$]++))?)|[()]",
            Pattern.DOTALL);
    private static final Set<String> MAIN_OPERATIONS = Set.of("SELECT", "INSERT", "REPLACE", "UPDATE", "DELETE");
    private static final Set<String> BEFORE_TARGET = Set.of("FROM", "INTO", "CALL", "TABLE", "JOIN", "DATABASE");
    // The tables in front of the main part of WITH are not what it is about.
    private static final Set<String> HAVE_NO_TARGET = Set.of("WITH", "SET");
    private static final Set<String> MODIFIERS = Set.of(
            "LOW_PRIORITY",
            "DELAYED",
            "HIGH_PRIORITY",
            "QUICK",
            "IGNORE",
            "IF",
            "NOT",
            "EXISTS",
            "LATERAL",
            "INTO",
            "FROM");

    /** The summary of a statement. */
    public static StatementSummary of(String sql) {
        return sql.length() <= LONGEST_CACHED_STATEMENT ? CACHE.get(sql) : parse(sql);
    }

    private static StatementSummary parse(String sql) {
        Matcher tokens = TOKEN.matcher(sql);
        String operation = null;
        boolean expectTarget = false;
        int depth = 0;
        while (tokens.find()) {
            String word = tokens.group(1);
            if (word == null) {
                depth += tokens.group().equals("(") ? 1 : tokens.group().equals(")") ? -1 : 0;
                continue;
            }
            String upper = word.toUpperCase(Locale.ROOT);
            if (operation == null || isMainPartBehindWith(operation, depth, upper)) {
                operation = upper;
                expectTarget = isBeforeTarget(operation, upper);
            } else if (upper.equals("SELECT")) {
                // A subquery, or the source of an insert: its own FROM comes behind it.
                expectTarget = false;
            } else if (expectTarget && !MODIFIERS.contains(upper)) {
                return new StatementSummary(known(operation), word.replaceAll("[`\\s]", ""));
            } else if (isBeforeTarget(operation, upper) && !HAVE_NO_TARGET.contains(operation)) {
                expectTarget = true;
            }
        }
        return new StatementSummary(known(operation), null);
    }

    private static boolean isMainPartBehindWith(String operation, int depth, String word) {
        return operation.equals("WITH") && depth == 0 && MAIN_OPERATIONS.contains(word);
    }

    // FOR UPDATE, ON UPDATE and the functions INSERT and REPLACE have no table behind them.
    private static boolean isBeforeTarget(String operation, String word) {
        return BEFORE_TARGET.contains(word)
                || (word.equals(operation) && MAIN_OPERATIONS.contains(word) && !word.equals("SELECT"));
    }

    private static String known(@Nullable String operation) {
        return operation == null || operation.length() > LONGEST ? UNKNOWN : operation;
    }

    /**
     * Both words, as {@code db.query.summary} and the name of a span. At most 255 characters, and not cut within a word:
     * where both are too long it is the operation alone, and where that is too long, {@code UNKNOWN}.
     */
    public String text() {
        return target == null || operation.length() + 1 + target.length() > LONGEST
                ? known(operation)
                : operation + " " + target;
    }
}
