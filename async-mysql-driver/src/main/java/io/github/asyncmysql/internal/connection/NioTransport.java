package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** The transport of the JDK. Immutable. */
final class NioTransport extends SocketTransport {

    NioTransport(Class<? extends SocketChannel> tcpChannel) {
        super(Transport.NIO, tcpChannel);
    }

    @Override
    public IoHandlerFactory ioHandlers() {
        return NioIoHandler.newFactory();
    }

    @Override
    ChannelOption<Integer> keepAliveIdle() {
        return NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE);
    }

    @Override
    ChannelOption<Integer> keepAliveInterval() {
        return NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL);
    }

    @Override
    ChannelOption<Integer> keepAliveCount() {
        return NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT);
    }

    @Override
    @Nullable
    ChannelOption<Integer> userTimeout() {
        return null;
    }

    @Override
    Class<? extends Channel> unixChannel() {
        return NioDomainSocketChannel.class;
    }

    @Override
    SocketAddress unixAddress(Path socket) {
        return UnixDomainSocketAddress.of(socket);
    }

    /** The JDK reads its properties of networks for the first one, from a file. */
    @Override
    void load(boolean unix) {
        ProtocolFamily family = unix ? StandardProtocolFamily.UNIX : StandardProtocolFamily.INET;
        try (java.nio.channels.SocketChannel first = java.nio.channels.SocketChannel.open(family)) {
            if (!unix) {
                first.socket();
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Connecting will tell.
        }
    }
}
