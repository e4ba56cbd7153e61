package io.github.asyncmysql.internal.wire;

/**
 * Makes text that came from a server fit for logs and messages.
 *
 * <p>Thread-safe.
 */
public final class Text {

    private static final int MAX_SQL = 200;

    private Text() {}

    /** Escapes control, format (bidirectional marks among them) and unassigned characters; keeps {@code max} at most. */
    public static String sanitize(String text, int max) {
        StringBuilder result = null;
        int length = Math.min(text.length(), max);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (isHarmless(c)) {
                if (result != null) {
                    result.append(c);
                }
            } else {
                if (result == null) {
                    result = new StringBuilder(length + 16).append(text, 0, i);
                }
                escape(c, result);
            }
        }
        if (result == null) {
            return text.length() <= max ? text : text.substring(0, max) + "...";
        }
        return text.length() <= max ? result.toString() : result.append("...").toString();
    }

    // Servers can fill messages with such characters, so this must be cheap.
    private static void escape(char c, StringBuilder target) {
        target.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            target.append(Character.forDigit(c >> shift & 0xf, 16));
        }
    }

    private static boolean isHarmless(char c) {
        if (c >= ' ' && c < 0x7f) {
            return true;
        }
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.UNASSIGNED
                && type != Character.PRIVATE_USE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    /** A statement on one line, shortened to 200 characters. */
    public static String shortenSql(String sql) {
        String oneLine = sql.length() > 4 * MAX_SQL ? sql.substring(0, 4 * MAX_SQL) : sql;
        oneLine = oneLine.strip().replaceAll("\\s+", " ");
        return oneLine.length() <= MAX_SQL ? oneLine : oneLine.substring(0, MAX_SQL) + "...";
    }
}
