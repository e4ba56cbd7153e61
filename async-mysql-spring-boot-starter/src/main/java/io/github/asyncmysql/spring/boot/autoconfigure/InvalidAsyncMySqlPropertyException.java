package io.github.asyncmysql.spring.boot.autoconfigure;

import java.util.Map;

/**
 * A property is not valid whose value may hold a password, or that names a file. Unlike Boot's own exception for invalid values its analysis does
 * not print the value. Immutable.
 */
class InvalidAsyncMySqlPropertyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Map<String, String> FILE_SETTINGS =
            Map.of("ssl-ca", "ssl.ca", "server-public-key", "server-public-key");

    private final String property;
    private final String reason;

    /** What the driver says about a setting, whose name it puts first, said about the property; or the failure itself. */
    static RuntimeException translate(String prefix, IllegalArgumentException failure) {
        String message = String.valueOf(failure.getMessage());
        for (String setting : FILE_SETTINGS.keySet()) {
            if (message.startsWith(setting)) {
                return new InvalidAsyncMySqlPropertyException(prefix + "." + FILE_SETTINGS.get(setting), message);
            }
        }
        return failure;
    }

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
