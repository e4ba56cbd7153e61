package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * What a server told about itself at login. Text from the server is escaped and bounded. Immutable.
 *
 * @param version the version as the server writes it, for example {@code 9.7.4} or {@code 11.4.5-MariaDB}
 * @param mariaDb whether it is a MariaDB server
 * @param major the first number of the version
 * @param minor the second number of the version
 * @param patch the third number of the version
 * @param address host and port as configured
 * @param tlsVersion the TLS version in use, for example {@code TLSv1.3}; {@code null} without TLS
 */
public record ServerInfo(
        String version,
        boolean mariaDb,
        int major,
        int minor,
        int patch,
        String address,
        @Nullable String tlsVersion) {

    /** Whether the version is the given one or a later one. Numbers of MySQL and MariaDB do not compare. */
    public boolean isAtLeast(int major, int minor, int patch) {
        if (this.major != major) {
            return this.major > major;
        }
        return this.minor != minor ? this.minor > minor : this.patch >= patch;
    }
}
