package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.CredentialsProvider;
import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.internal.command.LoginSettings;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.internal.pool.Cancellable;
import io.github.asyncmysql.internal.pool.ConnectCallback;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslContext;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one server, placed evenly over the event loops.
 *
 * <p>Thread-safe.
 */
public final class Connector implements ServerAccess {

    /** The host of the client is blocked, or has no account. */
    private static final Set<Integer> HOST_REFUSED = Set.of(1129, 1130);

    private static final int MOST_REDIRECTED = 16;

    private final MySqlConfig config;
    private final SessionRules rules;
    private final EventLoopGroup eventLoops;
    private final LoopPlacement placement;
    private final SocketTransport sockets;
    private final AddressLookup addresses;
    private final NameLookup names;
    private final Executor logins;
    private volatile LoginSettings loginSettings;
    private volatile @Nullable CredentialsProvider credentialsProvider;
    private final @Nullable SslContext sslContext;
    private final Pipelining pipelining;
    /** Those for the servers that this one sends its clients to. */
    private final Map<HostAndPort, Connector> redirected = new ConcurrentHashMap<>();
    /** Whose credentials count; {@code null} for its own. */
    private final @Nullable Connector origin;

    /**
     * Reads the files that the settings name.
     *
     * @param names how host names are resolved
     * @param logins where logins may block
     * @throws IllegalArgumentException if a file named in the settings cannot be used, the transport cannot do what they
     *     ask for, or a library is not there that they need
     */
    public Connector(
            MySqlConfig config,
            SessionRules rules,
            EventLoopGroup eventLoops,
            SocketTransport sockets,
            NameLookup names,
            Executor logins) {
        this(config, rules, eventLoops, sockets, names, logins, null);
    }

    private Connector(
            MySqlConfig config,
            SessionRules rules,
            EventLoopGroup eventLoops,
            SocketTransport sockets,
            NameLookup names,
            Executor logins,
            @Nullable Connector origin) {
        sockets.check(config);
        FrameCodec.check(config);
        new Route(config).check();
        this.config = config;
        this.rules = rules;
        this.eventLoops = eventLoops;
        this.placement = new LoopPlacement(eventLoops);
        this.sockets = sockets;
        this.addresses = new AddressLookup(config, sockets, names);
        this.names = names;
        this.logins = logins;
        this.origin = origin;
        this.loginSettings = LoginSettings.of(config);
        this.credentialsProvider = config.credentialsProvider();
        this.sslContext = TlsContexts.create(config);
        this.pipelining = new Pipelining(config.pipeliningLimit(), config.address());
    }

    @Override
    public void credentials(Credentials credentials) {
        loginSettings = loginSettings.with(credentials);
        credentialsProvider = null;
    }

    @Override
    public Cancellable connect(ConnectCallback<WireConnection> callback) {
        LoopPlacement.Place place = placement.take();
        ConnectAttempt attempt = new ConnectAttempt(this, place.eventLoop(), null, null, new Placed(callback, place));
        attempt.start();
        return attempt;
    }

    /** Gives the connection's place back when it has ended. */
    private record Placed(ConnectCallback<WireConnection> callback, LoopPlacement.Place place)
            implements ConnectCallback<WireConnection> {

        @Override
        public void connected(WireConnection connection) {
            callback.connected(connection);
        }

        @Override
        public void failed(Throwable failure) {
            place.leave();
            callback.failed(failure);
        }

        @Override
        public void lost(WireConnection connection) {
            place.leave();
            callback.lost(connection);
        }
    }

    /** Opens a session over a channel that is connected already, whatever it is made of. Called on its event loop. */
    Cancellable connect(Channel channel, ConnectCallback<WireConnection> callback) {
        ConnectAttempt attempt = new ConnectAttempt(this, channel.eventLoop(), null, null, callback);
        attempt.startOn(channel);
        return attempt;
    }

