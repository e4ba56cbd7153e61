package io.github.asyncmysql.internal.auth;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.WebAuthnAuthenticator.Assertion;
import io.github.asyncmysql.WebAuthnAuthenticator.Request;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.internal.wire.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code authentication_webauthn_client}: a device of the user's signs a challenge of the server. No password is needed. The
 * server says for whom the device is to sign, and a signature for somebody else could be of use elsewhere: it is only for those who
 * ask for it by name, and only where {@code mysql_clear_password} is taken part in.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/webauthn-pluggable-authentication.html">WebAuthn pluggable
 *     authentication</a>
 */
final class WebAuthnDevice extends AuthPlugin {

    static final String NAME = "authentication_webauthn_client";

    private static final byte ASK_FOR_CREDENTIAL = 1;
    private static final int ASSERTIONS = 2;
    private static final int CHALLENGE_LENGTH = 32;
    /** As the standard has it. */
    private static final int MAX_CREDENTIAL_ID = 1023;

    private static final int MAX_ASSERTIONS = 32;
    private static final int MAX_SHOWN = 64;

    /** A domain; nothing that would have to be escaped in JSON. */
    private static final Pattern RELYING_PARTY = Pattern.compile("[!-~&&[^\"\\\\]]{1,255}");

    private enum State {
        CHALLENGE,
        CREDENTIAL,
        DEVICE,
        ENDED
    }

    private State state = State.CHALLENGE;
    private String relyingPartyId = "";
    private String clientData = "";
    private byte @Nullable [] credentialId;

    WebAuthnDevice(Credentials credentials) {
        super(NAME, credentials);
    }

    @Override
    public int scrambleLength() {
        return ANY_LENGTH;
    }

    @Override
    public byte[] respond(byte[] data) {
        checkSecrecy("a signature of a WebAuthn device");
        if (credentials.authenticator() == null) {
            throw refusal("The server asks for a signature of a WebAuthn device, but there is no authenticator; give"
                    + " MySqlConfig a webAuthnAuthenticator");
        }
        if (data.length == 0 || data.length == 1 && data[0] == 0) {
            throw refusal(
                    "The account has no registered WebAuthn device yet; register one with the mysql client and its"
                            + " option --register-factor");
        }
        PacketReader in = new PacketReader().reset(data, 0, data.length);
        in.skip(1); // capabilities, unused [1 byte]
        if (in.readLengthEncodedLength() != CHALLENGE_LENGTH) {
            throw in.malformed();
        }
        byte[] challenge = in.readBytes(CHALLENGE_LENGTH); // challenge [lenenc]
        relyingPartyId = in.readLengthEncodedString(); // relying party id [lenenc]
        if (!RELYING_PARTY.matcher(relyingPartyId).matches()) {
            throw new MySqlProtocolException(
                    "The server's relying party id is none: '" + Text.sanitize(relyingPartyId, MAX_SHOWN) + "'",
                    Outcome.NOT_SENT,
                    null);
        }
        clientData = "{\"type\":\"webauthn.get\",\"challenge\":\""
                + Base64.getUrlEncoder().withoutPadding().encodeToString(challenge) + "\",\"origin\":\"https://"
                + relyingPartyId + "\",\"crossOrigin\":false}";
        state = State.CREDENTIAL;
        return new byte[] {ASK_FOR_CREDENTIAL};
    }

    /** The credential's id; nothing where the device keeps that itself. */
    @Override
    public byte @Nullable [] onMoreData(PacketReader in) {
        if (state != State.CREDENTIAL) {
            throw in.malformed();
        }
        if (in.remaining() > 0) {
            int length = in.readLengthEncodedLength(); // credential id [lenenc]
            if (length < 0 || length > MAX_CREDENTIAL_ID) {
                throw in.malformed();
            }
            credentialId = length == 0 ? null : in.readBytes(length);
        }
        state = State.DEVICE;
        return null;
    }

    @Override
    public @Nullable Request question() {
        if (state != State.DEVICE) {
            return null;
        }
        byte[] hash = digest("SHA-256").digest(clientData.getBytes(StandardCharsets.US_ASCII));
        return new Request(
                credentials.address(), credentials.username(), relyingPartyId, clientData, hash, credentialId);
    }

    @Override
    public byte[] onAssertions(List<Assertion> assertions) {
        if (assertions.isEmpty() || assertions.size() > MAX_ASSERTIONS) {
            throw refusal("The WebAuthn authenticator must answer with 1 to " + MAX_ASSERTIONS
                    + " assertions, but there are " + assertions.size());
        }
        state = State.ENDED;
        PacketWriter out = new PacketWriter();
        out.writeByte(ASSERTIONS); // what follows [1 byte]
        out.writeLengthEncoded(assertions.size()); // number of assertions [lenenc]
        for (Assertion assertion : assertions) {
            out.writeLengthEncodedBytes(byteString(assertion.authenticatorData())); // authenticator data [lenenc]
            out.writeLengthEncodedBytes(assertion.signature()); // signature [lenenc]
        }
        out.writeLengthEncodedString(clientData); // client data [lenenc]
        return Arrays.copyOf(out.array(), out.size());
    }

    /** Not before a device has signed. */
    @Override
    public boolean mayEnd() {
        return state == State.ENDED;
    }

    /** Servers want it as CTAP has it: a byte string of CBOR with a length of one byte or two (RFC 8949, 3.1). */
    private static byte[] byteString(byte[] data) {
        boolean isShort = data.length < 1 << 8;
        int header = isShort ? 2 : 3;
        byte[] string = new byte[header + data.length];
        string[0] = (byte) (isShort ? 0x58 : 0x59);
        string[1] = (byte) (isShort ? data.length : data.length >> 8);
        if (!isShort) {
            string[2] = (byte) data.length;
        }
        System.arraycopy(data, 0, string, header, data.length);
        return string;
    }
}
