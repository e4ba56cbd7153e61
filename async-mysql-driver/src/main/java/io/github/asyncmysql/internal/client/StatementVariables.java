package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.SessionVariable;
import io.github.asyncmysql.internal.client.SqlScanner.Kind;
import io.github.asyncmysql.internal.wire.Text;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Variables that have their values for one statement alone, and the text that makes it so.
 *
 * <p>Immutable.
 *
 * @param all the variables, in the order in which they were given
 * @param at where hints stand in the statement: the index behind its verb
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/optimizer-hints.html#optimizer-hints-set-var">Variable-setting hints</a>
 * @see <a href="https://mariadb.com/kb/en/set-statement/">SET STATEMENT</a>
 */
record StatementVariables(List<SessionVariable> all, int at) {

    static final StatementVariables NONE = new StatementVariables(List.of(), 0);

    private static final Set<String> VERBS = Set.of("SELECT", "INSERT", "REPLACE", "UPDATE", "DELETE");
    private static final String HINTS = "/*+";

    /**
     * These and one more, which takes the place of one of the same name.
     *
     * @throws IllegalArgumentException if the statement is none that takes variables
     */
    StatementVariables with(String sql, SessionVariable variable) {
        int behindVerb = behindVerb(sql);
        if (behindVerb < 0) {
            throw new IllegalArgumentException(
                    "Variables of one statement need a SELECT, INSERT, REPLACE, UPDATE or DELETE,"
                            + " but the statement is: " + Text.shortenSql(sql));
        }
        Stream<SessionVariable> others =
                all.stream().filter(known -> !known.name().equalsIgnoreCase(variable.name()));
        return new StatementVariables(Stream.concat(others, Stream.of(variable)).toList(), behindVerb);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** The statement with the variables, for one of the two products. */
    String in(String sql, boolean mariaDb) {
        if (all.isEmpty()) {
            return sql;
        }
        if (mariaDb) {
            return all.stream()
                    .map(variable -> variable.name() + " = " + variable.literal())
                    .collect(Collectors.joining(", ", "SET STATEMENT ", " FOR " + sql));
        }
        String hints = all.stream()
                .map(variable -> "SET_VAR(" + variable.name() + " = " + variable.literal() + ")")
                .collect(Collectors.joining(" "));
        int next = at;
        while (next < sql.length() && Character.isWhitespace(sql.charAt(next))) {
            next++;
        }
        if (sql.startsWith(HINTS, next)) {
            int inside = next + HINTS.length();
            return sql.substring(0, inside) + " " + hints + sql.substring(inside);
        }
        return sql.substring(0, at) + " " + HINTS + " " + hints + " */" + sql.substring(at);
    }

    /** The index behind the word that says what the statement does; negative if there is none that takes hints. */
    private static int behindVerb(String sql) {
        SqlScanner token = new SqlScanner(sql);
        int depth = 0;
        int depthOfWith = -1;
        while (token.next() != Kind.END && token.kind() != Kind.UNKNOWN) {
            if (token.isSymbol('(')) {
                depth++;
            } else if (token.isSymbol(')')) {
                depth--;
            } else if (depthOfWith < 0 && token.isWord("WITH")) {
                depthOfWith = depth;
            } else if (depthOfWith < 0 || depth == depthOfWith) {
                boolean verb = token.kind() == Kind.WORD
                        && VERBS.contains(
                                sql.substring(token.start(), token.end()).toUpperCase(Locale.ROOT));
                if (verb || depthOfWith < 0) {
                    return verb ? token.end() : -1;
                }
            }
        }
        return -1;
    }
}
