package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.CredentialsProvider;
import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.command.LoginCommand;
import io.github.asyncmysql.internal.command.LoginListener;
import io.github.asyncmysql.internal.command.LoginSettings;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.command.SimpleCommand;
import io.github.asyncmysql.internal.pool.Cancellable;
import io.github.asyncmysql.internal.pool.ConnectCallback;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.Text;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a connection: name resolution, a socket to each address in turn, TLS, login, session set-up, all under one
 * deadline.
 *
 * <p>Confined to its event loop, except for {@link #start()} and {@link #cancel()}, which are thread-safe.
 */
final class ConnectAttempt implements Cancellable {

    /**
     * At most 4 times 64 KiB of one connection in a turn of its event loop. Netty's own limit of 16 lets a server that sends
     * tiny rows keep everybody else on the loop waiting for a tenth of a second: a row can be 6 bytes.
     */
    private static final RecvByteBufAllocator READS = new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(4);

    private final Connector connector;
    private final MySqlConfig config;
    private final EventLoop eventLoop;
    private final @Nullable SocketAddress target;
    private final ConnectCallback<WireConnection> callback;
    private final Deque<SocketAddress> addresses = new ArrayDeque<>();
    private final HandshakeClock clock;
    private @Nullable Future<?> deadline;
    private @Nullable Channel channel;
    /** Where the channel leads to; {@code null} if it was connected by somebody else. */
    private @Nullable SocketAddress peer;

    private @Nullable WireConnection connection;
    private @Nullable CommandQueue queue;
    private @Nullable Redirection redirection;
    private long deadlineNanos;
    private final AtomicBoolean told = new AtomicBoolean();
    private LoginSettings loginSettings;
    private final boolean asksProvider;
    private boolean ended;

    /**
     * @param target where to connect to; {@code null} for where the settings say
     * @param login who logs in; {@code null} for whoever the connector says
     */
    ConnectAttempt(
            Connector connector,
            EventLoop eventLoop,
            @Nullable SocketAddress target,
            @Nullable LoginSettings login,
            ConnectCallback<WireConnection> callback) {
        this.target = target;
        this.connector = connector;
        this.config = connector.config();
        this.eventLoop = eventLoop;
        this.callback = callback;
        this.clock = new HandshakeClock(eventLoop.ticker());
        this.loginSettings = login != null ? login : connector.loginSettings();
        this.asksProvider = login == null;
    }

    void start() {
        onEventLoop(this::begin);
    }

    @Override
    public void cancel() {
        onEventLoop(() -> fail(Failures.closed("Connecting was given up")));
    }

    private void tellFailed(MySqlException failure) {
        if (told.compareAndSet(false, true)) {
            callback.failed(failure);
        }
    }

    /** Opens a session over a channel that is connected already. To be called on its event loop. */
    void startOn(Channel connected) {
        startClock();
        ConnectionParts parts = ConnectionParts.create(config, connector.pipelining(), eventLoop.ticker()::nanoTime);
        ConnectionHandler handler = new ConnectionHandler(parts, connector.logins(), tls());
        channel = connected;
        connected.pipeline().addLast(handler);
        login(handler, parts);
        startTunnel(handler);
    }

    private void startClock() {
        long limit = config.connectTimeout().toNanos();
        clock.begin();
        deadlineNanos = eventLoop.ticker().nanoTime() + limit;
        deadline = eventLoop.schedule(this::timeOut, limit, TimeUnit.NANOSECONDS);
    }

    private void begin() {
        startClock();
        CredentialsProvider provider = asksProvider ? connector.credentialsProvider() : null;
        if (provider == null) {
            resolve();
            return;
        }
        ProvidedLogin.ask(
                provider,
                connector.loginSettings(),
                login -> onEventLoop(() -> {
                    loginSettings = login;
                    if (!ended) {
                        resolve();
                    }
                }),
                failure -> onEventLoop(() -> fail(failure)));
    }

    private void onEventLoop(Runnable task) {
        try {
            eventLoop.execute(task);
        } catch (RejectedExecutionException e) {
            tellFailed(Failures.closed("The event loops have ended"));
        }
    }

    private void resolve() {
        connector.addresses().find(target, new AddressLookup.Listener() {
            @Override
            public void found(List<? extends SocketAddress> found) {
                inEventLoop(() -> {
                    addresses.addAll(found);
                    connectNext(null);
                });
            }

            @Override
            public void failed(MySqlException failure) {
                inEventLoop(() -> fail(failure));
            }
        });
    }

    private void inEventLoop(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            onEventLoop(task);
        }
    }

    private void timeOut() {
        CommandQueue commands = queue;
        if (!ended && commands != null) {
            connector.pipelining().timedOut(commands.isProbeUnanswered());
        }
        fail(new MySqlTimeoutException(
                MySqlTimeoutException.Limit.CONNECT,
                config.connectTimeout(),
                "No connection to " + config.address() + " within connect-timeout ("
                        + config.connectTimeout().toMillis() + " ms)",
                Outcome.NOT_SENT));
    }

    private void connectNext(@Nullable Throwable last) {
        if (ended) {
            return;
        }
        Route route = new Route(config);
        SocketAddress next = addresses.poll();
        if (next == null) {
            fail(new MySqlConnectionException(
                    Kind.UNREACHABLE,
                    "Cannot connect to " + route + ": "
                            + (last == null ? "no address" : Text.sanitize(String.valueOf(last.getMessage()), 300)),
                    Outcome.NOT_SENT,
                    last));
            return;
        }
        ConnectionParts parts = ConnectionParts.create(config, connector.pipelining(), eventLoop.ticker()::nanoTime);
        ConnectionHandler handler = new ConnectionHandler(parts, connector.logins(), tls());
        Bootstrap bootstrap = connector
                .sockets()
                .bootstrap(next, config)
                .group(eventLoop)
                // A server that refuses a statement says so, and closes without reading the rest of it.
                .option(ChannelOption.AUTO_CLOSE, false)
                .option(ChannelOption.RECVBUF_ALLOCATOR, READS)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, shareOfTimeMillis());
        ChannelFuture connected = route.connect(bootstrap, next, handler, shareOfTimeMillis());
        channel = connected.channel();
        peer = next;
        connected.addListener(done -> {
            if (!done.isSuccess()) {
                connectNext(done.cause());
            } else if (ended) {
                connected.channel().close();
            } else {
                route.follow(
                        connected.channel(),
                        () -> login(handler, parts),
                        () -> startTunnel(handler),
                        this::connectNext);
            }
        });
    }

    // An address that leads nowhere must leave time for the others. The last one has all that is left, until the
    // deadline of the whole attempt.
    private int shareOfTimeMillis() {
        long millis = config.connectTimeout().toMillis();
        if (!addresses.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(
                    deadlineNanos - eventLoop.ticker().nanoTime());
            millis = Math.max(1, left / (addresses.size() + 1));
        }
        return (int) Math.min(Integer.MAX_VALUE, millis);
    }

    private @Nullable Supplier<SslHandler> tls() {
        SslContext context = connector.sslContext();
        return context == null
                ? null
                : () -> {
                    SslHandler handler = TlsContexts.newHandler(
                            context, config, openChannel().alloc());
                    clock.tlsBegins(handler);
                    return handler;
                };
    }

    private Channel openChannel() {
        Channel current = channel;
        if (current == null) {
            throw new IllegalStateException("not connected");
        }
        return current;
    }

    private void startTunnel(ConnectionHandler handler) {
        if (config.sslTunnel() && !handler.isClosed()) {
            handler.startTls();
        }
    }

    private void login(ConnectionHandler handler, ConnectionParts parts) {
        clock.connected();
        handler.submit(new LoginCommand(loginSettings, connector.sslContext() != null, new LoginListener() {
            @Override
            public void loggedIn(Session session) {
                HostAndPort elsewhere = target == null ? Redirection.target(config, session) : null;
                if (elsewhere == null) {
                    setUp(handler, parts);
                } else {
                    follow(elsewhere, handler, parts);
                }
            }

            @Override
            public void loginFailed(MySqlException failure) {
                fail(failure);
            }
        }));
    }

    private void follow(HostAndPort elsewhere, ConnectionHandler handler, ConnectionParts parts) {
        Redirection there = new Redirection(connector, elsewhere, eventLoop, callback);
        redirection = there;
        there.start(loginSettings, () -> leave(handler, parts), () -> {
            if (!ended) {
                setUp(handler, parts);
            }
        });
    }

    /** There is a better connection than this one. Tells whether anybody wants it. */
    private boolean leave(ConnectionHandler handler, ConnectionParts parts) {
        if (ended || !told.compareAndSet(false, true)) {
            return false;
        }
        end();
        SimpleCommand.encodeQuit(parts.out());
        handler.flushLater();
        eventLoop.execute(() -> openChannel().close());
        return true;
    }

    private void setUp(ConnectionHandler handler, ConnectionParts parts) {
        clock.loggedIn();
        queue = parts.queue();
        // Login is over.
        handler.framer.maxPacketSize(config.maxPacketSize());
        if (parts.session().has(Capabilities.COMPRESS | Capabilities.ZSTD_COMPRESSION_ALGORITHM)) {
            CompressionHandler.install(openChannel().pipeline(), handler, parts.queue(), FrameCodec.of(config));
        }
        // One that is there to stop a statement serves nobody.
        SessionPreparation preparation = target == null ? connector.rules().preparation() : SessionPreparation.NONE;
        WireConnection opened =
                new WireConnection(openChannel(), handler, parts, connector, preparation, this::connectionClosed);
        handler.listener(opened);
        SocketAddress reached = peer;
        if (config.killOnTimeout() && reached != null) {
            handler.stop.killer(listener ->
                    connector.killQuery(opened, reached, parts.session().login(), listener));
        }
        connection = opened;
        opened.setUp(failure -> {
            if (failure != null) {
                fail(failure);
            } else if (!ended) {
                end();
                connector.pipelining().openedOneByOne();
                opened.handshakeTimes(clock.times());
                if (told.compareAndSet(false, true)) {
                    callback.connected(opened);
                }
            }
        });
    }

    private void connectionClosed() {
        WireConnection lost = connection;
        if (!ended) {
            // While it was being prepared, with nothing on its way that would have failed.
            fail(Failures.lost("The connection was closed while it was being set up"));
        } else if (lost != null) {
            callback.lost(lost);
        }
    }

    private void end() {
        ended = true;
        Future<?> timer = deadline;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void fail(MySqlException failure) {
        if (ended) {
            return;
        }
        end();
        Redirection there = redirection;
        if (there != null) {
            there.cancel();
        }
        // Whatever becomes of this connection now, nobody has ever seen it.
        connection = null;
        Channel current = channel;
        if (current != null) {
            current.close();
        }
        tellFailed(failure);
    }
}
