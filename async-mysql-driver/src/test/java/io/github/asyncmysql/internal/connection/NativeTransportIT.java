package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.Transport;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.driver.DriverResources;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.StoppedStatement;
import io.github.asyncmysql.testsupport.TestServer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.uring.IoUringChannelOption;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Epoll and io_uring, over TCP and over Unix domain sockets. Runs with Netty's native modules on the class path, as the
 * tests with the tag {@code any-transport} do once more.
 */
@Tag("native")
@EnabledOnOs(
        value = OS.LINUX,
        architectures = "amd64",
        disabledReason = "the native modules that are tested are of linux-x86_64")
class NativeTransportIT {

    @EveryServer
    void epollIsChosenByItself(TestServer server) {
        try (DriverResources resources = DriverResources.create("auto", 1)) {
            assertThat(resources.transport()).isEqualTo(Transport.EPOLL);
        }
        try (MySqlPool pool =
                AsyncMySql.pool(settings(server).transport(Transport.AUTO).build(), PoolConfig.defaults())) {
            assertThat(pool.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
        }
    }

    @EveryServer
    void epollMovesEverything(TestServer server) {
        everything(server, Transport.EPOLL);
    }

    @EveryServer
    void ioUringMovesEverything(TestServer server) {
        assumeIoUring();
        everything(server, Transport.IO_URING);
    }

    /** Kernels can be told to forbid it, and those of containers often are. */
    private static void assumeIoUring() {
        Throwable missing = IoUringTransport.missing();
        if (missing != null) {
            System.out.println("!!!!!!!! io_uring cannot be used here: its tests do NOT run: " + missing + " !!!!!!!!");
        }
        assumeTrue(missing == null, "io_uring cannot be used here");
    }

    private static MySqlConfig.Builder settings(TestServer server) {
        return MySqlConfig.builder()
                .host(server.host())
                .port(server.port())
                .username(server.username())
                .password(server.password())
                .database(server.database());
    }

    private static void everything(TestServer server, Transport transport) {
        moves(settings(server).transport(transport).build());
        Path socket = server.unixSocket();
        if (socket != null) {
            moves(settings(server).transport(transport).socket(socket).build());
        }
    }

    private static void moves(MySqlConfig config) {
        PoolConfig one = PoolConfig.builder().minSize(0).maxSize(1).build();
        try (MySqlPool pool = AsyncMySql.pool(config, one)) {
            long id = StoppedStatement.connectionId(pool);
            assertThat(pool.sql("select ? union all select 2")
                            .params(1)
                            .query(Integer.class)
                            .list()
                            .join())
                    .isEqualTo(List.of(1, 2));
            String large = "x".repeat(3_000_000);
            assertThat(pool.sql("select concat(?, 'y')")
                            .params(large)
                            .query(String.class)
                            .single()
                            .join())
                    .isEqualTo(large + "y");
            StoppedStatement.assertKeepsItsConnection(pool, id);
        }
    }

    @EveryServer
    void epollSetsTheOptionsOfTcp(TestServer server) {
        withChannel(server, Transport.EPOLL, channel -> {
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPIDLE))
                    .isEqualTo(90);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPINTVL))
                    .isEqualTo(15);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_KEEPCNT))
                    .isEqualTo(4);
            assertThat(channel.config().getOption(EpollChannelOption.TCP_USER_TIMEOUT))
                    .isEqualTo(1500);
        });
    }

    @EveryServer
    void ioUringSetsTheOptionsOfTcp(TestServer server) {
        assumeIoUring();
        withChannel(server, Transport.IO_URING, channel -> {
            assertThat(channel.config().getOption(IoUringChannelOption.TCP_KEEPIDLE))
                    .isEqualTo(90);
            assertThat(channel.config().getOption(IoUringChannelOption.TCP_KEEPINTVL))
                    .isEqualTo(15);
            assertThat(channel.config().getOption(IoUringChannelOption.TCP_KEEPCNT))
                    .isEqualTo(4);
            assertThat(channel.config().getOption(IoUringChannelOption.TCP_USER_TIMEOUT))
                    .isEqualTo(1500);
        });
    }

    private static void withChannel(TestServer server, Transport transport, Consumer<Channel> check) {
        MySqlConfig config = settings(server)
                .tcpKeepAliveIdle(Duration.ofSeconds(90))
                .tcpKeepAliveInterval(Duration.ofSeconds(15))
                .tcpKeepAliveCount(4)
                .tcpUserTimeout(Duration.ofMillis(1500))
                .build();
        InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
        try (DriverResources resources = DriverResources.create("options", 1, transport)) {
            Bootstrap bootstrap = SocketTransport.of(transport).bootstrap(address, config);
            Channel channel = bootstrap
                    .group(resources.eventLoopGroup())
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(address)
                    .syncUninterruptibly()
                    .channel();
            assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE)).isTrue();
            check.accept(channel);
            channel.close().syncUninterruptibly();
        }
    }
}
