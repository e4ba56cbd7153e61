package io.github.asyncmysql.spring.boot.autoconfigure;

import java.util.Map;

/**
 * A property is not valid whose value may hold a password, or that names a file. Unlike Boot's own exception for invalid values its analysis does
 * not print the value. Immutable.
 */
class InvalidAsyncMySqlPropertyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("ssl-ca", "ssl.ca"),
            Map.entry("ssl-cert", "ssl.cert"),
            Map.entry("ssl-tunnel", "ssl.tunnel"),
            Map.entry("server-public-key", "server-public-key"),
            Map.entry("transport", "transport"),
            Map.entry("proxy", "proxy"),
            Map.entry("compression", "compression"),
            Map.entry("tcp-keep-alive-idle", "tcp.keep-alive-idle"),
            Map.entry("tcp-keep-alive-interval", "tcp.keep-alive-interval"),
            Map.entry("tcp-keep-alive-count", "tcp.keep-alive-count"),
            Map.entry("tcp-user-timeout", "tcp.user-timeout"));

    private final String property;
    private final String reason;

    /** What the driver says about a setting, whose name it puts first, said about the property; or the failure itself. */
    static RuntimeException translate(String prefix, IllegalArgumentException failure) {
        String message = String.valueOf(failure.getMessage());
        for (String setting : SETTINGS.keySet()) {
            if (message.startsWith(setting)) {
                return new InvalidAsyncMySqlPropertyException(prefix + "." + SETTINGS.get(setting), message);
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
