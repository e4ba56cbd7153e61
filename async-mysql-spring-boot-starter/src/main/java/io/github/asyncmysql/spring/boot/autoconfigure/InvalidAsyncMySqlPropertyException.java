package io.github.asyncmysql.spring.boot.autoconfigure;

/**
 * A property whose value may hold a password is not valid. Unlike Boot's own exception for invalid values its analysis does
 * not print the value. Immutable.
 */
class InvalidAsyncMySqlPropertyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String property;
    private final String reason;

    InvalidAsyncMySqlPropertyException(String property, String reason) {
        super("Property " + property + " is not valid: " + reason);
        this.property = property;
        this.reason = reason;
    }

    String property() {
        return property;
    }

    String reason() {
        return reason;
    }
}
