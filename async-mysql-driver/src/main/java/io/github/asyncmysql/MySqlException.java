package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that can go wrong. Messages may hold SQL shortened to 200 characters, never parameters, never
 * passwords; text from the server in them is escaped and bounded.
 */
public abstract sealed class MySqlException extends RuntimeException
        permits MySqlServerException,
                MySqlConnectionException,
                MySqlTimeoutException,
                MySqlPoolException,
                MySqlMappingException,
                MySqlBatchException,
                MySqlProtocolException,
                MySqlUnsupportedException {

    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    MySqlException(String message, Outcome outcome, @Nullable Throwable cause) {
        super(message, cause);
        this.outcome = outcome;
    }

    /** What is known about the statement that failed. */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Whether the same work may succeed when it is repeated a little later: deadlocks, lock wait timeouts, a server that
     * was not reachable. Says nothing about whether repeating is safe, see {@link #outcome()}.
     */
    public boolean isTransient() {
        return false;
    }
}
