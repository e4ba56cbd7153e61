package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.internal.wire.PacketReader;
import org.jspecify.annotations.Nullable;

/**
 * {@code caching_sha2_password}: a scramble made with SHA-256 and, where the server does not know the account's hash yet,
 * the password itself through TLS or under the server's RSA key.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html">Exchanges</a>
 */
final class CachingSha2Password extends AuthPlugin {

    static final String NAME = "caching_sha2_password";

    private static final int REQUEST_PUBLIC_KEY = 2;
    private static final int FAST_AUTHENTICATION_SUCCEEDED = 3;
    private static final int PERFORM_FULL_AUTHENTICATION = 4;

    private final PasswordDelivery delivery;
    private byte[] scramble = new byte[0];
    /** The server has said whether the scramble is enough. */
    private boolean finished;

    CachingSha2Password(Credentials credentials) {
        super(NAME, credentials);
        this.delivery = new PasswordDelivery(credentials, REQUEST_PUBLIC_KEY, false);
    }

    /** SHA256(password) XOR SHA256(SHA256(SHA256(password)), scramble): the hash is of the twice hashed password. */
    @Override
    public byte[] respond(byte[] scramble) {
        this.scramble = scramble.clone();
        return prove(credentials, scramble, "SHA-256", false);
    }

    @Override
    public byte @Nullable [] onMoreData(PacketReader in) {
        if (delivery.awaitsKey()) {
            return delivery.onKey(in.readRemainingBytes());
        }
        if (finished || in.remaining() != 1) {
            throw in.malformed();
        }
        finished = true;
        return switch (in.readByte()) {
            case FAST_AUTHENTICATION_SUCCEEDED -> null;
            case PERFORM_FULL_AUTHENTICATION -> delivery.begin(scramble);
            default -> throw in.malformed();
        };
    }
}
