package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * Values and Java types do not fit together: a parameter that cannot be sent, a column that cannot be read as the type
 * asked for, a wrong number of parameters or of rows. The connection is not affected.
 */
public final class MySqlMappingException extends MySqlException {

    private static final long serialVersionUID = 1L;

    public MySqlMappingException(String message, Outcome outcome, @Nullable Throwable cause) {
        super(message, outcome, cause);
    }

    /** For values that came from the server: the statement was executed. */
    public MySqlMappingException(String message) {
        this(message, Outcome.UNKNOWN, null);
    }
}
