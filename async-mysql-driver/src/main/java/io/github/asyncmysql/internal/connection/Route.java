package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.ProxyServer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.net.SocketAddress;
import java.util.function.Consumer;

/**
 * How sockets get to the server: straight, or through a proxy.
 *
 * <p>Immutable.
 */
record Route(MySqlConfig config) {

    /**
     * Finds out whether what the proxy takes is there, if there is one.
     *
     * @throws IllegalArgumentException if not
     */
    void check() {
        ProxyServer proxy = config.proxy();
        if (proxy == null) {
            return;
        }
        try {
            ProxyEntrance.load(proxy);
        } catch (LinkageError e) {
            throw new IllegalArgumentException(
                    "proxy: needs io.netty:netty-handler-proxy on the class path, in the version of the other modules of Netty",
                    e);
        }
    }

    /**
     * Connects a socket.
     *
     * @param address the server's, or the proxy's
     * @param handler what is to be at the end of the channel
     * @param timeoutMillis how long the socket may take, and then the proxy
     */
    ChannelFuture connect(Bootstrap bootstrap, SocketAddress address, ChannelHandler handler, int timeoutMillis) {
        ProxyServer proxy = config.proxy();
        bootstrap.handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(handler);
                if (proxy != null) {
                    ProxyEntrance.install(channel.pipeline(), proxy, address, timeoutMillis);
                }
            }
        });
        // Names behind a proxy are the proxy's business.
        return proxy == null
                ? bootstrap.connect(address)
                : bootstrap.disableResolver().connect(ProxyEntrance.destination(config));
    }

    /**
     * Tells when a channel whose socket is connected has got there.
     *
     * @param opened told in front of what the server says
     * @param passed told when nothing stands before the channel's end any more
     * @param failed told if it does not get there
     */
    void follow(Channel channel, Runnable opened, Runnable passed, Consumer<Throwable> failed) {
        if (config.proxy() == null) {
            opened.run();
            passed.run();
        } else {
            ProxyEntrance.listen(channel, opened, passed, failed);
        }
    }

    /** Where it leads, for people. */
    @Override
    public String toString() {
        ProxyServer proxy = config.proxy();
        return config.address() + (proxy == null ? "" : " through the proxy " + proxy);
    }
}
