package io.github.asyncmysql;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes connection URLs apart, more strictly than {@link java.net.URI} does, since what is guessed about a URL can end up
 * at another server: each part has one spelling, is decoded once, and nothing in the settings can replace what stands in
 * front of them. Messages hold no part of the URL other than names of settings.
 *
 * <p>Thread-safe.
 */
final class UrlParser {

    private static final String[] SCHEMES = {"mysql://", "mariadb://", "mysql+srv://", "mariadb+srv://"};
    private static final Set<String> AUTHORITY =
            Set.of("host", "port", "hosts", "user", "username", "password", "database");
    private static final int MAX_SETTING_NAME = 40;
    private static final String ENCODE = "; write special characters in user, password, database and values as %XX";

    private UrlParser() {}

    /**
     * The parts of a URL by name, decoded, in the order in which they stand.
     *
     * @param known the settings that may be there
     */
    static Map<String, String> parse(String url, Set<String> known) {
        String rest = afterScheme(url);
        boolean service = url.substring(0, url.indexOf(':')).endsWith("+srv");
        checkCharacters(rest);
        int authorityEnd = indexOfAny(rest, '/', '?');
        int at = rest.indexOf('@');
        // An '@' anywhere else is most likely part of a password that was not encoded; what seems to be the host then
        // is
        // a piece of it.
        if (at != rest.lastIndexOf('@') || at > authorityEnd) {
            throw invalid("has an '@' that is not encoded" + ENCODE);
        }
        Map<String, String> parts = new LinkedHashMap<>();
        if (at >= 0) {
            readUser(rest.substring(0, at), parts);
        }
        readHosts(rest.substring(at + 1, authorityEnd), parts);
        if (service) {
            parts.put("dns-srv", "true");
        }
        int pathEnd = indexOfAny(rest, '?', '?');
        if (pathEnd > authorityEnd + 1) {
            String database = decode("database", rest.substring(authorityEnd + 1, pathEnd));
            if (rest.substring(authorityEnd + 1, pathEnd).indexOf('/') >= 0) {
                throw invalid("has more than one '/' after the host" + ENCODE);
            }
            parts.put("database", database);
        }
        if (pathEnd + 1 < rest.length()) {
            readSettings(rest.substring(pathEnd + 1), known, parts);
        }
        if ("true".equals(parts.get("dns-srv")) && (parts.containsKey("port") || parts.containsKey("hosts"))) {
            throw invalid("has a port or several hosts, which the SRV records are to name (dns-srv)");
        }
        return parts;
    }

    private static String afterScheme(String url) {
        for (String scheme : SCHEMES) {
            if (url.startsWith(scheme)) {
                return url.substring(scheme.length());
            }
        }
        throw invalid("must start with mysql://, mariadb://, mysql+srv:// or mariadb+srv://");
    }

