package io.github.asyncmysql.internal.command;

/**
 * Knows the statements that change a session without the server's session tracking saying so: locks of users and tables,
 * handlers, XA. A false alarm costs a reset and nothing else. What stored programs do with user locks stays hidden;
 * {@link io.github.asyncmysql.ResetMode#ALWAYS} is for those.
 *
 * <p>Thread-safe.
 */
public final class HiddenEffects {

    private static final String[] FIRST_WORDS = {"lock", "flush", "handler", "xa"};
    private static final String LOCK_FUNCTION = "get_lock";

    private HiddenEffects() {}

    /** Whether a statement may leave something behind that the server does not report. */
    public static boolean in(String sql) {
        int start = 0;
        while (start < sql.length() && sql.charAt(start) <= ' ') {
            start++;
        }
        for (String word : FIRST_WORDS) {
            if (sql.regionMatches(true, start, word, 0, word.length())) {
                return true;
            }
        }
        return callsLockFunction(sql);
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
