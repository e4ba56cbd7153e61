package io.github.asyncmysql;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A connection URL: {@code mysql://user:password@host:port/database?setting=value&...}, also with {@code mariadb://}.
 * User, password, database and values may be percent-encoded. Settings have the names of {@link MySqlConfig} and
 * {@link PoolConfig} in lower case with hyphens ({@code ssl-mode}, {@code max-size}); durations are written like
 * {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}, or {@code 0}. IPv6 addresses stand in brackets. Several hosts are
 * separated by commas: {@code mysql://user@a:3306,b:3307/database}, see {@link MySqlConfig#hosts()}. Immutable.
 *
 * <p>With {@code mysql+srv://} or {@code mariadb+srv://} the host is the full name of DNS SRV records, as with {@code dns-srv=true}, and has
 * no port.
 *
 * <p>Settings of connections: {@code dns-srv}, {@code host-check-interval}, {@code replica-reads}, {@code replica-wait}, {@code replica-lag-limit}, {@code socket}, {@code proxy}, {@code transport}, {@code tcp-keep-alive}, {@code tcp-keep-alive-idle},
 * {@code tcp-keep-alive-interval}, {@code tcp-keep-alive-count},
 * {@code tcp-user-timeout}, {@code password2}, {@code password3}, {@code ssl-mode}, {@code ssl-tunnel}, {@code ssl-ca}, {@code ssl-cert}, {@code ssl-key}, {@code authentication-plugins} (with commas between
 * them), {@code service-principal-name}, {@code compression}, {@code compression-level}, {@code connect-timeout}, {@code query-timeout}, {@code server-public-key}, {@code use-affected-rows}, {@code session-time-zone} ({@code server} leaves the server's
 * own), {@code session-variables} ({@code name=value}, with semicolons between them), {@code statement-cache-size}, {@code statement-cache-sql-limit}, {@code resultset-metadata-lifetime}, {@code pipelining-limit},
 * {@code max-packet-size}, {@code zero-dates}, {@code echo}. Settings of pools: {@code name}, {@code min-size}, {@code max-size},
 * {@code acquire-timeout}, {@code max-waiting}, {@code idle-timeout}, {@code max-lifetime}, {@code keepalive},
 * {@code validate-after}, {@code close-timeout}, {@code on-release}, {@code lazy-start}, {@code acquire-margin},
 * {@code slow-acquire-threshold}, {@code leak-detection-threshold}, {@code leak-reclaim}, {@code fail-while-down},
 * {@code nested-acquire}, {@code sharing-limit}, {@code register-mbeans}, {@code dns-check-interval}, {@code evict-errors} and {@code keep-errors} (numbers separated by
 * commas).
 */
public final class MySqlUrl {

    private static final String SERVER_TIME_ZONE = "server";
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h)|0");

    private static final Map<String, BiConsumer<MySqlConfig.Builder, String>> CONFIG = configSettings();
    private static final Map<String, BiConsumer<PoolConfig.Builder, String>> POOL = poolSettings();
    private static final Set<String> KNOWN = known();

    private final Map<String, String> settings;

    private MySqlUrl(Map<String, String> settings) {
        this.settings = Collections.unmodifiableMap(settings);
    }

    /**
     * Takes a URL apart and checks each of its values.
     *
     * @throws IllegalArgumentException if it is not valid, or holds an unknown or repeated setting. The message says where
     *     and why; neither the URL nor the password is in it.
     */
    public static MySqlUrl parse(String url) {
        MySqlUrl parsed = new MySqlUrl(UrlParser.parse(url, KNOWN));
        parsed.config();
        parsed.poolConfig();
        return parsed;
    }

    /** All settings that the URL names, by their names, {@code host}, {@code port} or {@code hosts} ... included, decoded. */
    public Map<String, String> settings() {
        return settings;
    }

    /** A builder with the connection's settings. */
    public MySqlConfig.Builder config() {
        MySqlConfig.Builder builder = MySqlConfig.builder();
        settings.forEach((name, value) -> {
            BiConsumer<MySqlConfig.Builder, String> setter = CONFIG.get(name);
            if (setter != null) {
                setter.accept(builder, value);
            }
        });
        return builder;
    }

    /** A builder with the pool's settings. */
    public PoolConfig.Builder poolConfig() {
        PoolConfig.Builder builder = PoolConfig.builder();
        settings.forEach((name, value) -> {
            BiConsumer<PoolConfig.Builder, String> setter = POOL.get(name);
            if (setter != null) {
                setter.accept(builder, value);
            }
        });
        return builder;
    }

    /** The names and values of all settings but the passwords, that of a proxy included. */
    @Override
    public String toString() {
        Map<String, String> shown = new LinkedHashMap<>(settings);
        shown.keySet().removeAll(Set.of("password", "password2", "password3"));
        shown.computeIfPresent(
                "proxy", (name, proxy) -> ProxyServer.parse(proxy).toString());
        return "MySqlUrl" + shown;
    }

    private static Map<String, BiConsumer<MySqlConfig.Builder, String>> configSettings() {
        Map<String, BiConsumer<MySqlConfig.Builder, String>> map = new LinkedHashMap<>();
        map.put("host", MySqlConfig.Builder::host);
        map.put("port", (b, v) -> b.port(integer("port", v)));
        map.put("hosts", (b, v) -> b.hosts(hosts(v)));
        map.put("dns-srv", (b, v) -> b.dnsSrv(bool("dns-srv", v)));
        map.put("host-check-interval", (b, v) -> b.hostCheckInterval(duration("host-check-interval", v)));
        map.put("replica-reads", (b, v) -> b.replicaReads(bool("replica-reads", v)));
        map.put("replica-wait", (b, v) -> b.replicaWait(duration("replica-wait", v)));
        map.put("replica-lag-limit", (b, v) -> b.replicaLagLimit(duration("replica-lag-limit", v)));
        map.put("socket", (b, v) -> b.socket(path("socket", v)));
        map.put("proxy", (b, v) -> b.proxy(ProxyServer.parse(v)));
        map.put("transport", (b, v) -> b.transport(word("transport", Transport.class, v)));
        map.put("tcp-keep-alive", (b, v) -> b.tcpKeepAlive(bool("tcp-keep-alive", v)));
        map.put("tcp-keep-alive-idle", (b, v) -> b.tcpKeepAliveIdle(duration("tcp-keep-alive-idle", v)));
        map.put("tcp-keep-alive-interval", (b, v) -> b.tcpKeepAliveInterval(duration("tcp-keep-alive-interval", v)));
        map.put("tcp-keep-alive-count", (b, v) -> b.tcpKeepAliveCount(integer("tcp-keep-alive-count", v)));
        map.put("tcp-user-timeout", (b, v) -> b.tcpUserTimeout(duration("tcp-user-timeout", v)));
        map.put("username", MySqlConfig.Builder::username);
        map.put("password", MySqlConfig.Builder::password);
        map.put("password2", MySqlConfig.Builder::password2);
        map.put("password3", MySqlConfig.Builder::password3);
        map.put("database", MySqlConfig.Builder::database);
        map.put("ssl-mode", (b, v) -> b.sslMode(word("ssl-mode", SslMode.class, v)));
        map.put("ssl-tunnel", (b, v) -> b.sslTunnel(bool("ssl-tunnel", v)));
        map.put("ssl-ca", (b, v) -> b.sslCa(path("ssl-ca", v)));
        map.put("ssl-cert", (b, v) -> b.sslCert(path("ssl-cert", v)));
        map.put("ssl-key", (b, v) -> b.sslKey(path("ssl-key", v)));
        map.put("authentication-plugins", (b, v) -> b.authenticationPlugins(new TreeSet<>(List.of(v.split(",", -1)))));
        map.put("service-principal-name", MySqlConfig.Builder::servicePrincipalName);
        map.put("compression", (b, v) -> b.compression(word("compression", Compression.class, v)));
        map.put("compression-level", (b, v) -> b.compressionLevel(integer("compression-level", v)));
        map.put("connect-timeout", (b, v) -> b.connectTimeout(duration("connect-timeout", v)));
        map.put("query-timeout", (b, v) -> b.queryTimeout(duration("query-timeout", v)));
        map.put("server-public-key", (b, v) -> b.serverPublicKey(path("server-public-key", v)));
        map.put("use-affected-rows", (b, v) -> b.useAffectedRows(bool("use-affected-rows", v)));
        map.put("session-time-zone", (b, v) -> b.sessionTimeZone(zone(v)));
        map.put("session-variables", (b, v) -> b.sessionVariables(variables(v)));
        map.put("statement-cache-size", (b, v) -> b.statementCacheSize(integer("statement-cache-size", v)));
        map.put(
                "statement-cache-sql-limit",
                (b, v) -> b.statementCacheSqlLimit(integer("statement-cache-sql-limit", v)));
        map.put(
                "resultset-metadata-lifetime",
                (b, v) -> b.resultsetMetadataLifetime(duration("resultset-metadata-lifetime", v)));
        map.put("pipelining-limit", (b, v) -> b.pipeliningLimit(integer("pipelining-limit", v)));
        map.put("kill-on-timeout", (b, v) -> b.killOnTimeout(bool("kill-on-timeout", v)));
        map.put("max-packet-size", (b, v) -> b.maxPacketSize(integer("max-packet-size", v)));
        map.put("zero-dates", (b, v) -> b.zeroDates(word("zero-dates", ZeroDates.class, v)));
        map.put("echo", (b, v) -> b.echo(bool("echo", v)));
        return map;
    }

    private static Map<String, BiConsumer<PoolConfig.Builder, String>> poolSettings() {
        Map<String, BiConsumer<PoolConfig.Builder, String>> map = new LinkedHashMap<>();
        map.put("name", PoolConfig.Builder::name);
        map.put("min-size", (b, v) -> b.minSize(integer("min-size", v)));
        map.put("max-size", (b, v) -> b.maxSize(integer("max-size", v)));
        map.put("acquire-timeout", (b, v) -> b.acquireTimeout(duration("acquire-timeout", v)));
        map.put("max-waiting", (b, v) -> b.maxWaiting(v.equals("-1") ? -1 : integer("max-waiting", v)));
        map.put("idle-timeout", (b, v) -> b.idleTimeout(duration("idle-timeout", v)));
        map.put("max-lifetime", (b, v) -> b.maxLifetime(duration("max-lifetime", v)));
        map.put("keepalive", (b, v) -> b.keepalive(duration("keepalive", v)));
        map.put("validate-after", (b, v) -> b.validateAfter(duration("validate-after", v)));
        map.put("close-timeout", (b, v) -> b.closeTimeout(duration("close-timeout", v)));
        map.put("lazy-start", (b, v) -> b.lazyStart(bool("lazy-start", v)));
        map.put("acquire-margin", (b, v) -> b.acquireMargin(duration("acquire-margin", v)));
        map.put("slow-acquire-threshold", (b, v) -> b.slowAcquireThreshold(duration("slow-acquire-threshold", v)));
        map.put(
                "leak-detection-threshold",
                (b, v) -> b.leakDetectionThreshold(duration("leak-detection-threshold", v)));
        map.put("leak-reclaim", (b, v) -> b.leakReclaim(bool("leak-reclaim", v)));
        map.put("fail-while-down", (b, v) -> b.failWhileDown(bool("fail-while-down", v)));
        map.put("nested-acquire", (b, v) -> b.nestedAcquire(word("nested-acquire", NestedAcquire.class, v)));
        map.put("sharing-limit", (b, v) -> b.sharingLimit(integer("sharing-limit", v)));
        map.put("dns-check-interval", (b, v) -> b.dnsCheckInterval(duration("dns-check-interval", v)));
        map.put("evict-errors", (b, v) -> b.evictErrors(integers("evict-errors", v)));
        map.put("keep-errors", (b, v) -> b.keepErrors(integers("keep-errors", v)));
        map.put("register-mbeans", (b, v) -> b.registerMbeans(bool("register-mbeans", v)));
        map.put("on-release", (b, v) -> b.onRelease(word("on-release", ResetMode.class, v)));
        return map;
    }

    private static Set<String> known() {
        Map<String, Object> names = new LinkedHashMap<>(CONFIG);
        names.keySet().removeAll(Set.of("host", "port", "hosts", "username", "password", "database"));
        names.putAll(POOL);
        return Set.copyOf(names.keySet());
    }

    // None of these puts the value into its message: a URL that was put together wrongly may have the password
    // anywhere.

    private static int integer(String name, String value) {
        if (!UrlParser.isDigits(value) || value.length() > 9) {
            throw new IllegalArgumentException(name + " must be a whole number");
        }
        return Integer.parseInt(value);
    }

    private static List<HostAndPort> hosts(String value) {
        return Arrays.stream(value.split(",", -1)).map(HostAndPort::parse).toList();
    }

    private static Set<Integer> integers(String name, String value) {
        return Arrays.stream(value.split(",", -1))
                .map(part -> integer(name, part))
                .collect(Collectors.toSet());
    }

    private static Map<String, String> variables(String value) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (String part : value.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "session-variables must be name=value, with semicolons between several of them");
            }
            variables.put(
                    part.substring(0, equals).strip(),
                    part.substring(equals + 1).strip());
        }
        return variables;
    }

    private static boolean bool(String name, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(name + " must be true or false");
        }
        return value.equals("true");
    }

    private static Duration duration(String name, String value) {
        Matcher matcher = DURATION.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(name + " must be a duration such as 500ms, 10s, 5m or 1h");
        }
        if (matcher.group(1) == null) {
            return Duration.ZERO;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    private static <E extends Enum<E>> E word(String name, Class<E> type, String value) {
        StringBuilder words = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            String word = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            if (word.equals(value)) {
                return constant;
            }
            words.append(words.isEmpty() ? "" : ", ").append(word);
        }
        throw new IllegalArgumentException(name + " must be one of " + words);
    }

    private static Path path(String name, String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(name + " must be the path of a file");
        }
    }

    private static @Nullable ZoneId zone(String value) {
        if (value.equals(SERVER_TIME_ZONE)) {
            return null;
        }
        try {
            return ZoneId.of(value);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "session-time-zone must be a time zone such as UTC, +02:00 or Europe/Berlin, or the word server");
        }
    }
}