    /**
     * Stops what runs on a connection, from another one to the same address.
     *
     * @param login whose session it is; {@code null} for who logs in to all of them
     */
    void killQuery(
            WireConnection victim,
            SocketAddress address,
            @Nullable LoginSettings login,
            SimpleCommand.Listener listener) {
        new ConnectAttempt(this, eventLoops.next(), address, login, new ConnectCallback<>() {
                    @Override
                    public void connected(WireConnection side) {
                        killQuery(victim, side, listener);
                    }

                    @Override
                    public void failed(Throwable failure) {
                        listener.ended(
                                failure instanceof MySqlException known
                                        ? known
                                        : Failures.closed("No connection to stop the statement from"));
                    }

                    @Override
                    public void lost(WireConnection side) {
                        // The KILL itself has failed then, and was told so.
                    }
                })
                .start();
    }

    // The same address may lead to another server, behind which the same id is somebody else's.
    private static void killQuery(WireConnection victim, WireConnection side, SimpleCommand.Listener listener) {
        if (!victim.isSameServer(side)) {
            side.closeGracefully();
            listener.ended(Failures.closed("The address leads to another server now"));
            return;
        }
        String kill = "KILL QUERY " + victim.connectionId();
        side.submit(
                SimpleCommand.execute(kill, failure -> {
                    side.closeGracefully();
                    listener.ended(failure);
                }),
                TimeUnit.MILLISECONDS.toNanos(StatementStop.LIMIT_MILLIS));
    }

    /**
     * Opens connections to the server at another address, under the same conditions and with the same account, and goes nowhere from
     * there. Blocks on files.
     *
     * @throws IllegalArgumentException if a file named in the settings cannot be used
     */
    Connector redirected(HostAndPort address) {
        Connector known = redirected.get(address);
        if (known != null) {
            return known;
        }
        MySqlConfig there = config.toBuilder()
                .host(address.host())
                .port(address.port())
                .permitRedirect(false)
                // Loopback is no reason to be less strict here.
                .sslMode(config.sslMode())
                .allowPublicKeyRetrieval(config.allowPublicKeyRetrieval())
                // Time must be left for the server that one is sent from.
                .connectTimeout(config.connectTimeout().dividedBy(2))
                .build();
        Connector made = new Connector(there, rules, eventLoops, sockets, names, logins, this);
        if (redirected.size() < MOST_REDIRECTED) {
            redirected.put(address, made);
        }
        return made;
    }

    MySqlConfig config() {
        return config;
    }

    SessionRules rules() {
        return rules;
    }

    /** Who is to be asked who logs in; {@code null} if {@link #loginSettings()} say so. */
    @Nullable
    CredentialsProvider credentialsProvider() {
        Connector own = origin;
        return own == null ? credentialsProvider : own.credentialsProvider();
    }

    SocketTransport sockets() {
        return sockets;
    }

    AddressLookup addresses() {
        return addresses;
    }

    NameLookup names() {
        return names;
    }

    Executor logins() {
        return logins;
    }

    Pipelining pipelining() {
        return pipelining;
    }

    LoginSettings loginSettings() {
        Connector own = origin;
        return own == null ? loginSettings : own.loginSettings().at(config);
    }

    @Nullable
    SslContext sslContext() {
        return sslContext;
    }

    /** Whether trying again with the same settings is pointless until somebody changes something. */
    public static boolean isPermanent(Throwable failure) {
        if (failure instanceof MySqlServerException server) {
            return server.isAccessDenied() || server.isUnknownDatabase() || HOST_REFUSED.contains(server.errorCode());
        }
        return failure instanceof MySqlConnectionException connection
                && (connection.kind() == MySqlConnectionException.Kind.TLS
                        || connection.kind() == MySqlConnectionException.Kind.REFUSED
                        || connection.kind() == MySqlConnectionException.Kind.UNKNOWN_HOST);
    }
}
