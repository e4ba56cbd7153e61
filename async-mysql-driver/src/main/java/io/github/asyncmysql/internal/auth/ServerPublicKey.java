package io.github.asyncmysql.internal.auth;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Cipher;

/**
 * A server's RSA key, under which a password may be sent without TLS.
 *
 * <p>Immutable.
 */
public final class ServerPublicKey {

    private static final String HEADER = "-----BEGIN PUBLIC KEY-----";
    private static final String FOOTER = "-----END PUBLIC KEY-----";
    private static final int MAX_PEM_BYTES = 16 << 10;
    private static final int MIN_BITS = 2048;
    private static final int MAX_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 32;
    /** OAEP with SHA-1 needs two hashes and two bytes of each block. */
    private static final int PADDING_BYTES = 42;

    private final RSAPublicKey key;

    private ServerPublicKey(RSAPublicKey key) {
        this.key = key;
    }

    /**
     * Reads the key of {@link io.github.asyncmysql.MySqlConfig#serverPublicKey()}. Blocks on the file.
     *
     * @throws IllegalArgumentException if there is no usable key in the file; the message names the setting
     */
    public static ServerPublicKey read(Path file) {
        byte[] pem;
        try (InputStream in = Files.newInputStream(file)) {
            pem = in.readNBytes(MAX_PEM_BYTES + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException("server-public-key: the file " + file + " cannot be read", e);
        }
        try {
            return parse(pem);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "server-public-key: the file " + file + " holds a key that " + e.getMessage(), e);
        }
    }

    /**
     * Understands a key in PEM form.
     *
     * @throws IllegalArgumentException if it is none, is weak, or is so large that it would only burn time; the message
     *     continues the words "a key that"
     */
    static ServerPublicKey parse(byte[] pem) {
        if (pem.length > MAX_PEM_BYTES) {
            throw new IllegalArgumentException("is longer than " + MAX_PEM_BYTES + " bytes");
        }
        String text = new String(pem, StandardCharsets.ISO_8859_1);
        int start = text.indexOf(HEADER);
        int end = text.indexOf(FOOTER);
        if (start < 0 || end < start + HEADER.length()) {
            throw new IllegalArgumentException("is not in PEM form ('" + HEADER + "')");
        }
        RSAPublicKey key = decode(text.substring(start + HEADER.length(), end));
        int bits = key.getModulus().bitLength();
        if (bits < MIN_BITS || bits > MAX_BITS) {
            throw new IllegalArgumentException("has " + bits + " bits instead of " + MIN_BITS + " to " + MAX_BITS);
        }
        BigInteger exponent = key.getPublicExponent();
        if (exponent.bitLength() < 2 || exponent.bitLength() > MAX_EXPONENT_BITS || !exponent.testBit(0)) {
            throw new IllegalArgumentException("has an unusual exponent");
        }
        return new ServerPublicKey(key);
    }

    private static RSAPublicKey decode(String base64) {
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(base64);
            return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("is not an RSA key", e);
        }
    }

    /** The number of bytes that can be encrypted. */
    int maxLength() {
        return (key.getModulus().bitLength() + 7) / 8 - PADDING_BYTES;
    }

    byte[] encrypt(byte[] data) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return cipher.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot encrypt with RSA-OAEP", e);
        }
    }
}
