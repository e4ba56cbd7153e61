package io.github.asyncmysql;

/**
 * The server is too old for what was asked for, or the connection's settings do not allow it. Nothing was sent; the message
 * names the version or the setting.
 */
public final class MySqlUnsupportedException extends MySqlException {

    private static final long serialVersionUID = 1L;

    public MySqlUnsupportedException(String message) {
        super(message, Outcome.NOT_SENT, null);
    }
}
