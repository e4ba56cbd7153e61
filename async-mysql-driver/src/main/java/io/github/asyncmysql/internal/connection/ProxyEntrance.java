package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.ProxyServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks4ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;

/**
 * Asks a proxy for a way to the server. Only loaded where there is one: the module of Netty that it needs may not be there.
 *
 * <p>Confined to the event loop.
 */
final class ProxyEntrance {

    private ProxyEntrance() {}

    /** Fails if what it takes is not there. */
    static void load(ProxyServer proxy) {
        handler(proxy, new InetSocketAddress(0));
    }

    /** What the proxy is asked for. It looks up the name. */
    static SocketAddress destination(MySqlConfig config) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(config.host());
        return literal != null
                ? new InetSocketAddress(literal, config.port())
                : InetSocketAddress.createUnresolved(config.host(), config.port());
    }

    /**
     * Prepares a channel that is going to be connected to {@link #destination}.
     *
     * @param address the proxy's
     * @param timeoutMillis how long the proxy may take, once it is connected to
     */
    static void install(ChannelPipeline pipeline, ProxyServer proxy, SocketAddress address, long timeoutMillis) {
        ProxyHandler handler = handler(proxy, address);
        handler.setConnectTimeoutMillis(timeoutMillis);
        pipeline.addFirst(handler);
    }

    /**
     * Tells what the proxy says. To be called when the proxy is connected to, and before it has said anything.
     *
     * @param opened told when the way is open; what the server says comes behind that
     * @param passed told when the channel may be used as if it led to the server
     * @param failed told if there is no way
     */
    static void listen(Channel channel, Runnable opened, Runnable passed, Consumer<Throwable> failed) {
        ChannelPipeline pipeline = channel.pipeline();
        ProxyHandler handler = pipeline.get(ProxyHandler.class);
        // What the server says may come with the proxy's answer, and is passed on before the future is told.
        pipeline.addAfter(pipeline.context(handler).name(), null, new Opened(opened));
        handler.connectFuture().addListener(done -> {
            if (done.isSuccess()) {
                if (pipeline.context(handler) != null) {
                    pipeline.remove(handler);
                }
                passed.run();
            } else {
                failed.accept(done.cause());
            }
        });
    }

    /** Tells that the way is open. Confined to the event loop. */
    private static final class Opened extends ChannelInboundHandlerAdapter {

        private final Runnable opened;

        Opened(Runnable opened) {
            this.opened = opened;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ProxyConnectionEvent) {
                ctx.pipeline().remove(this);
                opened.run();
            } else {
                ctx.fireUserEventTriggered(event);
            }
        }
    }

    private static ProxyHandler handler(ProxyServer proxy, SocketAddress address) {
        String username = proxy.username();
        String password = proxy.password() == null ? "" : proxy.password();
        return switch (proxy.protocol()) {
            case SOCKS5 -> new Socks5ProxyHandler(address, username, username == null ? null : password);
            case SOCKS4A -> new Socks4ProxyHandler(address, username);
            case HTTP ->
                username == null ? new HttpProxyHandler(address) : new HttpProxyHandler(address, username, password);
        };
    }
}
