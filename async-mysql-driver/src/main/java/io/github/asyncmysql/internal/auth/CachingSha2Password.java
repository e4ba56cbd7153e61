package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.internal.wire.PacketReader;
import java.util.Arrays;
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

    private enum State {
        /** The scramble has been sent; the server says whether it is enough. */
        SCRAMBLED,
        /** The server has been asked for its key. */
        KEY_ASKED,
        /** Nothing more may come but the result. */
        FINISHED
    }

    private final Credentials credentials;
    private byte[] scramble = new byte[0];
    private State state = State.SCRAMBLED;

    CachingSha2Password(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** SHA256(password) XOR SHA256(SHA256(SHA256(password)), scramble): the hash is of the twice hashed password. */
    @Override
    public byte[] respond(byte[] scramble) {
        this.scramble = scramble.clone();
        return prove(credentials, scramble, "SHA-256", false);
    }

    @Override
    public byte @Nullable [] onMoreData(PacketReader in) {
        if (state == State.KEY_ASKED) {
            state = State.FINISHED;
            return encrypt(retrievedKey(in.readRemainingBytes()));
        }
        if (state != State.SCRAMBLED || in.remaining() != 1) {
            throw in.malformed();
        }
        state = State.FINISHED;
        return switch (in.readByte()) {
            case FAST_AUTHENTICATION_SUCCEEDED -> null;
            case PERFORM_FULL_AUTHENTICATION -> fullAuthentication();
            default -> throw in.malformed();
        };
    }

    private byte[] fullAuthentication() {
        return switch (credentials.transport()) {
            case TRUSTED_TLS -> terminatedPassword();
            case UNTRUSTED_TLS ->
                throw refusal(
                        "The server asks for the password itself, but nothing has proven that it is the right server;"
                                + " set ssl-mode to verify-identity, or to required to trust it unverified");
            case PLAIN_TEXT -> {
                ServerPublicKey pinned = credentials.pinnedKey();
                if (pinned != null) {
                    yield encrypt(pinned);
                }
                if (!credentials.mayAskForKey()) {
                    throw refusal("The server asks for the password itself, which is not sent without encryption;"
                            + " set ssl-mode to verify-identity, or name the server's RSA key in server-public-key");
                }
                state = State.KEY_ASKED;
                yield new byte[] {REQUEST_PUBLIC_KEY};
            }
        };
    }

    private static ServerPublicKey retrievedKey(byte[] pem) {
        try {
            return ServerPublicKey.parse(pem);
        } catch (IllegalArgumentException e) {
            throw refusal("The server sent an RSA key that " + e.getMessage()
                    + ", so the password is not sent under it; set ssl-mode to verify-identity");
        }
    }

    private byte[] encrypt(ServerPublicKey key) {
        byte[] password = terminatedPassword();
        try {
            if (password.length > key.maxLength()) {
                throw refusal("The password is longer than the server's RSA key can encrypt (" + (key.maxLength() - 1)
                        + " bytes); set ssl-mode to verify-identity");
            }
            // The server undoes this after decrypting, so that a recorded answer is of no use for another login.
            byte[] mixed = xor(password, scramble);
            byte[] encrypted = key.encrypt(mixed);
            Arrays.fill(mixed, (byte) 0);
            return encrypted;
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }

    private byte[] terminatedPassword() {
        byte[] password = credentials.passwordBytes();
        byte[] terminated = Arrays.copyOf(password, password.length + 1);
        Arrays.fill(password, (byte) 0);
        return terminated;
    }
}
