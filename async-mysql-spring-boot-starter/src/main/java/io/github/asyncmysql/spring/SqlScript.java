package io.github.asyncmysql.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A script taken apart into its statements, following the lexical rules of MySQL and MariaDB: separators inside of strings,
 * quoted identifiers and comments separate nothing, and the {@code DELIMITER} command of the {@code mysql} client changes
 * the separator, as scripts with stored programs need it. Confined to one thread, for one use.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/stored-programs-defining.html">Defining stored programs</a>
 */
public final class SqlScript {

    private static final String DELIMITER = "delimiter";

    private final String text;
    private final List<Statement> statements = new ArrayList<>();
    private final StringBuilder current = new StringBuilder();
    private String separator;
    private int position;
    private int line = 1;
    private int startLine;
    private boolean hasCode;

    /**
     * One statement of a script. Immutable.
     *
     * @param line the line where it starts, counted from 1
     * @param sql the statement without its separator and without comments in front of it
     */
    public record Statement(int line, String sql) {}

    private SqlScript(String text, String separator) {
        this.text = text;
        this.separator = separator;
    }

    /**
     * The statements of a script, in order; what is only white space or comments is none.
     *
     * @param text the script
     * @param separator what ends a statement, until {@code DELIMITER} says otherwise; not blank
     * @throws IllegalArgumentException if the separator is blank, or a string, an identifier or a comment is not closed;
     *     the message names its line
     */
    public static List<Statement> split(String text, String separator) {
        if (separator.isBlank()) {
            throw new IllegalArgumentException("separator must not be blank");
        }
        String lines = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return new SqlScript(lines.replace("\r\n", "\n"), separator.strip()).split();
    }

    private List<Statement> split() {
        while (position < text.length()) {
            char c = text.charAt(position);
            if (text.startsWith(separator, position)) {
                position += separator.length();
                end();
            } else if (c == '\'' || c == '"' || c == '`') {
                quoted(c);
            } else if (c == '#' || isDashComment()) {
                skip(endOfLine());
            } else if (text.startsWith("/*", position)) {
                comment();
            } else if (!hasCode && isDelimiterCommand()) {
                delimiterCommand();
            } else {
                code(position + 1);
            }
        }
        end();
        return List.copyOf(statements);
    }

    private void end() {
        if (hasCode) {
            statements.add(new Statement(startLine, current.toString().strip()));
        }
        current.setLength(0);
        hasCode = false;
    }

    private void code(int end) {
        for (; position < end; position++) {
            char c = text.charAt(position);
            if (!hasCode && !Character.isWhitespace(c)) {
                hasCode = true;
                startLine = line;
            }
            if (c == '\n') {
                line++;
            }
            if (hasCode) {
                current.append(c);
            }
        }
    }

    // Within a statement a comment is kept: its text may be a hint, and white space must stay where it was.
    private void skip(int end) {
        if (hasCode) {
            code(end);
            return;
        }
        for (; position < end; position++) {
            if (text.charAt(position) == '\n') {
                line++;
            }
        }
    }

    private boolean isDashComment() {
        return text.startsWith("--", position) && (position + 2 >= text.length() || text.charAt(position + 2) <= ' ');
    }

    private int endOfLine() {
        int end = text.indexOf('\n', position);
        return end < 0 ? text.length() : end;
    }

    private void comment() {
        int end = text.indexOf("*/", position + 2);
        if (end < 0) {
            throw unclosed("comment");
        }
        boolean executable = text.startsWith("/*!", position) || text.startsWith("/*M!", position);
        if (executable) {
            code(end + 2);
        } else {
            skip(end + 2);
        }
    }

    private void quoted(char quote) {
        int index = position + 1;
        while (index < text.length()) {
            char c = text.charAt(index);
            if (c == '\\' && quote != '`') {
                index += 2;
            } else if (c != quote) {
                index++;
            } else if (index + 1 < text.length() && text.charAt(index + 1) == quote) {
                index += 2;
            } else {
                code(index + 1);
                return;
            }
        }
        throw unclosed(quote == '`' ? "identifier" : "string");
    }

    private IllegalArgumentException unclosed(String what) {
        return new IllegalArgumentException("The " + what + " that starts in line " + line + " is not closed");
    }

    // A client command: it has a line of its own.
    private boolean isDelimiterCommand() {
        int end = position + DELIMITER.length();
        return end < text.length()
                && text.substring(position, end).toLowerCase(Locale.ROOT).equals(DELIMITER)
                && (text.charAt(end) == ' ' || text.charAt(end) == '\t')
                && text.substring(text.lastIndexOf('\n', position) + 1, position)
                        .isBlank();
    }

    private void delimiterCommand() {
        int end = endOfLine();
        String delimiter = text.substring(position + DELIMITER.length(), end).strip();
        if (delimiter.isEmpty()) {
            throw new IllegalArgumentException("The DELIMITER in line " + line + " names no delimiter");
        }
        separator = delimiter;
        position = end;
    }
}
