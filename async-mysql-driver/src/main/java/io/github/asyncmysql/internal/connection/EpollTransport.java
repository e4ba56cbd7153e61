package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Epoll of Linux, by Netty's optional module. Immutable. */
final class EpollTransport extends NativeTransport {

    EpollTransport(Class<? extends SocketChannel> tcpChannel) {
        super(Transport.EPOLL, tcpChannel);
    }

    static SocketTransport create() {
        return new EpollTransport(EpollSocketChannel.class);
    }

    /** Why it does not work here; {@code null} if it does. */
    static @Nullable Throwable missing() {
        return Epoll.unavailabilityCause();
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return EpollIoHandler.newFactory();
    }

    @Override
    ChannelOption<Integer> keepAliveIdle() {
        return EpollChannelOption.TCP_KEEPIDLE;
    }

    @Override
    ChannelOption<Integer> keepAliveInterval() {
        return EpollChannelOption.TCP_KEEPINTVL;
    }

    @Override
    ChannelOption<Integer> keepAliveCount() {
        return EpollChannelOption.TCP_KEEPCNT;
    }

    @Override
    ChannelOption<Integer> userTimeout() {
        return EpollChannelOption.TCP_USER_TIMEOUT;
    }

    @Override
    Class<? extends Channel> unixChannel() {
        return EpollDomainSocketChannel.class;
    }
}
