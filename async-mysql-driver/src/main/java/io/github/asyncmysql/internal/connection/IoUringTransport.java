package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import org.jspecify.annotations.Nullable;

/** Io_uring of Linux, by Netty's optional module. Immutable. */
final class IoUringTransport extends NativeTransport {

    IoUringTransport(Class<? extends SocketChannel> tcpChannel) {
        super(Transport.IO_URING, tcpChannel);
    }

    static SocketTransport create() {
        return new IoUringTransport(IoUringSocketChannel.class);
    }

    /** Why it does not work here; {@code null} if it does. */
    static @Nullable Throwable missing() {
        return IoUring.unavailabilityCause();
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return IoUringIoHandler.newFactory();
    }

    @Override
    ChannelOption<Integer> keepAliveIdle() {
        return IoUringChannelOption.TCP_KEEPIDLE;
    }

    @Override
    ChannelOption<Integer> keepAliveInterval() {
        return IoUringChannelOption.TCP_KEEPINTVL;
    }

    @Override
    ChannelOption<Integer> keepAliveCount() {
        return IoUringChannelOption.TCP_KEEPCNT;
    }

    @Override
    ChannelOption<Integer> userTimeout() {
        return IoUringChannelOption.TCP_USER_TIMEOUT;
    }

    @Override
    Class<? extends Channel> unixChannel() {
        return IoUringDomainSocketChannel.class;
    }
}
