package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.socket.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Kqueue of macOS and BSD, by Netty's optional module. Immutable. */
final class KQueueTransport extends NativeTransport {

    KQueueTransport(Class<? extends SocketChannel> tcpChannel) {
        super(Transport.KQUEUE, tcpChannel);
    }

    static SocketTransport create() {
        return new KQueueTransport(KQueueSocketChannel.class);
    }

    /** Why it does not work here; {@code null} if it does. */
    static @Nullable Throwable missing() {
        return KQueue.unavailabilityCause();
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return KQueueIoHandler.newFactory();
    }

    @Override
    @Nullable
    ChannelOption<Integer> keepAliveIdle() {
        return null;
    }

    @Override
    @Nullable
    ChannelOption<Integer> keepAliveInterval() {
        return null;
    }

    @Override
    @Nullable
    ChannelOption<Integer> keepAliveCount() {
        return null;
    }

    @Override
    @Nullable
    ChannelOption<Integer> userTimeout() {
        return null;
    }

    @Override
    Class<? extends Channel> unixChannel() {
        return KQueueDomainSocketChannel.class;
    }
}
