package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.WebAuthnAuthenticator.Assertion;
import io.github.asyncmysql.WebAuthnAuthenticator.Request;
import io.github.asyncmysql.internal.wire.HandshakeV10;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.Text;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One authentication method at work on one connection. The methods below are all that the driver takes part in; anything
 * else could be a hostile server's way to the password.
 *
 * <p>Confined to the event loop.
 */
public abstract sealed class AuthPlugin
        permits CachingSha2Password,
                ClearPassword,
                DialogPassword,
                Ed25519Password,
                KerberosTicket,
                LdapSaslPassword,
                NativePassword,
                OciSignature,
                OpenIdConnectToken,
                ParsecPassword,
                Sha256Password,
                WebAuthnDevice {

    /** The {@link #scrambleLength()} of methods to which a switch request brings something else than a scramble, or nothing. */
    public static final int ANY_LENGTH = -1;

    /** Those with which a server can prove that it knows what it keeps of the password, and nothing of the password is sent. */
    private static final Set<String> PROVING = Set.of(NativePassword.NAME, Ed25519Password.NAME, ParsecPassword.NAME);

    private static final Set<String> PASSWORDLESS =
            Set.of(WebAuthnDevice.NAME, OciSignature.NAME, KerberosTicket.OF_MARIADB, KerberosTicket.OF_MYSQL);

    final Credentials credentials;
    private final String name;

    AuthPlugin(String name, Credentials credentials) {
        this.name = name;
        this.credentials = credentials;
    }

    /** The name that the server and the client use for this method. */
    public final String name() {
        return name;
    }

    /** The number of bytes that a switch request to this method must bring; {@link #ANY_LENGTH} for any. */
    public int scrambleLength() {
        return HandshakeV10.SCRAMBLE_LENGTH;
    }

    /** Whether the next packet may be data of the server without a header of its own. */
    public boolean expectsBareData() {
        return false;
    }

    /** Whether the server may be content already. Where it has to prove something first, not before it has. */
    public boolean mayEnd() {
        return true;
    }

    /**
     * The answer to the scramble of a greeting or of a switch request.
     *
     * @param scramble as many random bytes as {@link #scrambleLength()} says
     * @return {@code null} if {@link #findAnswer} is to find it
     * @throws MySqlConnectionException if the answer would give the password away
     * @throws io.github.asyncmysql.MySqlProtocolException if the method cannot begin with this
     */
    public abstract byte @Nullable [] respond(byte[] scramble);

    /** Whether the answer to what the server sent last is still to be found by {@link #findAnswer}. */
    public boolean hasToFindAnswer() {
        return false;
    }

    /**
     * Finds an answer where that may block: on any thread but the event loop, on which nothing of this is used meanwhile.
     *
     * @return {@code null} if it is the server's turn again
     * @throws MySqlConnectionException if there is no answer
     */
    public byte @Nullable [] findAnswer() {
        throw new IllegalStateException("nothing is to be found");
    }

    /**
     * What the server keeps of the password, by which it can prove that it is the right one. To be asked when the login has
     * succeeded.
     *
     * @return {@code null} for methods that keep nothing of the kind
     */
    public byte @Nullable [] verifier() {
        return null;
    }

    /**
     * Understands further data of the server; most methods allow none.
     *
     * @param in positioned behind the header, if there is one
     * @return what is to be answered; {@code null} if it is the server's turn again, or {@link #findAnswer} is to find it
     * @throws MySqlConnectionException if the answer would give the password away
     * @throws io.github.asyncmysql.MySqlProtocolException if the data is not what the method allows here
     */
    public byte @Nullable [] onMoreData(PacketReader in) {
        throw in.malformed();
    }

    /** What a person's device has to be asked before it is the server's turn again; {@code null} for nothing. */
    public @Nullable Request question() {
        return null;
    }

    /**
     * What is answered to the server with what the device has answered to {@link #question()}.
     *
     * @throws MySqlConnectionException if that is not what servers take
     */
    public byte[] onAssertions(List<Assertion> assertions) {
        throw new IllegalStateException("no device was asked");
    }

    /** Whether a method with this name proves who the user is by a password, and by nothing else. */
    static boolean needsPassword(String name) {
        return !PASSWORDLESS.contains(name);
    }

    /** The name of the method that accounts of such a server usually have. */
    public static String usual(boolean mariaDb) {
        return mariaDb ? NativePassword.NAME : CachingSha2Password.NAME;
    }

    /**
     * The method to begin with, where the server suggests this one: a greeting gets nothing but a scrambled password. For
     * any other method the server has to ask.
     *
     * @return {@code null} if the list has no method that scrambles
     */
    public static @Nullable AuthPlugin createFirst(String suggested, Credentials credentials) {
        boolean allowsNative = credentials.allows(NativePassword.NAME);
        if (credentials.mustBeProven()) {
            return allowsNative ? new NativePassword(credentials) : null;
        }
        if (allowsNative && suggested.equals(NativePassword.NAME)) {
            return new NativePassword(credentials);
        }
        if (credentials.allows(CachingSha2Password.NAME)) {
            return new CachingSha2Password(credentials);
        }
        return allowsNative ? new NativePassword(credentials) : null;
    }

    /**
     * The method with this name.
     *
     * @throws MySqlConnectionException if it is not on the list
     */
    public static AuthPlugin create(String name, Credentials credentials) {
        AuthPlugin known =
                switch (name) {
                    case CachingSha2Password.NAME -> new CachingSha2Password(credentials);
                    case Sha256Password.NAME -> new Sha256Password(credentials);
                    case NativePassword.NAME -> new NativePassword(credentials);
                    case Ed25519Password.NAME -> new Ed25519Password(credentials);
                    case ParsecPassword.NAME -> new ParsecPassword(credentials);
                    case ClearPassword.NAME -> new ClearPassword(credentials);
                    case DialogPassword.NAME -> new DialogPassword(credentials);
                    case LdapSaslPassword.NAME -> new LdapSaslPassword(credentials);
                    case KerberosTicket.OF_MARIADB, KerberosTicket.OF_MYSQL -> new KerberosTicket(name, credentials);
                    case OciSignature.NAME -> new OciSignature(credentials);
                    case OpenIdConnectToken.NAME -> new OpenIdConnectToken(credentials);
                    case WebAuthnDevice.NAME -> new WebAuthnDevice(credentials);
                    default -> null;
                };
        if (known == null) {
            // MySQL makes up a method for users that do not exist, hence the first advice.
            throw refusal("The server asks for the authentication method '" + Text.sanitize(name, 64)
                    + "', which this driver does not take part in; check that username is an existing account, or"
                    + " give it the method " + CachingSha2Password.NAME + " (on MariaDB " + NativePassword.NAME
                    + ") with ALTER USER");
        }
        if (!credentials.allows(name)) {
            throw refusal("The server asks for the authentication method '" + name
                    + "', which authentication-plugins does not allow");
        }
        if (credentials.mustBeProven() && !PROVING.contains(name)) {
            throw refusal(
                    "The server asks for the authentication method '" + name + "', with which it cannot prove that its"
                            + " certificate is its own, as ssl-mode verify-password demands; set ssl-mode to verify-identity, or give"
                            + " the account the method " + NativePassword.NAME);
        }
        return known;
    }

    /**
     * Lets nothing pass that others than the server could read, or somebody who pretends to be the server.
     *
     * @param what the server asks for
     * @throws MySqlConnectionException unless its certificate was verified, or it is behind a Unix domain socket
     */
    final void checkSecrecy(String what) {
        if (!credentials.reachVerifiedServerOnly()) {
            throw refusal(
                    "The server asks for " + what + ", which is sent to a server with a verified certificate only,"
                            + " or over a Unix domain socket; set ssl-mode to verify-identity");
        }
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

    static MessageDigest digest(String algorithm) {
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
