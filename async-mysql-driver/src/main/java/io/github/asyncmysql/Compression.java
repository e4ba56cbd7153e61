package io.github.asyncmysql;

/**
 * How the traffic of a connection is compressed. Compression costs processor time on both sides and pays off where the
 * network is slow or paid for by the byte. Immutable.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/connection-compression-control.html">Connection Compression Control</a>
 */
public enum Compression {
    /** Not at all. */
    NONE,
    /**
     * With zlib, from the end of the login on, if the server offers it; if not, the connection goes on without. Packets
     * of less than 50 bytes are never compressed.
     */
    ZLIB,
    /**
     * With Zstandard in the same way, which is faster and smaller. MySQL 8.0.18 and later have it. Needs {@code
     * com.github.luben:zstd-jni} on the class path, which the driver does not bring along.
     */
    ZSTD
}
