package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.internal.wire.PacketReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * {@code parsec} of MariaDB 11.6 and later: scrambles of both sides, signed with a key that PBKDF2 makes of the password
 * and of a salt that the server keeps.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://mariadb.com/kb/en/authentication-plugin-parsec/">Authentication plugin PARSEC</a>
 */
final class ParsecPassword extends AuthPlugin {

    static final String NAME = "parsec";

    private static final int SCRAMBLE_BYTES = 32;
    private static final int KEY_BITS = 256;
    private static final int PBKDF2 = 'P';
    private static final int BASE_ITERATIONS = 1024;
    /** 8,192 iterations. More would let a server burn the time of everybody on the event loop. */
    private static final int MAX_SHIFT = 3;

    private static final int MIN_SALT_BYTES = 16;
    private static final int MAX_SALT_BYTES = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private byte[] scramble = new byte[0];
    private boolean awaitsSalt;
    /** How the key was made, and the public key; {@code null} before that. */
    private byte @Nullable [] verifier;

    ParsecPassword(Credentials credentials) {
        super(NAME, credentials);
    }

    @Override
    public int scrambleLength() {
        return SCRAMBLE_BYTES;
    }

    /** Asks for the salt. */
    @Override
    public byte[] respond(byte[] newScramble) {
        scramble = newScramble;
        awaitsSalt = true;
        return new byte[0];
    }

    /** The server sends the salt without a header of its own. */
    @Override
    public boolean expectsBareData() {
        return awaitsSalt;
    }

    @Override
    public byte @Nullable [] onMoreData(PacketReader in) {
        if (!awaitsSalt || in.remaining() < 2 + MIN_SALT_BYTES || in.remaining() > 2 + MAX_SALT_BYTES) {
            throw in.malformed();
        }
        awaitsSalt = false;
        int function = in.readByte();
        int shift = in.readByte();
        if (function != PBKDF2 || shift > MAX_SHIFT) {
            throw refusal("The server asks for a way to derive a key from the password that this driver does not know"
                    + " (function " + function + ", cost " + shift + "); give the account the method "
                    + Ed25519Password.NAME + " or a new password");
        }
        return answer(in.readRemainingBytes(), shift);
    }

    private byte[] answer(byte[] salt, int shift) {
        byte[] ownScramble = new byte[SCRAMBLE_BYTES];
        RANDOM.nextBytes(ownScramble);
        try {
            Signature signature = Signature.getInstance("Ed25519");
            byte[] derived = derive(salt, BASE_ITERATIONS << shift);
            signature.initSign(key(derived));
            signature.update(scramble);
            signature.update(ownScramble);
            byte[] signed = signature.sign();
            if (credentials.mustBeProven()) {
                keepVerifier(salt, shift, derived);
            }
            Arrays.fill(derived, (byte) 0);
            byte[] answer = Arrays.copyOf(ownScramble, ownScramble.length + signed.length);
            System.arraycopy(signed, 0, answer, ownScramble.length, signed.length);
            return answer;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM cannot sign with Ed25519", e);
        }
    }

    private byte[] derive(byte[] salt, int iterations) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(credentials.passwordChars(), salt, iterations, KEY_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } finally {
            spec.clearPassword();
        }
    }

    private static PrivateKey key(byte[] derived) throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, derived));
    }

    private void keepVerifier(byte[] salt, int shift, byte[] derived) {
        byte[] publicKey = Ed25519.publicKey(derived);
        byte[] kept = new byte[2 + salt.length + publicKey.length];
        kept[0] = PBKDF2;
        kept[1] = (byte) shift;
        System.arraycopy(salt, 0, kept, 2, salt.length);
        System.arraycopy(publicKey, 0, kept, 2 + salt.length, publicKey.length);
        verifier = kept;
    }

    /** Function, cost and salt, as the server has sent them, and the public key. */
    @Override
    public byte @Nullable [] verifier() {
        return verifier;
    }
}
