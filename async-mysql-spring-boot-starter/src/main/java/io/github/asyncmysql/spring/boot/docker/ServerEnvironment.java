package io.github.asyncmysql.spring.boot.docker;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * The account and database that a container of MySQL, MariaDB or Percona Server makes at its first start, read from its
 * environment variables. Immutable.
 *
 * @param username name of the account
 * @param password its password, empty for none
 * @param database the database, {@code null} if none is made
 * @see <a href="https://hub.docker.com/_/mysql">The image mysql</a>
 * @see <a href="https://hub.docker.com/_/mariadb">The image mariadb</a>
 */
public record ServerEnvironment(
        String username, String password, @Nullable String database) {

    private static final String ROOT = "root";

    /**
     * Reads the variables {@code MARIADB_*} or, where one is not set, {@code MYSQL_*}.
     *
     * @throws IllegalStateException if the password cannot be known, or none is set although one is required
     */
    public static ServerEnvironment of(Map<String, String> variables) {
        String user = get(variables, "USER");
        return new ServerEnvironment(user == null ? ROOT : user, password(variables, user), get(variables, "DATABASE"));
    }

    private static String password(Map<String, String> variables, @Nullable String user) {
        String own = user == null || user.equals(ROOT) ? null : get(variables, "PASSWORD");
        if (own != null) {
            return own;
        }
        Assert.state(
                get(variables, "RANDOM_ROOT_PASSWORD") == null,
                "MYSQL_RANDOM_ROOT_PASSWORD is set, so that nobody knows the password of the server");
        Assert.state(
                variables.get("MARIADB_ROOT_PASSWORD_HASH") == null,
                "MARIADB_ROOT_PASSWORD_HASH is set, from which the password cannot be told");
        String root = get(variables, "ROOT_PASSWORD");
        if (root != null) {
            return root;
        }
        Assert.state(
                get(variables, "ALLOW_EMPTY_PASSWORD") != null || get(variables, "ALLOW_EMPTY_ROOT_PASSWORD") != null,
                "No password is set: set MYSQL_PASSWORD with MYSQL_USER, MYSQL_ROOT_PASSWORD, or"
                        + " MYSQL_ALLOW_EMPTY_PASSWORD (or the same with MARIADB_)");
        return "";
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "ServerEnvironment[username=" + username + ", database=" + database + "]";
    }

    private static @Nullable String get(Map<String, String> variables, String name) {
        String value = variables.get("MARIADB_" + name);
        if (!StringUtils.hasLength(value)) {
            value = variables.get("MYSQL_" + name);
        }
        return StringUtils.hasLength(value) ? value : null;
    }
}