    private static void checkCharacters(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == '#' || c == '\\' || isUnprintable(c)) {
                throw invalid("has white space, a control character, '#' or '\\' in it" + ENCODE);
            }
        }
    }

    private static boolean isUnprintable(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static int indexOfAny(String text, char a, char b) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == a || text.charAt(i) == b) {
                return i;
            }
        }
        return text.length();
    }

    private static void readUser(String user, Map<String, String> parts) {
        int colon = user.indexOf(':');
        String username = decode("username", colon < 0 ? user : user.substring(0, colon));
        if (username.isEmpty()) {
            throw invalid("has no username in front of the '@'");
        }
        parts.put("username", username);
        if (colon >= 0) {
            parts.put("password", decode("password", user.substring(colon + 1)));
        }
    }

    private static void readHosts(String authority, Map<String, String> parts) {
        if (authority.indexOf(',') < 0) {
            readHost(authority, parts);
            return;
        }
        for (String hostAndPort : authority.split(",", -1)) {
            readHost(hostAndPort, new HashMap<>());
        }
        parts.put("hosts", authority);
    }

    private static void readHost(String hostAndPort, Map<String, String> parts) {
        boolean bracket = hostAndPort.startsWith("[");
        int hostEnd = bracket ? hostAndPort.indexOf(']') + 1 : indexOfAny(hostAndPort, ':', ':');
        String host =
                bracket && hostEnd > 0 ? hostAndPort.substring(1, hostEnd - 1) : hostAndPort.substring(0, hostEnd);
        if (host.isEmpty()) {
            throw invalid("has no host");
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (bracket ? !isHexDigit(c) && c != ':' && c != '.' : !isLetterOrDigit(c) && "-._".indexOf(c) < 0) {
                throw invalid("has a character in its host that is not allowed there"
                        + " (commas between several hosts; IPv6 addresses in brackets)" + ENCODE);
            }
        }
        parts.put("host", host);
        if (hostEnd < hostAndPort.length()) {
            parts.put("port", port(hostAndPort.substring(hostEnd)));
        }
    }

    private static String port(String colonAndPort) {
        String port = colonAndPort.substring(1);
        if (colonAndPort.charAt(0) != ':' || port.isEmpty() || port.length() > 5 || !isDigits(port)) {
            throw invalid("has a port that is not a number of 1 to 65535" + ENCODE);
        }
        return port;
    }

    private static boolean isHexDigit(char c) {
        return c < 0x80 && Character.digit(c, 16) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return c < 0x80 && Character.isLetterOrDigit(c);
    }

    static boolean isDigits(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static void readSettings(String query, Set<String> known, Map<String, String> parts) {
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            checkName(name, known);
            if (equals < 0 || equals == pair.length() - 1) {
                throw new IllegalArgumentException(name + " has no value in the URL");
            }
            if (parts.put(name, decode(name, pair.substring(equals + 1))) != null) {
                throw new IllegalArgumentException(name + " stands more than once in the URL");
            }
        }
    }

    private static void checkName(String name, Set<String> known) {
        if (known.contains(name)) {
            return;
        }
        if (name.isEmpty()) {
            throw invalid("has a setting without a name");
        }
        if (AUTHORITY.contains(name)) {
            throw new IllegalArgumentException(name + " cannot be a setting of the URL: it stands in front of the '?'");
        }
        if (name.equals("allow-public-key-retrieval") || name.equals("permit-redirect")) {
            throw new IllegalArgumentException(name
                    + " cannot be set in a URL, since it lowers security; set it in code with MySqlConfig.Builder");
        }
        if (name.length() > MAX_SETTING_NAME || !name.chars().allMatch(c -> isLetterOrDigit((char) c) || c == '-')) {
            throw invalid("has a setting whose name holds a character that is not allowed, or is too long");
        }
        throw new IllegalArgumentException(
                name + " is not a setting that a URL can have; there are " + String.join(", ", new TreeSet<>(known)));
    }

    /** Percent-decoding, once and strictly; a plus sign stands for itself. */
    static String decode(String part, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        int plain = 0;
        for (int i = text.indexOf('%'); i >= 0; i = text.indexOf('%', plain)) {
            bytes.writeBytes(text.substring(plain, i).getBytes(StandardCharsets.UTF_8));
            int high = i + 2 < text.length() && isHexDigit(text.charAt(i + 1))
                    ? Character.digit(text.charAt(i + 1), 16)
                    : -1;
            int low = high >= 0 && isHexDigit(text.charAt(i + 2)) ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low < 0) {
                throw new IllegalArgumentException(
                        part + " in the URL has a '%' without two hexadecimal digits after it");
            }
            bytes.write(high << 4 | low);
            plain = i + 3;
        }
        bytes.writeBytes(text.substring(plain).getBytes(StandardCharsets.UTF_8));
        String decoded = utf8(bytes.toByteArray());
        if (decoded == null || decoded.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(part + " in the URL is not UTF-8 or holds a control character");
        }
        return decoded;
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static IllegalArgumentException invalid(String why) {
        return new IllegalArgumentException("The connection URL " + why);
    }
}
