package io.github.asyncmysql.internal.auth;

/**
 * {@code mysql_clear_password}: the password as it is, for servers that hand it on to LDAP, PAM or a cloud's IAM. Only
 * for those who ask for it by name, and only to a server whose certificate was verified or that is behind a Unix domain
 * socket.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/cleartext-pluggable-authentication.html">Client-side cleartext
 *     pluggable authentication</a>
 */
final class ClearPassword extends AuthPlugin {

    static final String NAME = "mysql_clear_password";

    ClearPassword(Credentials credentials) {
        super(NAME, credentials);
    }

    @Override
    public int scrambleLength() {
        return ANY_LENGTH;
    }

    @Override
    public byte[] respond(byte[] scramble) {
        checkSecrecy("the password in clear");
        return credentials.terminatedPassword();
    }
}
