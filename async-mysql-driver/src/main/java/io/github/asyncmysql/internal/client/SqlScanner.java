package io.github.asyncmysql.internal.client;

/**
 * Splits a statement into tokens, so far as MySQL and MariaDB agree on them in every SQL mode. What depends on a mode that
 * is not known here (a backslash inside of quotes), what hides code (executable comments) and what is not complete makes
 * the whole text {@link Kind#UNKNOWN}.
 *
 * <p>Confined to one thread.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/language-structure.html">Language structure</a>
 */
final class SqlScanner {

    /** What a token is. */
    enum Kind {
        /** A keyword, a name without quotes, or the introducer of a literal. */
        WORD,
        /** A name in backticks. */
        QUOTED_NAME,
        /** Text in single or double quotes; the latter may be a name. */
        QUOTED_TEXT,
        /** A number. */
        NUMBER,
        /** A question mark. */
        PLACEHOLDER,
        /** Any other single character. */
        SYMBOL,
        /** There is nothing more. */
        END,
        /** Nothing can be said about the rest of the text. */
        UNKNOWN
    }

    private static final String SYMBOLS = "(),;.=<>!+-*/%&|^~:@";

    private final String sql;
    private Kind kind = Kind.SYMBOL;
    private int start;
    private int end;

    SqlScanner(String sql) {
        this.sql = sql;
    }

    /** Moves on to the next token. {@link Kind#END} and {@link Kind#UNKNOWN} stay. */
    Kind next() {
        if (kind == Kind.END || kind == Kind.UNKNOWN) {
            return kind;
        }
        int from = skipSpace(end);
        start = from;
        if (from < 0) {
            kind = Kind.UNKNOWN;
        } else if (from == sql.length()) {
            end = from;
            kind = Kind.END;
        } else {
            kind = scan(from);
        }
        return kind;
    }

    /** What the current token is. */
    Kind kind() {
        return kind;
    }

    /** The index of the current token's first character. */
    int start() {
        return start;
    }

    /** The index behind the current token's last character. */
    int end() {
        return end;
    }

    /** Whether the current token is this keyword, in any case. */
    boolean isWord(String word) {
        return kind == Kind.WORD
                && word.length() == end - start
                && sql.regionMatches(true, start, word, 0, end - start);
    }

    /** Whether the current token is this character. */
    boolean isSymbol(char symbol) {
        return kind == Kind.SYMBOL && sql.charAt(start) == symbol;
    }

    /** Whether the current token can be a name. */
    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME || kind == Kind.QUOTED_TEXT && sql.charAt(start) == '"';
    }

    private Kind scan(int from) {
        char c = sql.charAt(from);
        if (c == '?') {
            end = from + 1;
            return Kind.PLACEHOLDER;
        }
        if (c == '`') {
            return quoted(from, c) ? Kind.QUOTED_NAME : Kind.UNKNOWN;
        }
        if (c == '\'' || c == '"') {
            return quoted(from, c) ? Kind.QUOTED_TEXT : Kind.UNKNOWN;
        }
        if (isWordPart(c)) {
            end = from + 1;
            while (end < sql.length() && isWordPart(sql.charAt(end))) {
                end++;
            }
            // A name may begin with a digit; it makes no difference here.
            return isDigit(c) ? Kind.NUMBER : Kind.WORD;
        }
        end = from + 1;
        return SYMBOLS.indexOf(c) >= 0 ? Kind.SYMBOL : Kind.UNKNOWN;
    }

    // A doubled quote stands for itself.
    private boolean quoted(int from, char quote) {
        int i = from + 1;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (c == '\\' && quote != '`') {
                return false;
            }
            if (c == quote) {
                if (i + 1 == sql.length() || sql.charAt(i + 1) != quote) {
                    end = i + 1;
                    return true;
                }
                i++;
            }
            i++;
        }
        return false;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordPart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    /** The index of the next token; negative if a comment has no end, or is one that servers execute. */
    private int skipSpace(int from) {
        int i = from;
        while (i < sql.length()) {
            char c = sql.charAt(i);
            if (isSpace(c)) {
                i++;
            } else if (c == '#' || isDashComment(i)) {
                int line = sql.indexOf('\n', i);
                i = line < 0 ? sql.length() : line + 1;
            } else if (sql.startsWith("/*", i)) {
                if (sql.startsWith("!", i + 2) || sql.startsWith("M!", i + 2)) {
                    return -1;
                }
                int close = sql.indexOf("*/", i + 2);
                if (close < 0) {
                    return -1;
                }
                i = close + 2;
            } else {
                break;
            }
        }
        return i;
    }

    // Without white space behind them two dashes are two signs.
    private boolean isDashComment(int at) {
        return sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
    }
}
