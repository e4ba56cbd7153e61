package io.github.asyncmysql;

/** Whether the connection is encrypted, and what is checked about the server. The words are those of MySQL's clients. */
public enum SslMode {
    /** No encryption. */
    DISABLED,
    /** Encrypted if the server offers it, unverified. Only a default for loopback, where nobody can listen. */
    PREFERRED,
    /** Encrypted, unverified: safe from listeners, not from impostors. */
    REQUIRED,
    /** Encrypted, the server's certificate must come from a trusted authority. */
    VERIFY_CA,
    /** Like {@link #VERIFY_CA}, and the certificate must be for the configured host name. The default for remote hosts. */
    VERIFY_IDENTITY,
    /**
     * Encrypted, and the server proves at the end of the login that the certificate is its own, by what it keeps of the
     * account's password. For MariaDB 11.4 and later with certificates that it has made itself, and accounts with a password
     * and {@code mysql_native_password}, {@code client_ed25519} or {@code parsec}. No other method is taken part in. Weaker
     * than {@link #VERIFY_CA}: whoever stands in between is found out, but gets a scramble before that.
     */
    VERIFY_PASSWORD;

    /** The mode where none is set, by whether nobody can listen. */
    static SslMode usual(boolean unheard) {
        return unheard ? PREFERRED : VERIFY_IDENTITY;
    }
}
