package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.internal.connection.NameLookup;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TcpProxy;
import io.github.asyncmysql.testsupport.TestServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Names of hosts that change, fail, hang and come back. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "127.0.0.2 is an address of this machine there only")
class NamesIT {

    private static final String NAME = "database.example";

    private final Map<String, NameLookup.Resolver> names = new ConcurrentHashMap<>();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final DriverResources resources = DriverResources.using(
            group, NioSocketChannel.class, host -> names.get(host).resolve(host));

    @AfterEach
    void end() {
        resources.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void resolveTo(String... addresses) {
        names.put(NAME, host -> {
            InetAddress[] found = new InetAddress[addresses.length];
            for (int i = 0; i < found.length; i++) {
                found[i] = InetAddress.getByName(addresses[i]);
            }
            return found;
        });
    }

    private MySqlPool pool(TestServer server, String host, int port, PoolConfig.Builder settings) {
        MySqlConfig config = Pools.config(server)
                .host(host)
                .port(port)
                .sslMode(SslMode.REQUIRED)
                .build();
        return AsyncMySql.pool(
                config, settings.acquireTimeout(Duration.ofSeconds(2)).build(), resources);
    }

    private static int select(MySqlPool pool) {
        return pool.sql("select 1").query(Integer.class).single().join();
    }

    @EveryServer
    @Covers({"fault:F10", "pool:E11"})
    void connectionsFollowTheNameToItsNewAddress(TestServer server) {
        resolveTo("127.0.0.1");
        try (TcpProxy before = TcpProxy.to(server);
                TcpProxy after = TcpProxy.to(server, "127.0.0.2", before.port());
                MySqlPool pool = pool(
                        server,
                        NAME,
                        before.port(),
                        PoolConfig.builder().minSize(3).maxSize(3).dnsCheckInterval(Duration.ofMillis(100)))) {
            await().until(() -> pool.freeSize() == 3);
            MySqlConnection lent = pool.acquire().join();
            resolveTo("127.0.0.2");

            // Statements go on meanwhile, and none of them fails.
            await().until(() -> select(pool) == 1 && after.openConnections() == 2 && before.openConnections() == 1);
            assertThat(lent.sql("select 2").query(Integer.class).single().join())
                    .as("what is lent is not cut")
                    .isEqualTo(2);
            lent.close();
            await().until(() -> after.openConnections() == 3 && before.openConnections() == 0);
            assertThat(pool.stats().createFailed()).isZero();
        }
    }

    @EveryServer
    @Covers("fault:F10")
    void eachNewConnectionAsksForTheAddressAgain(TestServer server) {
        resolveTo("127.0.0.1");
        try (TcpProxy before = TcpProxy.to(server);
                TcpProxy after = TcpProxy.to(server, "127.0.0.2", before.port());
                MySqlPool pool = pool(
                        server,
                        NAME,
                        before.port(),
                        PoolConfig.builder().minSize(1).maxSize(1))) {
            assertThat(select(pool)).isEqualTo(1);
            resolveTo("127.0.0.2");
            before.down();
            await().ignoreExceptions().until(() -> select(pool) == 1);
            assertThat(after.acceptedConnections()).isEqualTo(1);
        }
    }

    @EveryServer
    @Covers("fault:F23")
    void aNameThatIsGoneIsNamedAndFoundAgain(TestServer server) {
        names.put(NAME, host -> {
            throw new UnknownHostException(host);
        });
        try (MySqlPool pool = pool(server, NAME, server.port(), PoolConfig.builder())) {
            assertThatThrownBy(() -> select(pool))
                    .as("at once, since waiting would not help")
                    .hasCauseInstanceOf(MySqlConnectionException.class)
                    .hasMessageContaining(NAME);
            resolveTo("127.0.0.1");
            await().ignoreExceptions().until(() -> select(pool) == 1);
        }
    }

    @EveryServer
    @Covers("fault:F23")
    void aNameThatHangsHoldsUpNobodyElse(TestServer server) {
        CountDownLatch answered = new CountDownLatch(1);
        names.put(NAME, host -> {
            try {
                answered.await();
            } catch (InterruptedException e) {
                throw new UnknownHostException("interrupted");
            }
            return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
        });
        names.put(server.host(), InetAddress::getAllByName);
        try (MySqlPool other = pool(server, server.host(), server.port(), PoolConfig.builder());
                MySqlPool pool = pool(server, NAME, server.port(), PoolConfig.builder())) {
            assertThatThrownBy(() -> select(pool)).hasCauseInstanceOf(MySqlPoolException.class);
            assertThat(select(other)).as("on the same event loop").isEqualTo(1);
            answered.countDown();
            await().ignoreExceptions().until(() -> select(pool) == 1);
        }
    }

    @EveryServer
    @Covers("fault:F23")
    void ofTwoAddressesTheOneThatAnswersIsUsed(TestServer server) {
        // Nobody listens on that port of the first.
        try (TcpProxy alive = TcpProxy.to(server, "127.0.0.2", 0)) {
            resolveTo("127.0.0.3", "127.0.0.2");
            try (MySqlPool pool = pool(
                    server, NAME, alive.port(), PoolConfig.builder().minSize(2).maxSize(2))) {
                await().until(() -> pool.freeSize() == 2);
                assertThat(select(pool)).isEqualTo(1);
                assertThat(pool.stats().createFailed()).isZero();
            }
        }
    }
}
