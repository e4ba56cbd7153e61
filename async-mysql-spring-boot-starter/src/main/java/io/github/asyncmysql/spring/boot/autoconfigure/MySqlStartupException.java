package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlConfig;

/** The application could not connect to a server at start-up. Immutable. */
class MySqlStartupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient AsyncMySqlPoolSettings settings;

    MySqlStartupException(AsyncMySqlPoolSettings settings, Throwable cause) {
        super("Could not connect to the MySQL server at " + address(settings.connection()), cause);
        this.settings = settings;
    }

    private static String address(MySqlConfig config) {
        return config.host() + ":" + config.port();
    }

    /** The settings that the connection was tried with. */
    AsyncMySqlPoolSettings settings() {
        return settings;
    }
}
