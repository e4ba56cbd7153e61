package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.internal.client.SqlScanner.Kind;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An {@code INSERT} or {@code REPLACE} with a single group of values, which can be repeated to take many rows at a time.
 *
 * <p>Whatever is not proven to be one is not: more than one group, placeholders outside of the group, clauses that are not
 * known, functions whose value depends on the row before.
 *
 * <p>Immutable.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/insert.html">INSERT</a>
 */
final class MultiRowInsert {

    /** What the statement does with a row, which decides how much its answer says about each. */
    enum Effect {
        /** Adds it, or fails as a whole: one row affected each. */
        INSERT,
        /** May leave it out. */
        INSERT_IGNORE,
        /** May delete others first. */
        REPLACE,
        /** May change another one instead. */
        UPSERT
    }

    // Their value is a different one once several rows are one statement, or could be.
    private static final Set<String> ROW_DEPENDENT =
            Set.of("SELECT", "WITH", "TABLE", "LAST_INSERT_ID", "ROW_COUNT", "FOUND_ROWS");
    private static final Set<String> MODIFIERS = Set.of("LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE");

    private final String head;
    private final String group;
    private final String tail;
    private final int placeholders;
    private final boolean plainValues;
    private final Effect effect;

    private MultiRowInsert(String sql, Parser parser) {
        this.head = sql.substring(0, parser.groupStart);
        this.group = sql.substring(parser.groupStart, parser.groupEnd);
        this.tail = sql.substring(parser.groupEnd, parser.textEnd);
        this.placeholders = parser.placeholders;
        this.plainValues = parser.plainValues;
        this.effect = parser.effect;
    }

    /** The statement taken apart; {@code null} if it is not proven to be one of those. */
    static @Nullable MultiRowInsert parse(String sql) {
        Parser parser = new Parser(sql);
        return parser.statement() ? new MultiRowInsert(sql, parser) : null;
    }

    /** The number of placeholders of one row. */
    int placeholders() {
        return placeholders;
    }

    /** Whether each value is a placeholder or a literal, and nothing is computed. */
    boolean plainValues() {
        return plainValues;
    }

    Effect effect() {
        return effect;
    }

    /** The statement for that many rows. */
    String sql(int rows) {
        StringBuilder text = new StringBuilder(length(rows));
        text.append(head).append(group);
        for (int i = 1; i < rows; i++) {
            text.append(',').append(group);
        }
        return text.append(tail).toString();
    }

    /** The number of characters of {@link #sql(int)}. */
    int length(int rows) {
        return (int) Math.min(Integer.MAX_VALUE, head.length() + tail.length() + (group.length() + 1L) * rows - 1);
    }

    /** Recursive descent over the tokens. Confined to one thread. */
    private static final class Parser {

        private final String sql;
        private final SqlScanner token;
        private Effect effect = Effect.INSERT;
        private int groupStart;
        private int groupEnd;
        private int textEnd;
        private int namesEnd;
        private int placeholders;
        private boolean plainValues = true;

        Parser(String sql) {
            this.sql = sql;
            this.token = new SqlScanner(sql);
        }

        boolean statement() {
            token.next();
            if (token.isWord("REPLACE")) {
                effect = Effect.REPLACE;
            } else if (!token.isWord("INSERT")) {
                return false;
            }
            token.next();
            while (token.kind() == Kind.WORD && MODIFIERS.contains(word())) {
                if (token.isWord("IGNORE")) {
                    effect = Effect.INSERT_IGNORE;
                }
                token.next();
            }
            if (token.isWord("INTO")) {
                token.next();
            }
            return table() && columns() && values() && tail();
        }

        private boolean table() {
            if (!token.isName()) {
                return false;
            }
            token.next();
            if (token.isSymbol('.')) {
                token.next();
                if (!token.isName()) {
                    return false;
                }
                token.next();
            }
            if (token.isWord("PARTITION")) {
                token.next();
                return token.isSymbol('(') && names();
            }
            return true;
        }

        private boolean columns() {
            return !token.isSymbol('(') || names();
        }

        // From the opening parenthesis to behind the closing one.
        private boolean names() {
            token.next();
            while (!token.isSymbol(')')) {
                if (!token.isName() && !token.isSymbol(',') && !token.isSymbol('.')) {
                    return false;
                }
                token.next();
            }
            namesEnd = token.end();
            token.next();
            return true;
        }

        private boolean values() {
            if (!token.isWord("VALUES") && !token.isWord("VALUE")) {
                return false;
            }
            token.next();
            if (!token.isSymbol('(')) {
                return false;
            }
            groupStart = token.start();
            int depth = 0;
            do {
                switch (token.kind()) {
                    case PLACEHOLDER -> placeholders++;
                    case WORD -> {
                        if (ROW_DEPENDENT.contains(word())) {
                            return false;
                        }
                        plainValues &= token.isWord("NULL") || token.isWord("DEFAULT");
                    }
                    case SYMBOL -> {
                        if (token.isSymbol(';')) {
                            return false;
                        }
                        depth += token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
                        plainValues &=
                                depth <= 1 && (token.isSymbol('(') || token.isSymbol(')') || token.isSymbol(','));
                    }
                    case QUOTED_TEXT, NUMBER -> {
                        // A literal.
                    }
                    case QUOTED_NAME -> plainValues = false;
                    case END, UNKNOWN -> {
                        return false;
                    }
                }
                groupEnd = token.end();
                token.next();
            } while (depth > 0);
            return true;
        }

        private boolean tail() {
            textEnd = groupEnd;
            if (token.isWord("AS") && !alias()) {
                return false;
            }
            if (token.isWord("ON") && !onDuplicateKeyUpdate()) {
                return false;
            }
            if (token.isSymbol(';')) {
                token.next();
            }
            return token.kind() == Kind.END;
        }

        private boolean alias() {
            token.next();
            if (!token.isName()) {
                return false;
            }
            textEnd = token.end();
            token.next();
            if (!token.isSymbol('(')) {
                return true;
            }
            boolean complete = names();
            textEnd = namesEnd;
            return complete;
        }

        private boolean onDuplicateKeyUpdate() {
            for (String expected : new String[] {"ON", "DUPLICATE", "KEY", "UPDATE"}) {
                if (!token.isWord(expected)) {
                    return false;
                }
                token.next();
            }
            // With nothing to update it is no valid statement, and must not become one.
            if (token.kind() == Kind.END || token.isSymbol(';')) {
                return false;
            }
            effect = Effect.UPSERT;
            int depth = 0;
            while (token.kind() != Kind.END && !token.isSymbol(';')) {
                boolean dependent =
                        token.kind() == Kind.WORD && ROW_DEPENDENT.contains(word()) && !token.isWord("LAST_INSERT_ID");
                // In MariaDB a clause RETURNING may follow.
                if (dependent
                        || token.isWord("RETURNING")
                        || token.kind() == Kind.PLACEHOLDER
                        || token.kind() == Kind.UNKNOWN) {
                    return false;
                }
                depth += token.isSymbol('(') ? 1 : token.isSymbol(')') ? -1 : 0;
                if (depth < 0) {
                    return false;
                }
                textEnd = token.end();
                token.next();
            }
            // Two of them would be a comment at the end of the text, and an invalid statement a valid one.
            return depth == 0 && sql.charAt(textEnd - 1) != '-';
        }

        private String word() {
            return sql.substring(token.start(), token.end()).toUpperCase(Locale.ROOT);
        }
    }
}
