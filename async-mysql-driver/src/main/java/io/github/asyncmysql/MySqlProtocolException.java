package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/** The server sent something that the protocol does not allow, or more than a limit allows. The connection is closed. */
public final class MySqlProtocolException extends MySqlException {

    private static final long serialVersionUID = 1L;

    public MySqlProtocolException(String message, Outcome outcome, @Nullable Throwable cause) {
        super(message, outcome, cause);
    }

    public MySqlProtocolException(String message) {
        this(message, Outcome.UNKNOWN, null);
    }
}
