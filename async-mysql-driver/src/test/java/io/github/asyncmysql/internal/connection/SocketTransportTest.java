package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.Transport;
import io.github.asyncmysql.driver.DriverResources;
import io.github.asyncmysql.testsupport.ChildJvm;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transports where the native ones are not on the class path; {@code NativeTransportIT} is where they are. */
class SocketTransportTest {

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "IO_URING", "KQUEUE"})
    void saysWhatToAddWhereANativeTransportIsMissing(Transport transport) {
        String module = transport.name().toLowerCase();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DriverResources.create("missing", 1, transport))
                .withMessageStartingWith("transport: " + module.replace('_', '-') + " does not work here (")
                .withMessageContaining("add io.netty:netty-transport-native-" + module)
                .withMessageContaining("or set transport to auto or nio");
    }

    @Test
    void takesThatOfTheJdkByItselfWhereANativeOneIsMissing() {
        try (DriverResources resources = DriverResources.create("auto", 1)) {
            assertThat(resources.transport()).isEqualTo(Transport.NIO);
        }
    }

    /** As applications have it that bring no module of Netty but those that the driver needs. */
    @Test
    void needsNoneOfTheNativeModules() throws Exception {
        // Not closed: threads that end still load classes.
        URLClassLoader withoutNatives = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader());
        Class<?> resources = withoutNatives.loadClass(DriverResources.class.getName());
        Class<?> transports = withoutNatives.loadClass(Transport.class.getName());
        Method create = resources.getMethod("create", String.class, int.class, transports);
        AutoCloseable made = (AutoCloseable) create.invoke(null, "bare", 1, constant(transports, "AUTO"));
        try (made) {
            assertThat(resources.getMethod("transport").invoke(made)).hasToString("NIO");
        }
        assertThat(failure(create, constant(transports, "EPOLL")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("netty-transport-native-epoll");
    }

    private static URL[] classPath() throws MalformedURLException {
        List<URL> entries = new ArrayList<>();
        for (String entry : ChildJvm.CLASS_PATH.split(File.pathSeparator)) {
            if (!entry.contains("netty-transport-classes") && !entry.contains("netty-transport-native")) {
                entries.add(Path.of(entry).toUri().toURL());
            }
        }
        return entries.toArray(new URL[0]);
    }

    private static Object constant(Class<?> transports, String name) throws ReflectiveOperationException {
        return transports.getField(name).get(null);
    }

    private static Throwable failure(Method create, Object transport) throws IllegalAccessException {
        try {
            create.invoke(null, "bare", 1, transport);
            throw new AssertionError("made");
        } catch (InvocationTargetException e) {
            return e.getCause();
        }
    }

    @Test
    void knowsTheTransportOfEventLoopsThatSomebodyElseHasMade() {
        class OwnChannel extends NioSocketChannel {}
        assertThat(SocketTransport.adopted(NioSocketChannel.class).kind()).isEqualTo(Transport.NIO);
        assertThat(SocketTransport.adopted(OwnChannel.class).kind()).isEqualTo(Transport.NIO);
        assertThat(SocketTransport.adopted(EpollSocketChannel.class).kind()).isEqualTo(Transport.EPOLL);
        assertThat(SocketTransport.adopted(IoUringSocketChannel.class).kind()).isEqualTo(Transport.IO_URING);
        assertThat(SocketTransport.adopted(KQueueSocketChannel.class).kind()).isEqualTo(Transport.KQUEUE);
    }

    @Test
    void refusesWhatItCannotDo() {
        SocketTransport nio = SocketTransport.of(Transport.NIO);
        nio.check(MySqlConfig.builder()
                .transport(Transport.NIO)
                .tcpKeepAliveIdle(Duration.ofMinutes(1))
                .tcpKeepAliveInterval(Duration.ofMinutes(1))
                .tcpKeepAliveCount(3)
                .build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nio.check(
                        MySqlConfig.builder().transport(Transport.EPOLL).build()))
                .withMessageStartingWith("transport is epoll, but the event loops that are to be used are of nio");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nio.check(MySqlConfig.builder()
                        .tcpUserTimeout(Duration.ofSeconds(1))
                        .build()))
                .withMessage("tcp-user-timeout cannot be set with the transport nio");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SocketTransport.adopted(KQueueSocketChannel.class)
                        .check(MySqlConfig.builder()
                                .tcpKeepAliveIdle(Duration.ofSeconds(1))
                                .build()))
                .withMessage("tcp-keep-alive-idle cannot be set with the transport kqueue");
        for (MySqlConfig config : List.of(
                MySqlConfig.builder()
                        .tcpKeepAliveInterval(Duration.ofSeconds(1))
                        .build(),
                MySqlConfig.builder().tcpKeepAliveCount(1).build())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            SocketTransport.adopted(KQueueSocketChannel.class).check(config))
                    .withMessageStartingWith("tcp-keep-alive-")
                    .withMessageEndingWith("cannot be set with the transport kqueue");
        }
    }

    @Test
    void setsTheOptionsOfTcp() throws Exception {
        MySqlConfig config = MySqlConfig.builder()
                .tcpKeepAliveIdle(Duration.ofSeconds(90))
                .tcpKeepAliveInterval(Duration.ofMillis(15_500))
                .tcpKeepAliveCount(4)
                .build();
        MySqlConfig without = MySqlConfig.builder().tcpKeepAlive(false).build();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Channel watched = connect(group, server, config);
            assertThat(watched.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            assertThat(watched.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)))
                    .isEqualTo(90);
            assertThat(watched.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL)))
                    .isEqualTo(15);
            assertThat(watched.config().getOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT)))
                    .isEqualTo(4);
            assertThat(connect(group, server, without).config().getOption(ChannelOption.SO_KEEPALIVE))
                    .isFalse();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static Channel connect(EventLoopGroup group, ServerSocket server, MySqlConfig config) {
        return SocketTransport.of(Transport.NIO)
                .bootstrap(server.getLocalSocketAddress(), config)
                .group(group)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(server.getLocalSocketAddress())
                .syncUninterruptibly()
                .channel();
    }
}
