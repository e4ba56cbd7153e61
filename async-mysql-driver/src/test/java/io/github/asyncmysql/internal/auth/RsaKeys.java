package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.testsupport.FakePackets;
import io.github.asyncmysql.testsupport.RsaPairs;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import javax.crypto.Cipher;

/** RSA keys as servers have and send them. Thread-safe. */
public final class RsaKeys {

    public static final KeyPair PAIR = RsaPairs.generate();

    private RsaKeys() {}

    public static String pem(PublicKey key) {
        return pem(key.getEncoded());
    }

    public static String pem(byte[] encoded) {
        return RsaPairs.pem("PUBLIC KEY", encoded);
    }

    /** A SubjectPublicKeyInfo with numbers that no key factory would take. */
    public static byte[] encode(byte[] modulus, long exponent) {
        byte[] numbers = der(
                0x30,
                FakePackets.concat(
                        der(0x02, modulus),
                        der(0x02, BigInteger.valueOf(exponent).toByteArray())));
        byte[] algorithm = FakePackets.hex("300d06092a864886f70d0101010500");
        byte[] bits = der(0x03, FakePackets.concat(new byte[] {0}, numbers));
        return der(0x30, FakePackets.concat(algorithm, bits));
    }

    private static byte[] der(int tag, byte[] content) {
        int length = content.length;
        byte[] head = length < 0x80
                ? new byte[] {(byte) tag, (byte) length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
        return FakePackets.concat(head, content);
    }

    /** What the server reads out of an encrypted password: decrypted, and with the scramble taken off. */
    public static byte[] decrypt(byte[] encrypted, byte[] scramble) {
        try {
            Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPWithSHA-1AndMGF1Padding");
            cipher.init(Cipher.DECRYPT_MODE, PAIR.getPrivate());
            byte[] plain = cipher.doFinal(encrypted);
            for (int i = 0; i < plain.length; i++) {
                plain[i] ^= scramble[i % scramble.length];
            }
            return plain;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
