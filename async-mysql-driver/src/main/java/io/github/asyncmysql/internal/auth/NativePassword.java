package io.github.asyncmysql.internal.auth;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * {@code mysql_native_password}: a scramble made with SHA-1.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods_native_password_authentication.html">Native authentication</a>
 */
final class NativePassword extends AuthPlugin {

    static final String NAME = "mysql_native_password";

    NativePassword(Credentials credentials) {
        super(NAME, credentials);
    }

    /** SHA1(SHA1(password)). */
    @Override
    public byte[] verifier() {
        byte[] password = credentials.passwordBytes();
        MessageDigest hash = digest("SHA-1");
        byte[] once = hash.digest(password);
        byte[] twice = hash.digest(once);
        Arrays.fill(password, (byte) 0);
        Arrays.fill(once, (byte) 0);
        return twice;
    }

    /** SHA1(password) XOR SHA1(scramble, SHA1(SHA1(password))). */
    @Override
    public byte[] respond(byte[] scramble) {
        return prove(credentials, scramble, "SHA-1", true);
    }
}
