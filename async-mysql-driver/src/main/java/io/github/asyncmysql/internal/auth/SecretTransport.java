package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.SslMode;

/**
 * How well a connection protects a password that is sent as it is.
 *
 * <p>Immutable.
 */
public enum SecretTransport {
    /** Everybody on the way can read it. */
    PLAIN_TEXT,
    /** A Unix domain socket: nobody can listen, although nothing is encrypted. */
    LOCAL,
    /** Nobody can listen, but whoever pretends to be the server reads it. */
    UNTRUSTED_TLS,
    /** The user accepted by name that the server is not verified, or nobody can stand in between. */
    TRUSTED,
    /** The server's certificate was verified. */
    VERIFIED_TLS;

    /**
     * The protection of a connection with these settings.
     *
     * @param encrypted whether TLS is established
     */
    public static SecretTransport of(MySqlConfig config, boolean encrypted) {
        if (!encrypted) {
            return config.socket() != null ? LOCAL : PLAIN_TEXT;
        }
        SslMode mode = config.sslMode();
        if (mode == SslMode.VERIFY_IDENTITY || mode == SslMode.VERIFY_CA) {
            return VERIFIED_TLS;
        }
        if (mode == SslMode.VERIFY_PASSWORD) {
            // Not before the login has succeeded.
            return UNTRUSTED_TLS;
        }
        // REQUIRED is never a default, so whoever has it has chosen it.
        boolean trusted = mode == SslMode.REQUIRED || config.isLoopback();
        return trusted ? TRUSTED : UNTRUSTED_TLS;
    }
}
