package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.Transport;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;

/** What the native transports have in common, by an optional module of Netty that all of them need. Immutable. */
abstract class NativeTransport extends SocketTransport {

    NativeTransport(Transport kind, Class<? extends SocketChannel> tcpChannel) {
        super(kind, tcpChannel);
    }

    @Override
    final SocketAddress unixAddress(Path socket) {
        return new DomainSocketAddress(socket.toString());
    }
}
