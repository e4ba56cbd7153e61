package io.github.asyncmysql.spring;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds named parameters and placeholders in a statement, following the lexical rules of MySQL and MariaDB in their
 * default SQL mode (a backslash escapes inside of strings). Confined to one thread, for one use.
 *
 * <p>Left alone are strings, quoted identifiers, the comments {@code -- }, {@code #} and {@code /* *}{@code /}, user and
 * system variables ({@code @a}, {@code @@b}), {@code ::} and {@code :=}. The content of executable comments
 * ({@code /*! *}{@code /} and {@code /*M! *}{@code /}) is SQL and is searched. {@code \:} stands for a colon.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/language-structure.html">MySQL language structure</a>
 */
final class SqlScanner {

    private final String sql;
    private final List<String> parts = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private int position;
    private int placeholders;
    private boolean inExecutableComment;
    private @Nullable String unterminated;

    SqlScanner(String sql) {
        this.sql = sql;
    }

    NamedParameterSql scan() {
        while (position < sql.length()) {
            switch (sql.charAt(position)) {
                case '\'', '"' -> quoted(true, "string");
                case '`' -> quoted(false, "identifier");
                case '#' -> copyTo(endOfLine());
                case '-' -> dash();
                case '/' -> slash();
                case '*' -> star();
                case '@' -> variable();
                case '\\' -> backslash();
                case ':' -> colon();
                case '?' -> {
                    placeholders++;
                    copy(1);
                }
                default -> copy(1);
            }
        }
        if (inExecutableComment) {
            unterminated = "comment";
        }
        parts.add(part.toString());
        return new NamedParameterSql(sql, List.copyOf(parts), List.copyOf(names), placeholders, unterminated);
    }

    private char at(int index) {
        return index < sql.length() ? sql.charAt(index) : '\0';
    }

    private void copy(int length) {
        copyTo(Math.min(position + length, sql.length()));
    }

    private void copyTo(int end) {
        part.append(sql, position, end);
        position = end;
    }

    private void quoted(boolean escapes, String kind) {
        char quote = sql.charAt(position);
        int index = position + 1;
        while (index < sql.length()) {
            char c = sql.charAt(index);
            if (c == '\\' && escapes) {
                index += 2;
            } else if (c != quote) {
                index++;
            } else if (at(index + 1) == quote) {
                index += 2;
            } else {
                copyTo(index + 1);
                return;
            }
        }
        unterminated = kind;
        copyTo(sql.length());
    }

    private int endOfLine() {
        int end = sql.indexOf('\n', position);
        return end < 0 ? sql.length() : end + 1;
    }

    // Two dashes start a comment only in front of white space: "5--1" is six.
    private void dash() {
        boolean comment = at(position + 1) == '-' && at(position + 2) <= ' ';
        if (comment) {
            copyTo(endOfLine());
        } else {
            copy(1);
        }
    }

    private void slash() {
        if (at(position + 1) != '*') {
            copy(1);
        } else if (at(position + 2) == '!') {
            inExecutableComment = true;
            copy(3);
        } else if (at(position + 2) == 'M' && at(position + 3) == '!') {
            inExecutableComment = true;
            copy(4);
        } else {
            int end = sql.indexOf("*/", position + 2);
            if (end < 0) {
                unterminated = "comment";
            }
            copyTo(end < 0 ? sql.length() : end + 2);
        }
    }

    private void star() {
        if (inExecutableComment && at(position + 1) == '/') {
            inExecutableComment = false;
            copy(2);
        } else {
            copy(1);
        }
    }

    private void variable() {
        int end = position + 1;
        while (end < sql.length() && (isNamePart(sql.charAt(end)) || "@$.".indexOf(sql.charAt(end)) >= 0)) {
            end++;
        }
        copyTo(end);
    }

    private void backslash() {
        if (at(position + 1) == ':') {
            part.append(':');
            position += 2;
        } else {
            copy(1);
        }
    }

    private void colon() {
        if (at(position + 1) == ':' || at(position + 1) == '=') {
            copy(2);
            return;
        }
        int end = position + 1;
        if (isNameStart(at(end))) {
            while (end < sql.length() && isNamePart(sql.charAt(end))) {
                end++;
            }
        }
        if (end == position + 1) {
            copy(1);
            return;
        }
        parts.add(part.toString());
        part.setLength(0);
        names.add(sql.substring(position + 1, end));
        position = end;
    }

    private static boolean isNameStart(char c) {
        return Character.isLetter(c) || c == '_';
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
