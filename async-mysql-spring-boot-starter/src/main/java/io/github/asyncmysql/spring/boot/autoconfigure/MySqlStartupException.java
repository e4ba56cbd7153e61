package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConfig;
import java.util.stream.Collectors;

/** The application could not connect to a server at start-up. Immutable. */
class MySqlStartupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient AsyncMySqlPoolSettings settings;

    MySqlStartupException(AsyncMySqlPoolSettings settings, Throwable cause) {
        super("Could not connect to " + servers(settings.connection()), cause);
        this.settings = settings;
    }

    /** The servers that there are to connect to, in words. */
    static String servers(MySqlConfig config) {
        if (config.dnsSrv()) {
            return "one of the MySQL servers that the SRV records of " + config.host() + " name";
        }
        if (config.hosts().size() == 1) {
            return "the MySQL server at " + config.address();
        }
        return "one of the MySQL servers at "
                + config.hosts().stream().map(HostAndPort::toString).collect(Collectors.joining(", "));
    }

    /** The settings that the connection was tried with. */
    AsyncMySqlPoolSettings settings() {
        return settings;
    }
}
