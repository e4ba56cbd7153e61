package io.github.asyncmysql.driver;

import io.github.asyncmysql.Transport;
import io.github.asyncmysql.internal.connection.DnsServices;
import io.github.asyncmysql.internal.connection.NameLookup;
import io.github.asyncmysql.internal.connection.SocketTransport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
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

    private static final int BLOCKING_THREADS = 4;
    private static final int KEEP_ALIVE_SECONDS = 10;

    private final EventLoopGroup eventLoopGroup;
    private final boolean ownsGroup;
    private final SocketTransport sockets;
    private final ThreadPoolExecutor resolver;
    private final NameLookup names;
    private final ThreadPoolExecutor logins;

    private DriverResources(
            EventLoopGroup group,
            boolean ownsGroup,
            SocketTransport sockets,
            String name,
            NameLookup.Resolver names,
            NameLookup.Services services) {
        this.eventLoopGroup = group;
        this.ownsGroup = ownsGroup;
        this.sockets = sockets;
        this.resolver = blockingThreads(name + "-resolver");
        this.names = new NameLookup(resolver, names, services);
        // Those that wait for an authority to log in with must not keep others from finding their hosts.
        this.logins = blockingThreads(name + "-login");
    }

    private static ThreadPoolExecutor blockingThreads(String name) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                BLOCKING_THREADS,
                BLOCKING_THREADS,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> blockingThread(task, name));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    // Not one of Netty's threads, which are all taken for such as must never block.
    private static Thread blockingThread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Event loops of its own: as many daemon threads as there are processors, started when they are needed. */
    public static DriverResources create() {
        return create("async-mysql", Runtime.getRuntime().availableProcessors());
    }

    /**
     * Event loops of its own, of {@link Transport#AUTO}.
     *
     * @param name what the threads' names start with
     * @param eventLoops the number of event loops, each one daemon thread; 1 or more
     */
    public static DriverResources create(String name, int eventLoops) {
        return create(name, eventLoops, Transport.AUTO);
    }

    /**
     * Event loops of its own.
     *
     * @param name what the threads' names start with
     * @param eventLoops the number of event loops, each one daemon thread; 1 or more
     * @param transport what they are made of
     * @throws IllegalArgumentException if that transport is not on the class path, or does not work on this machine
     */
    public static DriverResources create(String name, int eventLoops, Transport transport) {
        if (eventLoops < 1) {
            throw new IllegalArgumentException("event-loops must be 1 or more, but is " + eventLoops);
        }
        SocketTransport sockets = SocketTransport.of(transport);
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(eventLoops, new DefaultThreadFactory(name, true), sockets.ioHandlers());
        return new DriverResources(group, true, sockets, name, InetAddress::getAllByName, DnsServices.ofSystem());
    }

    /**
     * Runs connections on event loops that somebody else owns and closes.
     *
     * @param group the event loops
     * @param channelType the socket channel class that belongs to them, for example {@link NioSocketChannel}
     */
    public static DriverResources using(EventLoopGroup group, Class<? extends SocketChannel> channelType) {
        return using(group, channelType, InetAddress::getAllByName, DnsServices.ofSystem());
    }

    /** As {@link #using(EventLoopGroup, Class)}, with names that are looked up somewhere else. */
    static DriverResources using(
            EventLoopGroup group, Class<? extends SocketChannel> channelType, NameLookup.Resolver names) {
        return using(group, channelType, names, DnsServices.ofSystem());
    }

    /** As {@link #using(EventLoopGroup, Class)}, with names and services that are looked up somewhere else. */
    static DriverResources using(
            EventLoopGroup group,
            Class<? extends SocketChannel> channelType,
            NameLookup.Resolver names,
            NameLookup.Services services) {
        return new DriverResources(group, false, SocketTransport.adopted(channelType), "async-mysql", names, services);
    }

    /** The event loops. */
    public EventLoopGroup eventLoopGroup() {
        return eventLoopGroup;
    }

    /** What moves the bytes; never {@link Transport#AUTO}. */
    public Transport transport() {
        return sockets.kind();
    }

    SocketTransport sockets() {
        return sockets;
    }

    /** How names are resolved, which must not block an event loop. */
    NameLookup names() {
        return names;
    }

    /** Where logins may block. */
    Executor logins() {
        return logins;
    }

    /** Ends the threads that this instance started. Does not wait for them, and does not touch adopted event loops. */
    @Override
    public void close() {
        resolver.shutdown();
        logins.shutdown();
        if (ownsGroup) {
            eventLoopGroup.shutdownGracefully(0, 2, TimeUnit.SECONDS);
        }
    }
}
