package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.MySqlConnectionException;
import java.util.Arrays;

/**
 * Sends the password itself, as well protected as the connection allows: inside of TLS, over a Unix domain
 * socket, or under the server's RSA key, which is what servers behind a tunnel want as well.
 *
 * <p>Confined to the event loop.
 */
final class PasswordDelivery {

    private final Credentials credentials;
    private final int keyRequest;
    private final boolean needsKeyOnSockets;
    private byte[] scramble = new byte[0];
    private boolean awaitsKey;

    /**
     * @param keyRequest the byte that asks the server for its key
     * @param needsKeyOnSockets whether the server wants the password under its key over a Unix domain socket, too
     */
    PasswordDelivery(Credentials credentials, int keyRequest, boolean needsKeyOnSockets) {
        this.credentials = credentials;
        this.keyRequest = keyRequest;
        this.needsKeyOnSockets = needsKeyOnSockets;
    }

    /**
     * The password, or a request for the key to send it under.
     *
     * @param newScramble what the server mixes into what it decrypts
     * @throws MySqlConnectionException if the password would be given away
     */
    byte[] begin(byte[] newScramble) {
        scramble = newScramble;
        return switch (credentials.transport()) {
            case TRUSTED, VERIFIED_TLS -> credentials.isTunnelled() ? underKey() : credentials.terminatedPassword();
            case UNTRUSTED_TLS ->
                throw AuthPlugin.refusal(
                        "The server asks for the password itself, but nothing has proven that it is the right server;"
                                + " set ssl-mode to verify-identity, or to required to trust it unverified");
            case LOCAL -> needsKeyOnSockets ? underKey() : credentials.terminatedPassword();
            case PLAIN_TEXT -> underKey();
        };
    }

    private byte[] underKey() {
        ServerPublicKey pinned = credentials.pinnedKey();
        if (pinned != null) {
            return encrypt(pinned);
        }
        if (!credentials.mayAskForKey()) {
            throw AuthPlugin.refusal("The server asks for the password itself, which is not sent without encryption;"
                    + " set ssl-mode to verify-identity, or name the server's RSA key in server-public-key");
        }
        awaitsKey = true;
        return new byte[] {(byte) keyRequest};
    }

    /** Whether the server has been asked for its key and has not answered. */
    boolean awaitsKey() {
        return awaitsKey;
    }

    /**
     * The password under the key that the server has sent.
     *
     * @throws MySqlConnectionException if it is no key to trust a password to
     */
    byte[] onKey(byte[] pem) {
        awaitsKey = false;
        ServerPublicKey key;
        try {
            key = ServerPublicKey.parse(pem);
        } catch (IllegalArgumentException e) {
            throw AuthPlugin.refusal("The server sent an RSA key that " + e.getMessage()
                    + ", so the password is not sent under it; set ssl-mode to verify-identity");
        }
        return encrypt(key);
    }

    private byte[] encrypt(ServerPublicKey key) {
        byte[] password = credentials.terminatedPassword();
        try {
            if (password.length > key.maxLength()) {
                throw AuthPlugin.refusal("The password is longer than the server's RSA key can encrypt ("
                        + (key.maxLength() - 1) + " bytes); set ssl-mode to verify-identity");
            }
            // The server undoes this after decrypting, so that a recorded answer is of no use for another login.
            byte[] mixed = AuthPlugin.xor(password, scramble);
            byte[] encrypted = key.encrypt(mixed);
            Arrays.fill(mixed, (byte) 0);
            return encrypted;
        } finally {
            Arrays.fill(password, (byte) 0);
        }
    }
}
