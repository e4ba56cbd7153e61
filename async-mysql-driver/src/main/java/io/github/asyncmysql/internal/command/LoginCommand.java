package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.WebAuthnAuthenticator;
import io.github.asyncmysql.internal.auth.AuthPlugin;
import io.github.asyncmysql.internal.auth.Credentials;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.HandshakeResponse41;
import io.github.asyncmysql.internal.wire.HandshakeV10;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.github.asyncmysql.internal.wire.ServerVersion;
import io.github.asyncmysql.internal.wire.SslRequest;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The dialogue that opens a session: greeting, TLS where it is wanted, authentication. The server speaks first.
 *
 * <p>After {@link Step#UPGRADE_TLS} the connection sends what was written, establishes TLS and calls
 * {@link #onTlsEstablished}. It hands over no packet in between: whatever arrived unencrypted could be anybody's.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase.html">Connection phase</a>
 */
public final class LoginCommand extends Command implements Authenticating {

    private static final int CLIENT_CAPABILITIES = Capabilities.LONG_PASSWORD
            | Capabilities.LONG_FLAG
            | Capabilities.PROTOCOL_41
            | Capabilities.TRANSACTIONS
            | Capabilities.SECURE_CONNECTION
            | Capabilities.MULTI_RESULTS
            | Capabilities.PS_MULTI_RESULTS
            | Capabilities.PLUGIN_AUTH
            | Capabilities.PLUGIN_AUTH_LENENC_CLIENT_DATA
            | Capabilities.CONNECT_ATTRS
            | Capabilities.SESSION_TRACK
            | Capabilities.DEPRECATE_EOF
            | Capabilities.QUERY_ATTRIBUTES
            | Capabilities.MULTI_FACTOR_AUTHENTICATION;

    private static final int UTF8MB4_GENERAL_CI = 45;
    private static final int UTF8MB4_0900_AI_CI = 255;

    private static final int MAX_AUTH_PACKET = 64 << 10;

    private enum State {
        GREETING,
        TLS,
        AUTHENTICATION
    }

    private final LoginSettings settings;
    private final MySqlConfig config;
    private final boolean tlsAvailable;
    private final LoginListener listener;
    private State state = State.GREETING;
    private @Nullable HandshakeV10 greeting;
    /** Of a tunnel that the whole dialogue takes place in; {@code null} without one. */
    private @Nullable String tunnelProtocol;

    private byte @Nullable [] certificate;
    private @Nullable Authentication authentication;
    private @Nullable MySqlException refusal;
    private boolean reported;

    /**
     * @param tlsAvailable whether a TLS engine can be made
     * @throws IllegalArgumentException as {@link LoginSettings#of}
     */
    public LoginCommand(MySqlConfig config, boolean tlsAvailable, LoginListener listener) {
        this(LoginSettings.of(config), tlsAvailable, listener);
    }

    /** @param tlsAvailable whether a TLS engine can be made */
    public LoginCommand(LoginSettings settings, boolean tlsAvailable, LoginListener listener) {
        this.settings = settings;
        this.config = settings.config();
        this.tlsAvailable = tlsAvailable;
        this.listener = listener;
    }

    /** The largest payload of the next packet, so that nothing longer needs to be buffered. */
    public int maxPayload() {
        return state == State.GREETING ? HandshakeV10.MAX_LENGTH : MAX_AUTH_PACKET;
    }

    /** Writes nothing: the server speaks first. */
    @Override
    public void encode(PacketWriter out, Session session) {}

    @Override
    public Step onPacket(PacketReader in, PacketWriter out, Session session) {
        if (in.length() > maxPayload()) {
            throw protocolError("The server sent a packet of " + in.length() + " bytes during login");
        }
        return switch (state) {
            case GREETING -> onGreeting(in, out, session);
            case TLS -> throw protocolError("The server answered without TLS after TLS was agreed on");
            case AUTHENTICATION -> onAuthentication(in, out, session);
        };
    }

    /**
     * Continues the dialogue inside TLS, or begins it there where that is a tunnel.
     *
     * @param protocol the TLS version, for example {@code TLSv1.3}
     * @param shown the certificate that the server has shown, encoded; {@code null} if it has shown none
     */
    public void onTlsEstablished(String protocol, byte @Nullable [] shown, PacketWriter out, Session session) {
        if (state == State.GREETING && config.sslTunnel()) {
            tunnelProtocol = protocol;
            return;
        }
        if (state != State.TLS) {
            throw new IllegalStateException("TLS was not asked for");
        }
        certificate = shown;
        writeResponse(protocol, out, session);
    }

    @Override
    public void done(Session session) {
        if (refusal != null) {
            fail(refusal);
        } else if (!reported) {
            reported = true;
            listener.loggedIn(session);
        }
    }

    @Override
    public void fail(MySqlException failure) {
        if (reported) {
            return;
        }
        reported = true;
        listener.loginFailed(failure.outcome() == Outcome.UNKNOWN ? notSent(failure) : failure);
    }

    /** Whatever went wrong here, no statement was on its way yet. */
    private static MySqlException notSent(MySqlException failure) {
        if (failure instanceof MySqlProtocolException) {
            return new MySqlProtocolException(message(failure), Outcome.NOT_SENT, failure.getCause());
        }
        if (failure instanceof MySqlConnectionException lost) {
            return new MySqlConnectionException(lost.kind(), message(failure), Outcome.NOT_SENT, failure.getCause());
        }
        return failure;
    }

    private static String message(MySqlException failure) {
        String message = failure.getMessage();
        return message == null ? "login failed" : message;
    }

    private Step onGreeting(PacketReader in, PacketWriter out, Session session) {
        if (config.sslTunnel() && tunnelProtocol == null) {
            throw protocolError("The server spoke outside of the tunnel");
        }
        if (ErrorPacket.is(in)) {
            refusal = earlyError(ErrorPacket.read(in));
            return Step.DONE;
        }
        HandshakeV10 handshake = HandshakeV10.read(in);
        boolean tls = tlsAvailable && tunnelProtocol == null && handshake.has(Capabilities.SSL);
        if (!tls && needsTls()) {
            throw new MySqlConnectionException(
                    Kind.TLS,
                    "ssl-mode is " + sslModeName() + ", but the server at " + config.address()
                            + " offers no TLS; enable TLS there, or set ssl-mode to preferred or disabled",
                    Outcome.NOT_SENT,
                    null);
        }
        greeting = handshake;
        session.capabilities(capabilities(handshake, tls));
        session.extendedCapabilities(extendedCapabilities(handshake));
        session.connectionId(handshake.connectionId());
        if (tls) {
            out.startPacket(session.sequenceId());
            head(handshake, session).write(out);
            session.sequenceId(out.endPacket());
            state = State.TLS;
            return Step.UPGRADE_TLS;
        }
        writeResponse(tunnelProtocol, out, session);
        return Step.MORE;
    }

    private int capabilities(HandshakeV10 handshake, boolean tls) {
        int wanted = CLIENT_CAPABILITIES;
        if (config.database() != null) {
            if (!handshake.has(Capabilities.CONNECT_WITH_DB)) {
                throw protocolError("The server cannot select a database at login");
            }
            wanted |= Capabilities.CONNECT_WITH_DB;
        }
        if (!config.useAffectedRows()) {
            wanted |= Capabilities.FOUND_ROWS;
        }
        if (config.allowLocalInfile()) {
            wanted |= Capabilities.LOCAL_FILES;
        }
        if (config.multiStatements()) {
            wanted |= Capabilities.MULTI_STATEMENTS;
        }
        wanted |= switch (config.compression()) {
            case NONE -> 0;
            case ZLIB -> Capabilities.COMPRESS;
            case ZSTD -> Capabilities.ZSTD_COMPRESSION_ALGORITHM;
        };
        // Where columns end with a packet of their own, it is not said whether that comes without columns too.
        if (!config.resultsetMetadataLifetime().isZero() && handshake.has(Capabilities.DEPRECATE_EOF)) {
            wanted |= Capabilities.OPTIONAL_RESULTSET_METADATA;
        }
        if (tls) {
            wanted |= Capabilities.SSL;
        }
        return wanted & handshake.capabilities();
    }

    private static int extendedCapabilities(HandshakeV10 handshake) {
        // As for MySQL's OPTIONAL_RESULTSET_METADATA.
        int caching = handshake.has(Capabilities.DEPRECATE_EOF) ? Capabilities.MARIADB_CACHE_METADATA : 0;
        return handshake.extendedCapabilities() & (Capabilities.MARIADB_STMT_BULK_OPERATIONS | caching);
    }

    /** The id of what each server takes for utf8mb4 by itself, as far as one byte can name it. */
    static int collation(ServerInfo server) {
        return !server.mariaDb() && server.major() >= 8 ? UTF8MB4_0900_AI_CI : UTF8MB4_GENERAL_CI;
    }

    private SslRequest head(HandshakeV10 handshake, Session session) {
        int collation = collation(serverInfo(handshake.version(), null));
        return new SslRequest(
                session.capabilities(), config.maxPacketSize(), collation, extendedCapabilities(handshake));
    }

    private void writeResponse(@Nullable String tlsVersion, PacketWriter out, Session session) {
        if (config.sslMode() == SslMode.VERIFY_PASSWORD && config.password().isEmpty()) {
            throw new MySqlConnectionException(
                    Kind.REFUSED,
                    "ssl-mode is verify-password, which needs an account with a password; set password, or ssl-mode to"
                            + " verify-identity",
                    Outcome.NOT_SENT,
                    null);
        }
        HandshakeV10 handshake = require(greeting);
        session.server(serverInfo(handshake.version(), tlsVersion));
        Credentials credentials = settings.credentials(tlsVersion != null);
        AuthPlugin first = AuthPlugin.createFirst(handshake.plugin(), credentials);
        // An empty answer has the server ask for what the account needs.
        byte[] answer = first == null ? null : first.respond(handshake.scramble());
        authentication = new Authentication(credentials, first);
        state = State.AUTHENTICATION;
        out.startPacket(session.sequenceId());
        new HandshakeResponse41(
                        head(handshake, session),
                        config.username(),
                        answer == null ? new byte[0] : answer,
                        config.database(),
                        first == null ? handshake.plugin() : first.name(),
                        settings.attributes())
                .write(out);
        if (session.has(Capabilities.ZSTD_COMPRESSION_ALGORITHM)) {
            out.writeByte(config.compressionLevel()); // zstd_compression_level [1 byte]
        }
        session.sequenceId(out.endPacket());
    }

    private ServerInfo serverInfo(ServerVersion version, @Nullable String tlsVersion) {
        return new ServerInfo(
                version.text(),
                version.mariaDb(),
                version.major(),
                version.minor(),
                version.patch(),
                config.address(),
                tlsVersion);
    }

    private Step onAuthentication(PacketReader in, PacketWriter out, Session session) {
        Authentication dialogue = require(authentication);
        Step step = dialogue.onPacket(in, out, session);
        refusal = dialogue.refusal();
        if (step == Step.DONE && refusal == null && config.sslMode() == SslMode.VERIFY_PASSWORD) {
            ServerProof.check(
                    dialogue.info(), dialogue.verifier(), require(greeting).scramble(), certificate);
        }
        return step;
    }

    @Override
    public WebAuthnAuthenticator authenticator() {
        return require(authentication).authenticator();
    }

    @Override
    public WebAuthnAuthenticator.Request question() {
        return require(authentication).question();
    }

    @Override
    public byte[] answer(List<WebAuthnAuthenticator.Assertion> assertions) {
        return require(authentication).answer(assertions);
    }

    @Override
    public byte @Nullable [] findAnswer() {
        return require(authentication).findAnswer();
    }

    /** Where TLS is required, an error before it proves nothing: anybody on the way may have sent it. */
    private MySqlException earlyError(ErrorPacket error) {
        MySqlServerException plain = error.toException(null);
        if (!needsTls()) {
            return plain;
        }
        String text = "Unauthenticated, received before TLS: " + error.message();
        if (plain.isAccessDenied()) {
            return new MySqlConnectionException(
                    Kind.TLS, text + " (error " + error.code() + ")", Outcome.NOT_EXECUTED, null);
        }
        return new MySqlServerException(error.code(), error.sqlState(), text, null, Outcome.NOT_EXECUTED);
    }

    /** Whether TLS is still to come. */
    private boolean needsTls() {
        return tunnelProtocol == null && requiresTls();
    }

    private boolean requiresTls() {
        return switch (config.sslMode()) {
            case DISABLED, PREFERRED -> false;
            case REQUIRED, VERIFY_CA, VERIFY_IDENTITY, VERIFY_PASSWORD -> true;
        };
    }

    private String sslModeName() {
        SslMode mode = config.sslMode();
        return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <T> T require(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the dialogue has not come that far");
        }
        return value;
    }

    private static MySqlProtocolException protocolError(String message) {
        return new MySqlProtocolException(message, Outcome.NOT_SENT, null);
    }
}
