package io.github.asyncmysql.testsupport;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's side of SCRAM, as an LDAP server has it: it keeps no password, but what has been made of it.
 * Confined to one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802">RFC 5802</a>
 */
public final class ScramServer {

    private static final int ROUNDS = 4096;

    private final String digest;
    private final String mac;
    private final String username;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;
    private String firstBare = "";
    private String serverFirst = "";

    /** @param digest {@code SHA-1} or {@code SHA-256} */
    public ScramServer(String digest, String username, String password) throws GeneralSecurityException {
        this.digest = digest;
        this.mac = "Hmac" + digest.replace("-", "");
        this.username = username;
        this.salt = ascii("salt of " + username);
        byte[] key = password.getBytes(StandardCharsets.UTF_8);
        byte[] block = mac(key, Arrays.copyOf(salt, salt.length + 4), 1);
        byte[] salted = block.clone();
        for (int i = 1; i < ROUNDS; i++) {
            block = mac(key, block, 0);
            for (int j = 0; j < salted.length; j++) {
                salted[j] ^= block[j];
            }
        }
        this.storedKey = MessageDigest.getInstance(digest).digest(mac(salted, ascii("Client Key"), 0));
        this.serverKey = mac(salted, ascii("Server Key"), 0);
    }

    private byte[] mac(byte[] key, byte[] message, int lastByte) throws GeneralSecurityException {
        Mac function = Mac.getInstance(mac);
        function.init(new SecretKeySpec(key, mac));
        if (lastByte == 0) {
            return function.doFinal(message);
        }
        message[message.length - 1] = (byte) lastByte;
        return function.doFinal(message);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The answer to the client's first message. */
    public byte[] first(byte[] clientFirst) {
        String text = new String(clientFirst, StandardCharsets.UTF_8);
        String expected = "n,,n=" + username + ",r=";
        if (!text.startsWith(expected)) {
            throw new IllegalArgumentException(text);
        }
        firstBare = text.substring(3);
        serverFirst = "r=" + text.substring(expected.length()) + "-and-mine,s="
                + Base64.getEncoder().encodeToString(salt) + ",i=" + ROUNDS;
        return ascii(serverFirst);
    }

    /** The answer to the client's proof: the server's own, or an error. */
    public byte[] last(byte[] clientFinal) throws GeneralSecurityException {
        String text = new String(clientFinal, StandardCharsets.UTF_8);
        int proofAt = text.lastIndexOf(",p=");
        String nonce = serverFirst.substring(2, serverFirst.indexOf(','));
        if (!text.substring(0, proofAt).equals("c=biws,r=" + nonce)) {
            return ascii("e=other-error");
        }
        byte[] signed =
                (firstBare + "," + serverFirst + "," + text.substring(0, proofAt)).getBytes(StandardCharsets.UTF_8);
        byte[] clientKey = Base64.getDecoder().decode(text.substring(proofAt + 3));
        byte[] signature = mac(storedKey, signed, 0);
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= signature[i];
        }
        boolean known = Arrays.equals(MessageDigest.getInstance(digest).digest(clientKey), storedKey);
        return known
                ? ascii("v=" + Base64.getEncoder().encodeToString(mac(serverKey, signed, 0)))
                : ascii("e=invalid-proof");
    }
}
