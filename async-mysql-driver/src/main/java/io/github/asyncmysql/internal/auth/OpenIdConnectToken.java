package io.github.asyncmysql.internal.auth;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * {@code authentication_openid_connect_client} of MySQL 9.1 and later: an id token of OpenID Connect, which is given as the
 * password. Whoever has it can log in with it until it expires: it is only for those who ask for it by name, and only where
 * {@code mysql_clear_password} is taken part in.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/openid-pluggable-authentication.html">OpenID Connect pluggable
 *     authentication</a>
 */
final class OpenIdConnectToken extends AuthPlugin {

    static final String NAME = "authentication_openid_connect_client";

    private static final int CAPABILITY = 1;
    /** What MySQL's own clients take. */
    private static final int MAX_BYTES = 10_000;

    private static final int MAX_SHORT_LENGTH = 250;
    private static final int TWO_BYTES_FOLLOW = 0xfc;

    /** RFC 7519: three parts in base64url. */
    private static final Pattern TOKEN = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

    OpenIdConnectToken(Credentials credentials) {
        super(NAME, credentials);
    }

    @Override
    public int scrambleLength() {
        return ANY_LENGTH;
    }

    @Override
    public byte[] respond(byte[] scramble) {
        checkSecrecy("an id token of OpenID Connect");
        // Files with a token have a line's end behind it.
        String token = credentials.password().strip();
        if (token.length() > MAX_BYTES) {
            throw refusal("The server asks for an id token of OpenID Connect, but the password is longer than the "
                    + MAX_BYTES + " bytes that servers take");
        }
        if (!TOKEN.matcher(token).matches()) {
            throw refusal(
                    "The server asks for an id token of OpenID Connect, but the password is none: a token has three"
                            + " parts in base64url with dots between them; let a provider of credentials return it as the password");
        }
        return message(token.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] message(byte[] token) {
        boolean isShort = token.length <= MAX_SHORT_LENGTH;
        byte[] message = new byte[1 + (isShort ? 1 : 3) + token.length];
        int at = 0;
        message[at++] = CAPABILITY; // capability [1 byte]
        if (isShort) { // length of the token [lenenc]
            message[at++] = (byte) token.length;
        } else {
            message[at++] = (byte) TWO_BYTES_FOLLOW;
            message[at++] = (byte) token.length;
            message[at++] = (byte) (token.length >> 8);
        }
        System.arraycopy(token, 0, message, at, token.length); // token
        return message;
    }
}
