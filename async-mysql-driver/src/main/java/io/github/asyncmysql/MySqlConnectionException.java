package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/** No connection could be made, a connection was lost, or a connection that is closed was used. */
public final class MySqlConnectionException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    public MySqlConnectionException(Kind kind, String message, Outcome outcome, @Nullable Throwable cause) {
        super(message, outcome, cause);
        this.kind = kind;
    }

    /** What failed. */
    public Kind kind() {
        return kind;
    }

    @Override
    public boolean isTransient() {
        return kind == Kind.UNREACHABLE || kind == Kind.LOST || kind == Kind.CREDENTIALS || kind == Kind.INITIALIZER;
    }

    /** What failed. */
    public enum Kind {
        /** The host name is unknown. */
        UNKNOWN_HOST,
        /** Nothing accepts connections there. */
        UNREACHABLE,
        /** TLS is required and the server has none, or a certificate was not accepted. */
        TLS,
        /** The driver refused to go on, because going on would have given away the password or obeyed a hostile server. */
        REFUSED,
        /** The {@link CredentialsProvider} or the {@link WebAuthnAuthenticator} has failed, or Kerberos has given no ticket. */
        CREDENTIALS,
        /** The {@link SessionInitializer} has failed, or has left a transaction open. */
        INITIALIZER,
        /** An established connection has ended. */
        LOST,
        /** The connection was closed, released or its transaction has ended before the statement was started. */
        CLOSED
    }
}
