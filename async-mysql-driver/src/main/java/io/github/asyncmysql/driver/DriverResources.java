package io.github.asyncmysql.driver;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that connections run on. Several pools may share one instance; a pool made without one has its own and
 * closes it.
 *
 * <p>Thread-safe.
 */
public final class DriverResources implements AutoCloseable {

    private static final int RESOLVER_THREADS = 4;
    private static final int RESOLVER_KEEP_ALIVE_SECONDS = 10;

    private final EventLoopGroup eventLoopGroup;
    private final boolean ownsGroup;
    private final Class<? extends SocketChannel> channelType;
    private final ThreadPoolExecutor resolver;

    private DriverResources(
            EventLoopGroup group, boolean ownsGroup, Class<? extends SocketChannel> channelType, String name) {
        this.eventLoopGroup = group;
        this.ownsGroup = ownsGroup;
        this.channelType = channelType;
        this.resolver = new ThreadPoolExecutor(
                RESOLVER_THREADS,
                RESOLVER_THREADS,
                RESOLVER_KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory(name + "-resolver", true));
        this.resolver.allowCoreThreadTimeOut(true);
    }

    /** Event loops of its own: as many daemon threads as there are processors, started when they are needed. */
    public static DriverResources create() {
        return create("async-mysql", Runtime.getRuntime().availableProcessors());
    }

    /**
     * Event loops of its own.
     *
     * @param name what the threads' names start with
     * @param eventLoops the number of event loops, each one daemon thread; 1 or more
     */
    public static DriverResources create(String name, int eventLoops) {
        if (eventLoops < 1) {
            throw new IllegalArgumentException("event-loops must be 1 or more, but is " + eventLoops);
        }
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                eventLoops, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
        return new DriverResources(group, true, NioSocketChannel.class, name);
    }

    /**
     * Runs connections on event loops that somebody else owns and closes.
     *
     * @param group the event loops
     * @param channelType the socket channel class that belongs to them, for example {@link NioSocketChannel}
     */
    public static DriverResources using(EventLoopGroup group, Class<? extends SocketChannel> channelType) {
        return new DriverResources(group, false, channelType, "async-mysql");
    }

    /** The event loops. */
    public EventLoopGroup eventLoopGroup() {
        return eventLoopGroup;
    }

    Class<? extends SocketChannel> channelType() {
        return channelType;
    }

    /** Where blocking name resolution runs, since it must not block an event loop. */
    Executor resolver() {
        return resolver;
    }

    /** Ends the threads that this instance started. Does not wait for them, and does not touch adopted event loops. */
    @Override
    public void close() {
        resolver.shutdown();
        if (ownsGroup) {
            eventLoopGroup.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
    }
}
