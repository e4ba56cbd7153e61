package io.github.asyncmysql;

import java.util.Locale;

/**
 * A condition that the server noted while it ran a statement. Immutable.
 *
 * @param level how serious it is
 * @param code the server's number for it, as in {@link MySqlServerException#errorCode()}
 * @param message the server's own text, as it came
 * @see MySqlConnection#warnings()
 */
public record ServerWarning(Level level, int code, String message) {

    /** How serious a condition is. */
    public enum Level {
        /** For information. */
        NOTE,
        /** Something was not as it should be, and the server helped itself. */
        WARNING,
        /** The statement, or a part of it, failed. */
        ERROR
    }

    static final String QUERY = "SHOW WARNINGS";

    static ServerWarning read(Row row) {
        String level = String.valueOf(row.getString(0)).toUpperCase(Locale.ROOT);
        return new ServerWarning(Level.valueOf(level), row.getInt(1), String.valueOf(row.getString(2)));
    }
}
