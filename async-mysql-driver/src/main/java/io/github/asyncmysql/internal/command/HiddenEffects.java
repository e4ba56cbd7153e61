package io.github.asyncmysql.internal.command;

/**
 * Knows the statements that change a session without the server's session tracking saying so: locks of users, tables and
 * backups, handlers, XA. A false alarm costs a reset and nothing else. What stored programs do with user locks stays hidden;
 * {@link io.github.asyncmysql.ResetMode#ALWAYS} is for those.
 *
 * <p>Thread-safe.
 */
public final class HiddenEffects {

    private static final String[] FIRST_WORDS = {"lock", "flush", "handler", "xa", "backup"};
    private static final String LOCK_FUNCTION = "get_lock";

    private HiddenEffects() {}

    /** Whether a statement may leave something behind that the server does not report. */
    public static boolean in(String sql) {
        int start = firstWord(sql);
        if (start < 0) {
            return true;
        }
        for (String word : FIRST_WORDS) {
            if (sql.regionMatches(true, start, word, 0, word.length())) {
                return true;
            }
        }
        return callsLockFunction(sql);
    }

    /** Where the statement begins, behind blanks and comments; negative if in a comment that servers execute. */
    private static int firstWord(String sql) {
        int at = 0;
        while (at < sql.length()) {
            if (sql.charAt(at) <= ' ') {
                at++;
            } else if (sql.charAt(at) == '#' || isDashComment(sql, at)) {
                int line = sql.indexOf('\n', at);
                at = line < 0 ? sql.length() : line + 1;
            } else if (sql.startsWith("/*", at)) {
                if (sql.startsWith("!", at + 2) || sql.startsWith("M!", at + 2)) {
                    return -1;
                }
                int close = sql.indexOf("*/", at + 2);
                at = close < 0 ? sql.length() : close + 2;
            } else {
                break;
            }
        }
        return at;
    }

    private static boolean isDashComment(String sql, int at) {
        return sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
    }

    private static boolean callsLockFunction(String sql) {
        int last = sql.length() - LOCK_FUNCTION.length();
        // The underscore is the rarest of its characters.
        int underscore = sql.indexOf('_');
        while (underscore >= 0) {
            int start = underscore - 3;
            if (start >= 0
                    && start <= last
                    && sql.regionMatches(true, start, LOCK_FUNCTION, 0, LOCK_FUNCTION.length())) {
                return true;
            }
            underscore = sql.indexOf('_', underscore + 1);
        }
        return false;
    }
}
