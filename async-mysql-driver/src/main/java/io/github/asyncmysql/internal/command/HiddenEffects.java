package io.github.asyncmysql.internal.command;

/**
 * Reads from the words of a statement what it may do to its session without the server's session tracking saying so: locks
 * of users, tables and backups, handlers, XA, roles, and whatever procedures and functions do that are not the server's own. A
 * false alarm costs a reset and nothing else. What triggers and views do with user locks stays hidden;
 * {@link io.github.asyncmysql.ResetMode#ALWAYS} is for those. What the server does report is measured in
 * {@code docs/session-state.md}.
 *
 * <p>Thread-safe, without allocation.
 */
public final class HiddenEffects {

    /** May leave something behind that the server does not report. */
    public static final int LEAVES = 1;

    /** Sets the mode of the next transaction. */
    public static final int SETS_MODE = 1 << 1;

    /** Starts a transaction, which uses up the mode that was set for it. */
    public static final int STARTS_TRANSACTION = 1 << 2;

    /** Reads what the statement before it has left: row counts, warnings. */
    public static final int READS_PREVIOUS = 1 << 3;

    /** Reads the key that was generated last. */
    public static final int READS_KEY = 1 << 4;

    /** Sets the key that was generated last, without telling it. */
    public static final int SETS_KEY = 1 << 5;

    /** Leaves something behind that not even a reset takes away: a resource group. */
    public static final int LEAVES_FOR_GOOD = 1 << 6;

    /** Prepares a branch of a distributed transaction, which stays with the session on most servers. */
    public static final int PREPARES_XA = 1 << 7;

    /** Commits or rolls back such a branch. */
    public static final int ENDS_XA = 1 << 8;

    private static final String[] LEAVING = {
        "lock", "flush", "handler", "backup", "call", "execute", "if", "case", "loop", "while", "repeat", "for"
    };
    private static final String[] ATOMIC = {
        "insert", "replace", "update", "delete", "select", "with", "create", "alter", "drop", "truncate", "rename"
    };
    private static final String[] LEAVING_FOR_GOOD = {"resource"};
    private static final String[] ASSIGNING = {"load", "get"};
    private static final String[] BEFORE_VARIABLES = {"into"};
    /** Words between which and a bracket stands the name of a table, not of a function. */
    private static final String[] BEFORE_TABLES = {
        "into",
        "insert",
        "replace",
        "ignore",
        "low_priority",
        "high_priority",
        "delayed",
        "table",
        "with",
        "recursive",
        "as"
    };

    private HiddenEffects() {}

    /** The effects of a statement, as a sum of the constants. */
    public static int of(String sql) {
        int start = firstWord(sql);
        int hints = hints(sql, start);
        return ofFirstWord(sql, start)
                | ofNames(sql, hints, hints < 0 ? hints : sql.indexOf("*/", hints))
                | ofUnderscores(sql)
                | ofRareWords(sql, start);
    }

    /** Whether a statement, outside of transactions, has all of its effects or none: what runs several others may have some. */
    public static boolean isAtomic(String sql) {
        return isOneOf(sql, firstWord(sql), ATOMIC);
    }

    private static int ofFirstWord(String sql, int start) {
        if (isWord(sql, start, "set")) {
            int second = skipSpace(sql, start + 3);
            if (isWord(sql, second, "transaction")) {
                return SETS_MODE;
            }
            return isWord(sql, second, "role") ? LEAVES : isOneOf(sql, second, LEAVING_FOR_GOOD) ? LEAVES_FOR_GOOD : 0;
        }
        if (isWord(sql, start, "start")) {
            return STARTS_TRANSACTION;
        }
        if (isWord(sql, start, "begin")) {
            return isWord(sql, skipSpace(sql, start + 5), "not") ? LEAVES : STARTS_TRANSACTION;
        }
        if (isWord(sql, start, "show")) {
            int second = skipSpace(sql, start + 4);
            boolean diagnostics = isWord(sql, second, "warnings")
                    || isWord(sql, second, "errors")
                    || sql.regionMatches(true, second, "count", 0, 5);
            return diagnostics ? READS_PREVIOUS : 0;
        }
        if (isWord(sql, start, "get")) {
            return READS_PREVIOUS;
        }
        if (isWord(sql, start, "xa")) {
            int second = skipSpace(sql, start + 2);
            boolean ends = isWord(sql, second, "commit") || isWord(sql, second, "rollback");
            return LEAVES | (isWord(sql, second, "prepare") ? PREPARES_XA : ends ? ENDS_XA : 0);
        }
        return isOneOf(sql, start, LEAVING) ? LEAVES : 0;
    }

