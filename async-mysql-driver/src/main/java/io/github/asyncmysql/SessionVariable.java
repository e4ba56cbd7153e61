package io.github.asyncmysql;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A system variable of the server and its value, for one session ({@link MySqlConfig#sessionVariables()}) or one statement
 * ({@link SqlStatement#setVar}). Nothing but a name and a literal can be made of it.
 *
 * <p>Immutable.
 *
 * @param name letters, digits and underscores, with the name of a component in front of a dot where there is one
 * @param value a {@link Number}, a {@link Boolean} (as 1 or 0) or a {@link String}
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/dynamic-system-variables.html">Dynamic system variables</a>
 */
public record SessionVariable(String name, Object value) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}(\\.[A-Za-z_][A-Za-z0-9_]{0,63})?");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,40}(\\.\\d{1,40})?");

    /** What the driver sets by itself, and relies on. */
    private static final Set<String> OWN = Set.of(
            "autocommit",
            "character_set_client",
            "character_set_connection",
            "character_set_results",
            "names",
            "session_track_state_change",
            "time_zone");

    /**
     * @throws IllegalArgumentException if the name is none, or of a variable that the driver sets by itself; or if the value
     *     is of another type, or holds a backslash, a control character or the end of a comment
     */
    public SessionVariable {
        if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException(
                    "The name of a session variable must be letters, digits and underscores");
        }
        if (OWN.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("The session variable " + name
                    + " is set by the driver; see session-time-zone for time_zone, and transactions for autocommit");
        }
        literal(name, value);
    }

    /** A variable whose value was written as text: as a number where it looks like one. */
    static SessionVariable parse(String name, String text) {
        return new SessionVariable(name, NUMBER.matcher(text).matches() ? new BigDecimal(text) : text);
    }

    /** The value as SQL has it, in any SQL mode. */
    public String literal() {
        return literal(name, value);
    }

    private static String literal(String name, Object value) {
        if (Objects.requireNonNull(value, "value") instanceof Boolean flag) {
            return flag ? "1" : "0";
        }
        if (value instanceof Number number) {
            return number(name, number);
        }
        if (!(value instanceof String text)) {
            throw new IllegalArgumentException("The value of the session variable " + name
                    + " must be a number, a boolean or text, but is of " + value.getClass());
        }
        // What a backslash means depends on the mode of the session.
        if (text.indexOf('\\') >= 0 || text.contains("*/") || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The value of the session variable " + name
                    + " must hold no backslash, no control character and no end of a comment");
        }
        return "'" + text.replace("'", "''") + "'";
    }

    private static String number(String name, Number number) {
        try {
            return new BigDecimal(number.toString()).toPlainString();
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("The value of the session variable " + name + " must be finite", e);
        }
    }
}
