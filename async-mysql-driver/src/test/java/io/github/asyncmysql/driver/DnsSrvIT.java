package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.HostState;
import io.github.asyncmysql.HostState.Role;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.internal.connection.DnsServices;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.ScriptedDns;
import io.github.asyncmysql.testsupport.TcpProxy;
import io.github.asyncmysql.testsupport.TestServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;

/** Hosts that SRV records name: several ways to a real server, whose certificate is verified on each. */
class DnsSrvIT {

    private static final String NAME = "_mysql._tcp.shop.example";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FIRST_TIMEOUT_MILLIS = 5_000;

    private final ScriptedDns dns = ScriptedDns.start();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final DriverResources resources = DriverResources.using(
            group,
            NioSocketChannel.class,
            InetAddress::getAllByName,
            DnsServices.of("127.0.0.1", dns.port(), FIRST_TIMEOUT_MILLIS));

    @AfterEach
    void end() {
        resources.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        dns.close();
    }

    private MySqlPool pool(TestServer server) {
        MySqlConfig config = Pools.config(server)
                .host(NAME)
                .port(3306)
                .dnsSrv(true)
                .sslCa(server.caCertificate())
                .hostCheckInterval(Duration.ofMillis(200))
                .build();
        assertThat(config.sslMode()).isEqualTo(SslMode.VERIFY_IDENTITY);
        return AsyncMySql.pool(
                config,
                PoolConfig.builder()
                        .minSize(1)
                        .maxSize(2)
                        .acquireTimeout(PATIENCE)
                        .build(),
                resources);
    }

    private static String record(int priority, TcpProxy way) {
        return priority + " 1 " + way.port() + " localhost.";
    }

    private static int select(MySqlPool pool) {
        return pool.sql("select 1").query(Integer.class).single().join();
    }

    private static List<Integer> ports(MySqlPool pool) {
        return pool.hosts().stream().map(host -> host.address().port()).toList();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }

    @EveryServer
    void theNextPriorityFollowsTheFirst(TestServer server) {
        try (TcpProxy first = TcpProxy.to(server);
                TcpProxy second = TcpProxy.to(server)) {
            dns.records(record(20, second), record(10, first));
            try (MySqlPool pool = pool(server)) {
                assertThat(select(pool)).isEqualTo(1);
                assertThat(ports(pool)).containsExactly(first.port(), second.port());
                assertThat(pool.hosts().get(0).role()).isEqualTo(Role.PRIMARY);
                first.down();
                // What is sent before its end is noticed fails, since nobody knows what became of it.
                await().ignoreExceptions().untilAsserted(() -> {
                    assertThat(select(pool)).isEqualTo(1);
                    assertThat(pool.hosts().stream().map(HostState::role)).containsExactly(Role.NONE, Role.PRIMARY);
                });
            }
        }
    }

    @EveryServer
    void hostsComeAndGoWhileThePoolIsOpen(TestServer server) {
        try (TcpProxy old = TcpProxy.to(server);
                TcpProxy next = TcpProxy.to(server)) {
            dns.records(record(0, old));
            try (MySqlPool pool = pool(server)) {
                MySqlConnection lent = pool.acquire().join();
                assertThat(old.openConnections()).isPositive();
                long acquired = pool.totals().acquired();
                dns.records(record(0, next));
                await().until(() -> ports(pool).equals(List.of(next.port())));
                assertThat(select(pool)).isEqualTo(1);
                assertThat(next.openConnections()).isPositive();
                assertThat(lent.sql("select 2").query(Integer.class).single().join())
                        .as("what is lent is not cut")
                        .isEqualTo(2);
                await().until(() -> pool.stats().inUse() == 1);
                await().until(() -> old.openConnections() == 1);
                lent.close();
                await().until(() -> old.openConnections() == 0);
                assertThat(pool.totals().acquired()).as("nothing is forgotten").isGreaterThan(acquired);
                await().until(() -> pool.stats().maxSize() == 2 && pool.stats().minSize() == 1);

                dns.failure();
                int asked = dns.questions();
                await().until(() -> dns.questions() > asked + 2);
                assertThat(select(pool)).as("the last good answer counts").isEqualTo(1);

                dns.records("0 0 0 .");
                await().until(() -> pool.hosts().isEmpty());
                CompletableFuture<Integer> call =
                        pool.sql("select 3").query(Integer.class).single();
                dns.records(record(0, old), record(0, next));
                assertThat(call.join()).as("who waits for a host is served").isEqualTo(3);
            }
        }
    }

    @EveryServer
    void aNameWithoutRecordsIsNamedAtOnceAndServesLater(TestServer server) {
        dns.noSuchName();
        try (TcpProxy way = TcpProxy.to(server);
                MySqlPool pool = pool(server)) {
            assertThatThrownBy(() -> select(pool))
                    .hasCauseInstanceOf(MySqlPoolException.class)
                    .hasMessageContaining("no host takes writes; dns-srv: there is no name " + NAME);
            assertThat(pool.stats().down()).isTrue();
            dns.records(record(0, way));
            await().ignoreExceptions().until(() -> select(pool) == 1);
        }
    }
}
