package io.github.asyncmysql;

import java.util.Map;

/**
 * A connection URL: {@code mysql://user:password@host:port/database?setting=value&...}, also with {@code mariadb://}.
 * User, password, database and values may be percent-encoded. Settings have the names of {@link MySqlConfig} and
 * {@link PoolConfig} in lower case with hyphens ({@code ssl-mode}, {@code max-size}); durations are written like
 * {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}. Immutable.
 */
public final class MySqlUrl {

    private final Map<String, String> settings;

    private MySqlUrl(Map<String, String> settings) {
        this.settings = settings;
    }

    /**
     * Takes a URL apart.
     *
     * @throws IllegalArgumentException if it is not valid, or holds an unknown or repeated setting. The message says where
     *     and why; neither the URL nor the password is in it.
     */
    public static MySqlUrl parse(String url) {
        return new MySqlUrl(Map.of("url", url));
    }

    /** All settings that the URL names, by their names, {@code host}, {@code port} ... included, decoded. */
    public Map<String, String> settings() {
        return settings;
    }

    /** A builder with the connection's settings. */
    public MySqlConfig.Builder config() {
        throw new UnsupportedOperationException();
    }

    /** A builder with the pool's settings. */
    public PoolConfig.Builder poolConfig() {
        throw new UnsupportedOperationException();
    }
}
