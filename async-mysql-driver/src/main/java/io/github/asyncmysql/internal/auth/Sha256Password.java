package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.internal.wire.PacketReader;
import org.jspecify.annotations.Nullable;

/**
 * {@code sha256_password}: the password itself at each login, through TLS or under the server's RSA key.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/sha256-pluggable-authentication.html">SHA-256 pluggable
 *     authentication</a>
 */
final class Sha256Password extends AuthPlugin {

    static final String NAME = "sha256_password";

    private static final int REQUEST_PUBLIC_KEY = 1;

    private final PasswordDelivery delivery;

    Sha256Password(Credentials credentials) {
        super(NAME, credentials);
        this.delivery = new PasswordDelivery(credentials, REQUEST_PUBLIC_KEY, true);
    }

    /** Without a password an empty text, which is nothing to protect. */
    @Override
    public byte[] respond(byte[] scramble) {
        return credentials.hasPassword() ? delivery.begin(scramble.clone()) : new byte[1];
    }

    @Override
    public byte @Nullable [] onMoreData(PacketReader in) {
        if (!delivery.awaitsKey()) {
            throw in.malformed();
        }
        return delivery.onKey(in.readRemainingBytes());
    }
}
