package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What event loops and channels are made of. The native ones are classes of their own, none of which is loaded unless it is
 * wanted: the modules of Netty that they need may not be there.
 *
 * <p>Immutable.
 */
public abstract class SocketTransport {

    private static final Logger LOG = LoggerFactory.getLogger(SocketTransport.class);

    private final Transport kind;
    private final Class<? extends SocketChannel> tcpChannel;

    SocketTransport(Transport kind, Class<? extends SocketChannel> tcpChannel) {
        this.kind = kind;
        this.tcpChannel = tcpChannel;
    }

    /**
     * The transport that a setting names.
     *
     * @throws IllegalArgumentException if it is not there or does not work on this machine; the message says why
     */
    public static SocketTransport of(Transport wanted) {
        if (wanted != Transport.AUTO) {
            return named(wanted);
        }
        try {
            String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
            if (system.contains("linux")) {
                return named(Transport.EPOLL);
            }
            if (system.contains("mac") || system.contains("bsd")) {
                return named(Transport.KQUEUE);
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("{}", e.getMessage());
        }
        return named(Transport.NIO);
    }

    /** The transport that channels of this type belong to, for event loops that somebody else has made. */
    public static SocketTransport adopted(Class<? extends SocketChannel> tcpChannel) {
        for (Class<?> type = tcpChannel; type != null; type = type.getSuperclass()) {
            switch (type.getName()) {
                case "io.netty.channel.epoll.EpollSocketChannel" -> {
                    return new EpollTransport(tcpChannel);
                }
                case "io.netty.channel.uring.IoUringSocketChannel" -> {
                    return new IoUringTransport(tcpChannel);
                }
                case "io.netty.channel.kqueue.KQueueSocketChannel" -> {
                    return new KQueueTransport(tcpChannel);
                }
                default -> {}
            }
        }
        return new NioTransport(tcpChannel);
    }

    private static SocketTransport named(Transport wanted) {
        Throwable missing;
        try {
            switch (wanted) {
                case EPOLL -> {
                    missing = EpollTransport.missing();
                    if (missing == null) {
                        return EpollTransport.create();
                    }
                }
                case IO_URING -> {
                    missing = IoUringTransport.missing();
                    if (missing == null) {
                        return IoUringTransport.create();
                    }
                }
                case KQUEUE -> {
                    missing = KQueueTransport.missing();
                    if (missing == null) {
                        return KQueueTransport.create();
                    }
                }
                default -> {
                    return new NioTransport(NioSocketChannel.class);
                }
            }
        } catch (LinkageError e) {
            missing = e;
        }
        throw new IllegalArgumentException(
                "transport: " + word(wanted) + " does not work here (" + reason(missing)
                        + "); add io.netty:netty-transport-native-"
                        + wanted.name().toLowerCase(Locale.ROOT)
                        + " with the classifier of this platform, such as linux-x86_64, in the version of the other modules of"
                        + " Netty, or set transport to auto or nio",
                missing);
    }

    private static String reason(Throwable missing) {
        Throwable first = missing;
        while (first.getCause() != null && first.getCause() != first) {
            first = first.getCause();
        }
        String message = first.getMessage();
        return message == null || message.isEmpty()
                ? first.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }

    private static String word(Transport transport) {
        return transport.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Which one it is; never {@link Transport#AUTO}. */
    public Transport kind() {
        return kind;
    }

    /** Makes what event loops of this transport run on. */
    public abstract IoHandlerFactory ioHandlers();

    /** How long a connection is silent before the system asks for a sign of life, in seconds; {@code null} if it cannot be set. */
    abstract @Nullable ChannelOption<Integer> keepAliveIdle();

    /** The seconds between two such questions; {@code null} if that cannot be set. */
    abstract @Nullable ChannelOption<Integer> keepAliveInterval();

    /** How many of them may stay unanswered; {@code null} if that cannot be set. */
    abstract @Nullable ChannelOption<Integer> keepAliveCount();

    /** How long sent bytes may stay unacknowledged, in milliseconds; {@code null} if it cannot be set. */
    abstract @Nullable ChannelOption<Integer> userTimeout();

    /** The type of channels to Unix domain sockets. */
    abstract Class<? extends Channel> unixChannel();

    /** The address of a Unix domain socket, as {@link #unixChannel()} wants it. */
    abstract SocketAddress unixAddress(Path socket);

    /** Does now what would block an event loop when it makes the first socket, of Unix or TCP. */
    void load(boolean unix) {}

    /**
     * Finds out whether connections with these settings can be made.
     *
     * @throws IllegalArgumentException if not; the message names the setting
     */
    void check(MySqlConfig config) {
        if (config.transport() != Transport.AUTO && config.transport() != kind) {
            throw new IllegalArgumentException("transport is " + word(config.transport())
                    + ", but the event loops that are to be used are of " + word(kind)
                    + "; name it where these are made (DriverResources)");
        }
        refuse(config.tcpKeepAliveIdle().toNanos(), keepAliveIdle(), "tcp-keep-alive-idle");
        refuse(config.tcpKeepAliveInterval().toNanos(), keepAliveInterval(), "tcp-keep-alive-interval");
        refuse(config.tcpKeepAliveCount(), keepAliveCount(), "tcp-keep-alive-count");
        refuse(config.tcpUserTimeout().toNanos(), userTimeout(), "tcp-user-timeout");
        load(config.socket() != null);
    }

    private void refuse(long wanted, @Nullable Object option, String setting) {
        if (wanted != 0 && option == null) {
            throw new IllegalArgumentException(setting + " cannot be set with the transport " + word(kind));
        }
    }

    /** Channels to an address, with the options that these settings ask for. */
    Bootstrap bootstrap(SocketAddress address, MySqlConfig config) {
        Bootstrap bootstrap = new Bootstrap();
        if (!(address instanceof InetSocketAddress)) {
            return bootstrap.channel(unixChannel());
        }
        bootstrap
                .channel(tcpChannel)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, config.tcpKeepAlive());
        set(bootstrap, keepAliveIdle(), seconds(config.tcpKeepAliveIdle()));
        set(bootstrap, keepAliveInterval(), seconds(config.tcpKeepAliveInterval()));
        set(bootstrap, keepAliveCount(), config.tcpKeepAliveCount());
        set(bootstrap, userTimeout(), millis(config.tcpUserTimeout()));
        return bootstrap;
    }

    // A little is not nothing, which would mean the system's choice.
    private static long seconds(Duration time) {
        return time.isZero() ? 0 : Math.max(1, time.toSeconds());
    }

    private static long millis(Duration time) {
        return time.isZero() ? 0 : Math.max(1, time.toMillis());
    }

    private static void set(Bootstrap bootstrap, @Nullable ChannelOption<Integer> option, long value) {
        if (option != null && value > 0) {
            bootstrap.option(option, (int) Math.min(Integer.MAX_VALUE, value));
        }
    }
}
