package io.github.asyncmysql;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What setting a value takes: checks above all. Thread-safe. */
final class SettingChecks {

    private static final Duration MAX_DURATION = Duration.ofDays(365);

    // Asked several times for each connection.
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|(0:){7}1|::1");

    private SettingChecks() {}

    static String checkHost(String host) {
        if (host.isBlank() || host.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("host must not be blank or hold white space");
        }
        return host;
    }

    static boolean isLoopback(String host) {
        return "localhost".equalsIgnoreCase(host) || LOOPBACK.matcher(host).matches();
    }

    static @Nullable Path checkSocket(@Nullable Path socket) {
        if (socket != null && socket.toString().isBlank()) {
            throw new IllegalArgumentException("socket must be the path of a Unix domain socket");
        }
        return socket;
    }

    // The handshake carries these as NUL-terminated strings: a NUL inside would smuggle in further fields.
    static String checkText(String name, String value) {
        Objects.requireNonNull(value, name);
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(name + " must not hold a NUL character");
        }
        return value;
    }

    static @Nullable String checkOptionalText(String name, @Nullable String value) {
        return value == null ? null : checkText(name, value);
    }

    static @Nullable String checkPrincipal(@Nullable String name) {
        if (name != null && !name.matches("[^\\s/@\\p{Cntrl}]+(/[^\\s/@\\p{Cntrl}]+)?(@[^\\s/@\\p{Cntrl}]+)?")) {
            throw new IllegalArgumentException(
                    "service-principal-name must be a name of Kerberos, such as mariadb/db.example.org@EXAMPLE.ORG");
        }
        return name;
    }

    static Duration checkPositive(String name, Duration value) {
        checkDuration(name, value);
        if (value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive");
        }
        return value;
    }

    static void checkExclusive(String names, @Nullable Object one, @Nullable Object other) {
        if (one != null && other != null) {
            throw new IllegalArgumentException(names + " exclude each other");
        }
    }

    /** SRV records say where the hosts are, and nothing else may. */
    private static void checkService(ConnectSettings settings) {
        if (!settings.dnsSrv) {
            return;
        }
        checkExclusive("dns-srv and socket", settings.dnsSrv, settings.socket);
        checkExclusive("dns-srv and several hosts", settings.dnsSrv, settings.hosts.isEmpty() ? null : settings.hosts);
        checkExclusive(
                "dns-srv and port", settings.dnsSrv, settings.port == HostAndPort.DEFAULT_PORT ? null : settings.port);
        if (!settings.host.matches("[A-Za-z0-9._-]{1,255}")) {
            throw new IllegalArgumentException(
                    "host must be the name of SRV records, such as _mysql._tcp.example.org, where dns-srv is true");
        }
    }

    static void checkBoth(String names, @Nullable Object one, @Nullable Object other) {
        if ((one == null) != (other == null)) {
            throw new IllegalArgumentException(names + " need each other");
        }
    }

    /** Whether no two settings are there that exclude each other, and none lacks the other one that it needs. */
    static void checkPairs(ConnectSettings settings) {
        checkExclusive("socket and several hosts", settings.socket, settings.hosts.isEmpty() ? null : settings.hosts);
        checkService(settings);
        checkExclusive("proxy and socket", settings.proxy, settings.socket);
        checkExclusive("ssl-ca and a ready-made SSL context", settings.sslCa, settings.sslContext);
        checkExclusive("ssl-cert and a ready-made SSL context", settings.sslCert, settings.sslContext);
        checkBoth("ssl-cert and ssl-key", settings.sslCert, settings.sslKey);
    }

    /** The settings of connections, unless two of them contradict each other. */
    static MySqlConfig checkTogether(MySqlConfig config) {
        if (!config.sslTunnel()) {
            return config;
        }
        checkExclusive("ssl-tunnel and socket", true, config.socket());
        return switch (config.sslMode()) {
            case REQUIRED, VERIFY_CA, VERIFY_IDENTITY -> config;
            case DISABLED, PREFERRED, VERIFY_PASSWORD ->
                throw new IllegalArgumentException("ssl-tunnel needs ssl-mode required, verify-ca or verify-identity");
        };
    }

    /** Settings of connections as they may be shown to people. */
    static String text(MySqlConfig config) {
        String addresses = config.socket() != null || config.dnsSrv()
                ? config.address()
                : config.hosts().stream().map(HostAndPort::toString).collect(Collectors.joining(","));
        String start = "MySqlConfig[" + config.username() + "@" + addresses + "/";
        return start + Objects.requireNonNullElse(config.database(), "") + ", ssl-mode=" + config.sslMode() + "]";
    }

    /** The settings of a pool, unless two of them contradict each other. */
    static PoolConfig checkTogether(PoolConfig pool) {
        if (pool.maxSize() != 0 && pool.minSize() > pool.maxSize()) {
            throw new IllegalArgumentException(
                    "min-size (" + pool.minSize() + ") must not be greater than max-size (" + pool.maxSize() + ")");
        }
        if (!pool.acquireTimeout().isZero() && pool.acquireMargin().compareTo(pool.acquireTimeout()) >= 0) {
            throw new IllegalArgumentException("acquire-margin (" + pool.acquireMargin()
                    + ") must be less than acquire-timeout (" + pool.acquireTimeout() + ")");
        }
        if (pool.leakReclaim() && pool.leakDetectionThreshold().isZero()) {
            throw new IllegalArgumentException("leak-reclaim needs a leak-detection-threshold");
        }
        if (pool.evictErrors().stream().anyMatch(pool.keepErrors()::contains)) {
            throw new IllegalArgumentException("evict-errors and keep-errors must not have an error in common");
        }
        return pool;
    }

    /** What a call returns that cannot fail. */
    static <T> T attempt(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The list with one more element; unmodifiable. */
    static <E> List<E> append(List<E> list, E element) {
        return Stream.concat(list.stream(), Stream.of(element)).toList();
    }

    /** The list with one more variable, in place of one of the same name; unmodifiable. */
    static List<SessionVariable> replace(List<SessionVariable> list, SessionVariable variable) {
        return append(
                list.stream()
                        .filter(known -> !known.name().equalsIgnoreCase(variable.name()))
                        .toList(),
                variable);
    }

    /** Numbers of errors that a server can send; unmodifiable. */
    static Set<Integer> checkErrors(String name, Set<Integer> errors) {
        errors.forEach(error -> checkRange(name, error, 1, 65_535));
        return Set.copyOf(errors);
    }

    /** @param words the least value as people read it */
    static int checkAtLeast(String name, int value, int min, String words) {
        if (value < min) {
            throw new IllegalArgumentException(name + " must be " + words + " or more, but is " + value);
        }
        return value;
    }

    static int checkRange(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ", but is " + value);
        }
        return value;
    }

    /** @param most in seconds */
    static Duration checkSeconds(String name, Duration value, int most) {
        checkRange(name, (int) checkDuration(name, value).toSeconds(), 0, most);
        return value;
    }

    static Duration checkDuration(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
        if (value.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(name + " must be at most 365 days, but is " + value);
        }
        return value;
    }
}
