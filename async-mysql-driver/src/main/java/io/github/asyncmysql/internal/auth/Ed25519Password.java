package io.github.asyncmysql.internal.auth;

import java.util.Arrays;

/**
 * {@code client_ed25519} of MariaDB: the server's scramble, signed with a key made of the password.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://mariadb.com/kb/en/authentication-plugin-ed25519/">Authentication plugin ed25519</a>
 */
final class Ed25519Password extends AuthPlugin {

    static final String NAME = "client_ed25519";

    Ed25519Password(Credentials credentials) {
        super(NAME, credentials);
    }

    @Override
    public int scrambleLength() {
        return 32;
    }

    /** The public key. */
    @Override
    public byte[] verifier() {
        byte[] password = credentials.passwordBytes();
        try {
            return Ed25519.publicKey(password);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    /** An empty password signs, too: the server does not know that it is empty. */
    @Override
    public byte[] respond(byte[] scramble) {
        byte[] password = credentials.passwordBytes();
        try {
            return Ed25519.sign(password, scramble);
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }
}
