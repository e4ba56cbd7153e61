package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.internal.wire.PacketReader;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code mysql_native_password}: a scramble made with SHA-1.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods_native_password_authentication.html">Native authentication</a>
 */
final class NativePassword extends AuthPlugin {

    static final String NAME = "mysql_native_password";

    private final Credentials credentials;

    NativePassword(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** SHA1(password) XOR SHA1(scramble, SHA1(SHA1(password))). */
    @Override
    public byte[] respond(byte[] scramble) {
        if (!credentials.hasPassword()) {
            return new byte[0];
        }
        byte[] password = credentials.passwordBytes();
        MessageDigest sha1 = digest("SHA-1");
        byte[] once = sha1.digest(password);
        byte[] twice = sha1.digest(once);
        sha1.update(scramble);
        sha1.update(twice);
        byte[] response = xor(once, sha1.digest());
        Arrays.fill(password, (byte) 0);
        Arrays.fill(once, (byte) 0);
        Arrays.fill(twice, (byte) 0);
        return response;
    }

    @Override
    public byte @Nullable [] onMoreData(PacketReader in) {
        throw in.malformed();
    }
}
