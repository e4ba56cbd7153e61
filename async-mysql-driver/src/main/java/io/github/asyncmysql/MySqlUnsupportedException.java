package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * The server, or a proxy in front of it, cannot do what was asked for, or the connection's settings do not allow it. Nothing
 * was sent where that is known beforehand, as the outcome says. The message names the version, the setting or the command.
 */
public final class MySqlUnsupportedException extends MySqlException {

    private static final long serialVersionUID = 1L;

    public MySqlUnsupportedException(String message) {
        super(message, Outcome.NOT_SENT, null);
    }

    /**
     * @param outcome what is known of the statement
     * @param cause the server's answer; {@code null} if it was none that says so
     */
    public MySqlUnsupportedException(String message, Outcome outcome, @Nullable Throwable cause) {
        super(message, outcome, cause);
    }
}
