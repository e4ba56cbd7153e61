package io.github.asyncmysql.internal.command;

import java.util.regex.Pattern;

/**
 * Tells by its words whether a statement is a query that changes nothing: what runs it may lock rows until its transaction
 * ends, but outside of every transaction nothing is left of it. Functions count as changing something unless they are known
 * to be the server's own. What the stored functions of a view do stays hidden.
 *
 * <p>Thread-safe.
 */
public final class PlainSelect {

    private static final Pattern SELECT =
            Pattern.compile("\\s*+select\\b[^;]*+", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Writes a file, or frees what the session has locked. Anywhere in the text: a false alarm costs a round trip. */
    private static final Pattern CHANGING = Pattern.compile("\\b(?:into|release_\\w+)\\b", Pattern.CASE_INSENSITIVE);

    private PlainSelect() {}

    /** Whether a statement is such a query. */
    public static boolean is(String sql) {
        return is(sql, HiddenEffects.of(sql));
    }

    /**
     * Whether a statement is such a query.
     *
     * @param hiddenEffects its {@link HiddenEffects}
     */
    static boolean is(String sql, int hiddenEffects) {
        return hiddenEffects == 0
                && SELECT.matcher(sql).matches()
                && !CHANGING.matcher(sql).find();
    }
}
