package io.github.asyncmysql;

import java.util.Objects;

/**
 * Where a server listens. Immutable.
 *
 * @param host host name or IP address
 * @param port TCP port, 1 to 65535
 */
public record HostAndPort(String host, int port) {

    static final int DEFAULT_PORT = 3306;
    private static final int MAX_DIGITS = 5;

    /** @throws IllegalArgumentException if the host is blank or the port out of range */
    public HostAndPort {
        SettingChecks.checkHost(Objects.requireNonNull(host, "host"));
        SettingChecks.checkRange("port", port, 1, 65535);
    }

    /**
     * Reads {@code host}, {@code host:port}, {@code [IPv6 address]} or {@code [IPv6 address]:port}; the port is 3306 where
     * none is named.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static HostAndPort parse(String text) {
        boolean bracket = text.startsWith("[");
        int hostEnd = bracket ? text.indexOf(']') + 1 : text.indexOf(':');
        if (hostEnd < 0) {
            return new HostAndPort(text, DEFAULT_PORT);
        }
        String host = bracket && hostEnd > 0 ? text.substring(1, hostEnd - 1) : text.substring(0, hostEnd);
        String rest = text.substring(hostEnd);
        String port = rest.isEmpty() ? "" : rest.substring(1);
        if (!rest.isEmpty() && (rest.charAt(0) != ':' || port.length() > MAX_DIGITS || !UrlParser.isDigits(port))) {
            throw new IllegalArgumentException(
                    "hosts must be written like db.example, db.example:3306 or [2001:db8::1]:3306");
        }
        return new HostAndPort(host, rest.isEmpty() ? DEFAULT_PORT : Integer.parseInt(port));
    }

    /** As it is written in URLs, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