    private static int firstWord(String sql) {
        int i = skipSpace(sql, 0);
        while (i < sql.length()) {
            if (sql.startsWith("/*", i)) {
                int end = sql.indexOf("*/", i + 2);
                i = end < 0 ? sql.length() : end + 2;
            } else if (sql.charAt(i) == '#' || sql.startsWith("--", i)) {
                int end = sql.indexOf('\n', i);
                i = end < 0 ? sql.length() : end + 1;
            } else if (sql.charAt(i) == '(') {
                i++;
            } else {
                break;
            }
            i = skipSpace(sql, i);
        }
        return i;
    }

    private static int skipSpace(String sql, int from) {
        int i = from;
        while (i < sql.length() && sql.charAt(i) <= ' ') {
            i++;
        }
        return i;
    }

    private static boolean isWord(String sql, int start, String word) {
        int end = start + word.length();
        return sql.regionMatches(true, start, word, 0, word.length())
                && (end >= sql.length() || !isNamePart(sql.charAt(end)));
    }

    private static boolean isOneOf(String sql, int start, String[] words) {
        for (String word : words) {
            if (isWord(sql, start, word)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c > 0x7f;
    }

    /** Where the optimizer's hints begin, which stand behind the first word or nowhere; -1 if there are none. */
    private static int hints(String sql, int firstWord) {
        int end = firstWord;
        while (end < sql.length() && isNamePart(sql.charAt(end))) {
            end++;
        }
        int next = skipSpace(sql, end);
        return end > firstWord && sql.startsWith("/*+", next) ? next : -1;
    }

    /** Looks at the name before each opening bracket, those of hints left out. */
    private static int ofNames(String sql, int hints, int hintsEnd) {
        for (int bracket = sql.indexOf('('); bracket >= 0; bracket = sql.indexOf('(', bracket + 1)) {
            if (bracket > hints && bracket < hintsEnd) {
                bracket = hintsEnd;
                continue;
            }
            int end = spaceBefore(sql, bracket);
            int start = nameBefore(sql, end);
            if (isBehindComment(sql, end, bracket)) {
                return LEAVES;
            }
            if (start < end
                    && !KnownFunctions.contain(sql, start, end)
                    && !isOneOf(sql, wordBefore(sql, start), BEFORE_TABLES)) {
                return LEAVES;
            }
            // A name that belongs to a database is not one of the server's own, even if it looks like it.
            if (start < end && start > 0 && sql.charAt(start - 1) == '.' && !isTable(sql, start)) {
                return LEAVES;
            }
        }
        return 0;
    }

    /** Whether a comment may stand where the space begins, so that the word before it is not known. */
    private static boolean isBehindComment(String sql, int spaceStart, int spaceEnd) {
        if (sql.startsWith("*/", spaceStart - 2)) {
            return true;
        }
        int lineEnd = sql.indexOf('\n', spaceStart);
        if (lineEnd < 0 || lineEnd > spaceEnd) {
            return false;
        }
        int lineStart = sql.lastIndexOf('\n', spaceStart - 1) + 1;
        int hash = sql.indexOf('#', lineStart);
        int dashes = sql.indexOf("--", lineStart);
        return hash >= 0 && hash < lineEnd || dashes >= 0 && dashes < lineEnd;
    }

    private static boolean isTable(String sql, int start) {
        return isOneOf(sql, wordBefore(sql, start), BEFORE_TABLES);
    }

    /** Where the word before a name starts, the database of the name not counted; -1 if there is none. */
    private static int wordBefore(String sql, int nameStart) {
        int start = nameStart;
        int end = spaceBefore(sql, start);
        while (end > 0 && sql.charAt(end - 1) == '.') {
            start = nameBefore(sql, spaceBefore(sql, end - 1));
            end = spaceBefore(sql, start);
        }
        return end == 0 ? -1 : nameBefore(sql, end);
    }

    private static int spaceBefore(String sql, int end) {
        int i = end;
        while (i > 0 && sql.charAt(i - 1) <= ' ') {
            i--;
        }
        return i;
    }

    private static int nameBefore(String sql, int end) {
        int i = end;
        if (i > 0 && (sql.charAt(i - 1) == '`' || sql.charAt(i - 1) == '"')) {
            int open = i < 2 ? -1 : sql.lastIndexOf(sql.charAt(i - 1), i - 2);
            return Math.max(open, 0);
        }
        while (i > 0 && isNamePart(sql.charAt(i - 1))) {
            i--;
        }
        return i;
    }

    private static int ofUnderscores(String sql) {
        int effects = 0;
        for (int i = sql.indexOf('_'); i >= 0; i = sql.indexOf('_', i + 1)) {
            if (sql.regionMatches(true, i - 4, "last_insert_id", 0, 14)) {
                int bracket = skipSpace(sql, i + 10);
                boolean reads =
                        skipSpace(sql, bracket + 1) < sql.length() && sql.charAt(skipSpace(sql, bracket + 1)) == ')';
                effects |= reads || bracket >= sql.length() || sql.charAt(bracket) != '(' ? READS_KEY : SETS_KEY;
            } else if (sql.regionMatches(true, i - 3, "row_count", 0, 9)
                    || sql.regionMatches(true, i - 5, "found_rows", 0, 10)
                    || sql.regionMatches(true, i - 7, "warning_count", 0, 13)
                    || sql.regionMatches(true, i - 5, "error_count", 0, 11)) {
                effects |= READS_PREVIOUS;
            } else if (sql.regionMatches(true, i - 7, "session_track", 0, 13)
                    || sql.regionMatches(true, i - 3, "get_lock", 0, 8)) {
                effects |= LEAVES;
            }
        }
        return effects;
    }

    private static int ofRareWords(String sql, int first) {
        int effects = 0;
        for (int i = sql.indexOf('@'); i >= 0; i = sql.indexOf('@', i + 1)) {
            if (i + 1 < sql.length() && sql.charAt(i + 1) == '@') {
                i++;
                boolean identity = sql.regionMatches(true, i + 1, "identity", 0, 8)
                        || sql.regionMatches(true, i + 1, "session.identity", 0, 16);
                effects |= identity ? READS_KEY : 0;
            } else if (isOneOf(sql, first, ASSIGNING)
                    || isBehindComment(sql, spaceBefore(sql, i), i)
                    || isOneOf(sql, nameBefore(sql, spaceBefore(sql, i)), BEFORE_VARIABLES)
                    || sql.contains(":=")) {
                // SET is the only statement that the server reports user variables of.
                effects |= LEAVES;
            }
        }
        // NEXT VALUE FOR sequence, sequence.NEXTVAL
        effects |= nextOf(sql, 'x') | nextOf(sql, 'X');
        // What such a comment holds is executed.
        return sql.contains("/*!") || sql.contains("/*M!") ? effects | LEAVES : effects;
    }

    private static int nextOf(String sql, char x) {
        for (int i = sql.indexOf(x); i >= 0; i = sql.indexOf(x, i + 1)) {
            if (sql.regionMatches(true, i - 2, "nextval", 0, 7)) {
                return LEAVES;
            }
            if (sql.regionMatches(true, i - 2, "next", 0, 4) && isWord(sql, skipSpace(sql, i + 2), "value")) {
                return LEAVES;
            }
        }
        return 0;
    }
}
