package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.Text;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One authentication method at work on one connection. The methods below are all that the driver takes part in; anything
 * else could be a hostile server's way to the password.
 *
 * <p>Confined to the event loop.
 */
public abstract sealed class AuthPlugin permits CachingSha2Password, NativePassword {

    /** The name that the server and the client use for this method. */
    public abstract String name();

    /**
     * The answer to the scramble of a greeting or of a switch request.
     *
     * @param scramble 20 random bytes
     */
    public abstract byte[] respond(byte[] scramble);

    /**
     * Understands further data of the server.
     *
     * @param in positioned behind the packet's first byte
     * @return what is to be answered; {@code null} if it is the server's turn again
     * @throws MySqlConnectionException if the answer would give the password away
     * @throws io.github.asyncmysql.MySqlProtocolException if the data is not what the method allows here
     */
    public abstract byte @Nullable [] onMoreData(PacketReader in);

    private static AuthPlugin createDefault(Credentials credentials) {
        return credentials.allows(CachingSha2Password.NAME)
                ? new CachingSha2Password(credentials)
                : new NativePassword(credentials);
    }

    /** The method to begin with, where the server suggests this one; that may be nothing, or one that is not on the list. */
    public static AuthPlugin createFirst(String suggested, Credentials credentials) {
        return credentials.allows(suggested) ? create(suggested, credentials) : createDefault(credentials);
    }

    /**
     * The method with this name.
     *
     * @throws MySqlConnectionException if it is not on the list
     */
    public static AuthPlugin create(String name, Credentials credentials) {
        return switch (name) {
            case CachingSha2Password.NAME, NativePassword.NAME -> createKnown(name, credentials);
            // MySQL makes up a method for users that do not exist, hence the first advice.
            default ->
                throw refusal("The server asks for the authentication method '" + Text.sanitize(name, 64)
                        + "', which this driver does not take part in; check that username is an existing account, or"
                        + " give it the method " + CachingSha2Password.NAME + " (on MariaDB " + NativePassword.NAME
                        + ") with ALTER USER");
        };
    }

    private static AuthPlugin createKnown(String name, Credentials credentials) {
        if (!credentials.allows(name)) {
            throw refusal("The server asks for the authentication method '" + name
                    + "', which authentication-plugins does not allow");
        }
        return name.equals(NativePassword.NAME)
                ? new NativePassword(credentials)
                : new CachingSha2Password(credentials);
    }

    static MySqlConnectionException refusal(String message) {
        return new MySqlConnectionException(Kind.REFUSED, message, Outcome.NOT_SENT, null);
    }

    /**
     * Proves that the password is known, without sending it: H(password) XOR H(scramble and H(H(password))).
     *
     * @param scrambleFirst whether the scramble is hashed before the twice hashed password, or behind it
     * @return empty for an empty password
     */
    static byte[] prove(Credentials credentials, byte[] scramble, String algorithm, boolean scrambleFirst) {
        if (!credentials.hasPassword()) {
            return new byte[0];
        }
        byte[] password = credentials.passwordBytes();
        MessageDigest hash = digest(algorithm);
        byte[] once = hash.digest(password);
        byte[] twice = hash.digest(once);
        hash.update(scrambleFirst ? scramble : twice);
        hash.update(scrambleFirst ? twice : scramble);
        byte[] proof = xor(once, hash.digest());
        Arrays.fill(password, (byte) 0);
        Arrays.fill(once, (byte) 0);
        Arrays.fill(twice, (byte) 0);
        return proof;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM lacks " + algorithm, e);
        }
    }

    static byte[] xor(byte[] left, byte[] right) {
        byte[] result = new byte[left.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (left[i] ^ right[i % right.length]);
        }
        return result;
    }
}
