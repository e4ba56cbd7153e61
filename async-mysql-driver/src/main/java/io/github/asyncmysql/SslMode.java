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
    VERIFY_IDENTITY
}
