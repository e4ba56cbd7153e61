package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlConfig;

/** The application could not connect to its server at start-up. Immutable. */
class MySqlStartupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient MySqlConfig config;
    private final boolean fromProperties;

    MySqlStartupException(MySqlConfig config, boolean fromProperties, Throwable cause) {
        super("Could not connect to the MySQL server at " + config.host() + ":" + config.port(), cause);
        this.config = config;
        this.fromProperties = fromProperties;
    }

    /** The settings that the connection was tried with. */
    MySqlConfig config() {
        return config;
    }

    /** Whether the connection details come from {@code async-mysql.*}. */
    boolean isFromProperties() {
        return fromProperties;
    }
}
