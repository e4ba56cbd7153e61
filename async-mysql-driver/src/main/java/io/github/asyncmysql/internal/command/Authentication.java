package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.internal.auth.AuthPlugin;
import io.github.asyncmysql.internal.auth.Credentials;
import io.github.asyncmysql.internal.wire.AuthSwitchRequest;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The part of a dialogue in which the client proves who it is: with one method, switched once at most, and with further
 * ones where the account has several factors.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_authentication_methods.html">Authentication
 *     methods</a>
 */
final class Authentication {

    private static final int OK = 0x00;
    private static final int AUTH_MORE_DATA = 0x01;
    private static final int AUTH_NEXT_FACTOR = 0x02;
    private static final int MAX_ROUND_TRIPS = 16;
    private static final int MAX_FACTORS = 3;

    private final Credentials credentials;
    private @Nullable AuthPlugin plugin;
    private boolean switched;
    /** Whether the user's device has been asked and has not answered. */
    private boolean asking;

    private int factor = 1;
    private int roundTrips;
    private @Nullable MySqlException refusal;
    private byte[] info = new byte[0];

    /** @param first the method that the server was answered with; {@code null} if it has to ask for one */
    Authentication(Credentials credentials, @Nullable AuthPlugin first) {
        this.credentials = credentials;
        this.plugin = first;
    }

    /** What the server has refused with; {@code null} unless the dialogue has ended with that. */
    @Nullable
    MySqlException refusal() {
        return refusal;
    }

    /** What the server has said at the end, for people or for {@link ServerProof}. */
    byte[] info() {
        return info;
    }

    /** What the server keeps of the password; {@code null} if it keeps nothing by which it could prove who it is. */
    byte @Nullable [] verifier() {
        return plugin == null ? null : plugin.verifier();
    }

    /** Understands one packet of the server, and answers it. */
    Command.Step onPacket(PacketReader in, PacketWriter out, Session session) {
        if (++roundTrips > MAX_ROUND_TRIPS) {
            throw protocolError("The server did not come to an end with the authentication");
        }
        if (asking && !ErrorPacket.is(in)) {
            throw protocolError("The server went on with the authentication before it was answered");
        }
        switch (in.firstByte()) {
            case OK -> {
                checkEnd();
                info = session.readOkWithInfo(in);
                return Command.Step.DONE;
            }
            case ErrorPacket.HEADER -> {
                refusal = ErrorPacket.read(in).toException(null);
                return Command.Step.DONE;
            }
            case AuthSwitchRequest.HEADER -> {
                return answer(switchPlugin(in), out, session);
            }
            case AUTH_MORE_DATA -> {
                in.skip(1);
                return answer(plugin(in).onMoreData(in), out, session);
            }
            case AUTH_NEXT_FACTOR -> {
                // MariaDB has no further factors, but questions that begin with the same byte.
                boolean factor = session.has(Capabilities.MULTI_FACTOR_AUTHENTICATION);
                return answer(factor ? nextFactor(in) : onBareData(in), out, session);
            }
            default -> {
                return answer(onBareData(in), out, session);
            }
        }
    }

    /** As {@link Authenticating}. */
    WebAuthnAuthenticator authenticator() {
        return Objects.requireNonNull(credentials.authenticator(), "authenticator");
    }

    /** As {@link Authenticating}. */
    WebAuthnAuthenticator.Request question() {
        return Objects.requireNonNull(Objects.requireNonNull(plugin, "method").question(), "question");
    }

    /** As {@link Authenticating}. */
    byte[] answer(List<WebAuthnAuthenticator.Assertion> assertions) {
        asking = false;
        return Objects.requireNonNull(plugin, "method").onAssertions(assertions);
    }

    /** What the method has to find where it may block, after {@link Command.Step#FIND_ANSWER}. */
    byte @Nullable [] findAnswer() {
        if (plugin == null) {
            throw new IllegalStateException("no method");
        }
        return plugin.findAnswer();
    }

    private void checkEnd() {
        if (plugin != null && !plugin.mayEnd()) {
            throw protocolError(
                    "The server was content with the authentication before it had proven itself, as the method "
                            + plugin.name() + " demands");
        }
    }

    private byte @Nullable [] onBareData(PacketReader in) {
        if (!plugin(in).expectsBareData()) {
            throw in.malformed();
        }
        return plugin(in).onMoreData(in);
    }

    private AuthPlugin plugin(PacketReader in) {
        if (plugin == null) {
            throw in.malformed();
        }
        return plugin;
    }

    private byte @Nullable [] switchPlugin(PacketReader in) {
        AuthSwitchRequest request = AuthSwitchRequest.read(in);
        if (switched) {
            throw protocolError("The server changed the authentication method twice");
        }
        return respond(request, credentials, in);
    }

    /**
     * The server is content with what it got, and wants more: a method with a password of its own.
     *
     * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_auth_next_factor_request.html">AuthNextFactor</a>
     */
    private byte @Nullable [] nextFactor(PacketReader in) {
        checkEnd();
        // In the form of a request to switch, but for the first byte.
        AuthSwitchRequest request = AuthSwitchRequest.read(in);
        if (++factor > MAX_FACTORS) {
            throw in.malformed();
        }
        return respond(request, credentials.ofFactor(factor, request.plugin()), in);
    }

    private byte @Nullable [] respond(AuthSwitchRequest request, Credentials secret, PacketReader in) {
        switched = true;
        AuthPlugin next = AuthPlugin.create(request.plugin(), secret);
        byte[] scramble = scramble(request.data(), next.scrambleLength());
        if (scramble == null) {
            throw in.malformed();
        }
        plugin = next;
        return next.respond(scramble);
    }

    /** What a method has to answer; {@code null} if that is not of the right length. A zero may stand behind it. */
    private static byte @Nullable [] scramble(byte[] data, int length) {
        if (length == AuthPlugin.ANY_LENGTH) {
            return data;
        }
        if (data.length == length || data.length == length + 1 && data[length] == 0) {
            return Arrays.copyOf(data, length);
        }
        return null;
    }

    private Command.Step answer(byte @Nullable [] response, PacketWriter out, Session session) {
        if (plugin != null && plugin.hasToFindAnswer()) {
            return Command.Step.FIND_ANSWER;
        }
        if (response != null) {
            out.startPacket(session.sequenceId()).writeBytes(response);
            session.sequenceId(out.endPacket());
            // It may be the password.
            Arrays.fill(response, (byte) 0);
        }
        asking = plugin != null && plugin.question() != null;
        return asking ? Command.Step.ASK : Command.Step.MORE;
    }

    private static MySqlProtocolException protocolError(String message) {
        return new MySqlProtocolException(message, Outcome.NOT_SENT, null);
    }
}
