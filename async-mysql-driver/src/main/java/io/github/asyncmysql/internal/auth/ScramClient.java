package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.wire.Text;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of SCRAM, without channel binding: both sides prove that they know what is made of the password, and
 * nobody sends it.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5802">RFC 5802</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7677">RFC 7677</a>
 */
final class ScramClient {

    /** What is hashed with. */
    enum Hash {
        SHA_1("SHA-1", "HmacSHA1", 160),
        SHA_256("SHA-256", "HmacSHA256", 256);

        private final String digest;
        private final String mac;
        private final int bits;

        Hash(String digest, String mac, int bits) {
            this.digest = digest;
            this.mac = mac;
            this.bits = bits;
        }
    }

    /** No channel binding, and nobody else to act for. */
    private static final String HEADER = "n,,";

    private static final int NONCE_BYTES = 24;
    /** Fewer would make the password easy to guess for whoever has asked for them (RFC 7677, section 4). */
    private static final int MIN_ITERATIONS = 4096;
    /** More would let a server burn the time of everybody on the event loop. */
    private static final int MAX_ITERATIONS = 20_000;

    private static final int MAX_SALT_BYTES = 128;
    private static final int MAX_SHOWN = 64;

    /** Nonce, salt and count; extensions may follow, but none that has to be understood, which would come first. */
    private static final Pattern SERVER_FIRST =
            Pattern.compile("r=([!-+\\--~]{1,512}),s=([A-Za-z0-9+/=]{1,512}),i=([1-9][0-9]{0,8})(?:,.*)?");

    private static final Pattern SERVER_FINAL = Pattern.compile("([ve])=([^,]{1,512})(?:,.*)?");

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Hash hash;
    private final String password;
    private final String nonce;
    private final String firstBare;
    private byte @Nullable [] serverSignature;
    private boolean finished;

    /** @param nonce printable ASCII without commas, new for each login */
    ScramClient(Hash hash, String username, String password, String nonce) {
        this.hash = hash;
        this.password = password;
        this.nonce = nonce;
        this.firstBare =
                "n=" + prepare("username", username).replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    static String newNonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    byte[] first() {
        return (HEADER + firstBare).getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the server has proven that it knows what it should. */
    boolean isFinished() {
        return finished;
    }

    /**
     * Understands a message of the server.
     *
     * @return the answer; {@code null} when there is nothing more to say
     * @throws io.github.asyncmysql.MySqlConnectionException if the server cannot prove what it should, or asks for what would
     *     do harm
     * @throws MySqlProtocolException if it is no such message
     */
    byte @Nullable [] onMessage(String message) {
        byte[] expected = serverSignature;
        if (expected == null) {
            return proof(message);
        }
        checkSignature(message, expected);
        finished = true;
        return null;
    }

    private byte[] proof(String message) {
        Matcher fields = SERVER_FIRST.matcher(message);
        if (!fields.matches()
                || !fields.group(1).startsWith(nonce)
                || fields.group(1).equals(nonce)) {
            throw malformed();
        }
        byte[] salt = decode(fields.group(2));
        int iterations = Integer.parseInt(fields.group(3));
        if (salt.length > MAX_SALT_BYTES) {
            throw malformed();
        }
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            throw AuthPlugin.refusal(
                    "The server asks for " + iterations + " rounds of SCRAM; this driver takes part in "
                            + MIN_ITERATIONS + " to " + MAX_ITERATIONS
                            + ", since fewer make the password easy to guess, and more"
                            + " hold up other connections");
        }
        String withoutProof = "c=" + base64(HEADER.getBytes(StandardCharsets.US_ASCII)) + ",r=" + fields.group(1);
        byte[] signed = (firstBare + "," + message + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
        byte[] salted = salted(salt, iterations);
        byte[] clientKey = mac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
        byte[] storedKey = AuthPlugin.digest(hash.digest).digest(clientKey);
        byte[] clientProof = AuthPlugin.xor(clientKey, mac(storedKey, signed));
        serverSignature = mac(mac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII)), signed);
        Arrays.fill(salted, (byte) 0);
        Arrays.fill(clientKey, (byte) 0);
        return (withoutProof + ",p=" + base64(clientProof)).getBytes(StandardCharsets.UTF_8);
    }

    private static void checkSignature(String message, byte[] expected) {
        Matcher fields = SERVER_FINAL.matcher(message);
        if (!fields.matches()) {
            throw malformed();
        }
        if (fields.group(1).equals("e")) {
            throw AuthPlugin.refusal("The LDAP server refuses the login: " + Text.sanitize(fields.group(2), MAX_SHOWN)
                    + "; check username and password");
        }
        if (!MessageDigest.isEqual(expected, decode(fields.group(2)))) {
            throw AuthPlugin.refusal(
                    "The LDAP server does not know the password: what it says to prove that is not right, so it may be"
                            + " somebody else");
        }
    }

    private byte[] salted(byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(prepare("password", password).toCharArray(), salt, iterations, hash.bits);
        try {
            return SecretKeyFactory.getInstance("PBKDF2With" + hash.mac)
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks PBKDF2With" + hash.mac, e);
        } finally {
            spec.clearPassword();
        }
    }

    private byte[] mac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(hash.mac);
            mac.init(new SecretKeySpec(key, hash.mac));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks " + hash.mac, e);
        }
    }

    /**
     * One form for all ways to write the same text, as SASLprep demands: spaces are one kind of space, what nobody sees is left
     * out, the rest is in the normalization form KC.
     *
     * @see <a href="https://www.rfc-editor.org/rfc/rfc4013">RFC 4013</a>
     */
    private static String prepare(String setting, String text) {
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !isMappedToNothing(c))
                .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
                .forEach(mapped::appendCodePoint);
        String prepared = Normalizer.normalize(mapped, Normalizer.Form.NFKC);
        if (prepared.codePoints().anyMatch(ScramClient::isProhibited)) {
            throw AuthPlugin.refusal(
                    setting + " holds a character that SCRAM does not allow, such as a control character");
        }
        return prepared;
    }

    private static boolean isMappedToNothing(int c) {
        return c == 0xad
                || c == 0x34f
                || c == 0x1806
                || c >= 0x180b && c <= 0x180d
                || c >= 0x200b && c <= 0x200d
                || c == 0x2060
                || c >= 0xfe00 && c <= 0xfe0f
                || c == 0xfeff;
    }

    private static boolean isProhibited(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static MySqlProtocolException malformed() {
        return new MySqlProtocolException("The server does not speak SCRAM as it should", Outcome.NOT_SENT, null);
    }
}
