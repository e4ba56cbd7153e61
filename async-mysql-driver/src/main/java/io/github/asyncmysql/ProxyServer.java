package io.github.asyncmysql;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What connections go through on their way to the server. It looks up the server's name. Immutable; the password is in no text.
 *
 * @param protocol what it speaks
 * @param host host name or IP address of the proxy
 * @param port TCP port of the proxy, 1 to 65535
 * @param username who the proxy is told asks, 1 to 255 printable characters of ASCII, and no colon with {@code HTTP}; {@code
 *     null} for nobody
 * @param password proves that, as many of them; {@code null} for none, always with {@code SOCKS4A}
 */
public record ProxyServer(
        Protocol protocol,
        String host,
        int port,
        @Nullable String username,
        @Nullable String password) {

    private static final int MAX_LENGTH = 255;

    /** What a proxy speaks. */
    public enum Protocol {
        /** SOCKS version 5 (RFC 1928), with a name and a password (RFC 1929) or without. */
        SOCKS5,
        /** SOCKS version 4 with names of hosts, and with the name of a user, which the proxy may want to know. */
        SOCKS4A,
        /** {@code CONNECT} of HTTP, with a name and a password (Basic) or without. Both pass to the proxy unencrypted. */
        HTTP
    }

    /** @throws IllegalArgumentException if something of it is not valid; starts with {@code proxy} */
    public ProxyServer {
        Objects.requireNonNull(protocol, "protocol");
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("proxy must have a host without white space");
        }
        SettingChecks.checkRange("proxy port", port, 1, 65535);
        check("name", username);
        check("password", password);
        if (password != null && (username == null || protocol == Protocol.SOCKS4A)) {
            throw new IllegalArgumentException("proxy must have no password without a name, and none with socks4a");
        }
        if (protocol == Protocol.HTTP && username != null && username.indexOf(':') >= 0) {
            throw new IllegalArgumentException("proxy must have a name without a colon with http");
        }
    }

    // The length is sent as one byte, and no specification says what other characters would be sent as.
    private static void check(String what, @Nullable String text) {
        if (text != null
                && (text.isEmpty()
                        || text.length() > MAX_LENGTH
                        || !text.chars().allMatch(c -> c >= ' ' && c <= '~'))) {
            throw new IllegalArgumentException("proxy must have a " + what + " of 1 to " + MAX_LENGTH
                    + " printable ASCII characters, where it has one");
        }
    }

    /**
     * Reads {@code socks5://user:password@host:port}, with {@code socks4a} or {@code http} in place of {@code socks5}, and
     * without the password or both. Special characters of user and password are percent-encoded, an IPv6 address stands in
     * brackets.
     *
     * @throws IllegalArgumentException if it is not of this form; nothing of the text is in the message
     */
    public static ProxyServer parse(String url) {
        int schemeEnd = url.indexOf("://");
        int at = url.lastIndexOf('@');
        if (schemeEnd < 0 || at >= 0 && at < schemeEnd) {
            throw malformed();
        }
        Protocol protocol = protocol(url.substring(0, schemeEnd));
        String address = url.substring(Math.max(at + 1, schemeEnd + 3));
        int portAt = address.lastIndexOf(':') + 1;
        boolean bracket = address.startsWith("[");
        String host = portAt == 0 ? "" : address.substring(0, portAt - 1);
        String port = address.substring(portAt);
        if (host.isEmpty() || bracket != host.endsWith("]") || !bracket && host.indexOf(':') >= 0) {
            throw malformed();
        }
        if (!UrlParser.isDigits(port) || port.length() > 5 || host.indexOf('/') >= 0) {
            throw malformed();
        }
        String bare = bracket ? host.substring(1, host.length() - 1) : host;
        if (at < 0) {
            return new ProxyServer(protocol, bare, Integer.parseInt(port), null, null);
        }
        String user = url.substring(schemeEnd + 3, at);
        int colon = user.indexOf(':');
        String name = UrlParser.decode("proxy", colon < 0 ? user : user.substring(0, colon));
        String password = colon < 0 ? null : UrlParser.decode("proxy", user.substring(colon + 1));
        return new ProxyServer(protocol, bare, Integer.parseInt(port), name, password);
    }

    private static Protocol protocol(String word) {
        for (Protocol protocol : Protocol.values()) {
            if (word(protocol).equals(word)) {
                return protocol;
            }
        }
        throw malformed();
    }

    private static String word(Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("proxy must be written like socks5://user:password@host:port, with socks5,"
                + " socks4a or http, and with special characters of user and password percent-encoded");
    }

    /** As it is written in settings, without the password and with the name as it is. */
    @Override
    public String toString() {
        return word(protocol) + "://" + (username == null ? "" : username + "@") + new HostAndPort(host, port);
    }
}
