package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.ProxyServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Finds what sockets are to be connected to: the addresses of the server, or of the proxy in front of it.
 *
 * <p>Thread-safe.
 */
final class AddressLookup {

    /** Told once, at once or on a thread that may block. */
    interface Listener {

        /** @param addresses in the order in which they are to be tried */
        void found(List<? extends SocketAddress> addresses);

        void failed(MySqlException failure);
    }

    private final MySqlConfig config;
    private final SocketTransport sockets;
    private final NameLookup names;

    AddressLookup(MySqlConfig config, SocketTransport sockets, NameLookup names) {
        this.config = config;
        this.sockets = sockets;
        this.names = names;
    }

    /** @param target where to connect to; {@code null} for where the settings say */
    void find(@Nullable SocketAddress target, Listener listener) {
        Path socket = config.socket();
        if (target != null) {
            listener.found(List.of(target));
        } else if (socket != null) {
            listener.found(List.of(sockets.unixAddress(socket)));
        } else {
            try {
                names.start(() -> lookUp(listener));
            } catch (RejectedExecutionException e) {
                listener.failed(Failures.closed("The driver's threads have ended"));
            }
        }
    }

    private void lookUp(Listener listener) {
        ProxyServer proxy = config.proxy();
        String host = proxy == null ? config.host() : proxy.host();
        int port = proxy == null ? config.port() : proxy.port();
        InetAddress[] found;
        try {
            found = names.resolver().resolve(host);
        } catch (UnknownHostException e) {
            String which = proxy == null ? "The host " : "The proxy's host ";
            listener.failed(
                    new MySqlConnectionException(Kind.UNKNOWN_HOST, which + host + " is unknown", Outcome.NOT_SENT, e));
            return;
        }
        listener.found(Arrays.stream(found)
                .map(address -> new InetSocketAddress(address, port))
                .toList());
    }
}
