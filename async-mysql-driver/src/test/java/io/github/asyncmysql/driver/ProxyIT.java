package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.ProxyServer;
import io.github.asyncmysql.ProxyServer.Protocol;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.FakeConnection;
import io.github.asyncmysql.testsupport.FakeProxy;
import io.github.asyncmysql.testsupport.StoppedStatement;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TlsInterceptor;
import io.netty.pkitesting.CertificateBuilder;
import java.time.Duration;
import java.util.Objects;

/** Servers behind a proxy, which alone knows their names. */
class ProxyIT {

    private static final String NAME = "db.nowhere.invalid";

    private static MySqlConfig.Builder through(FakeProxy proxy, Protocol protocol, TestServer server) {
        return Pools.config(server)
                .host(NAME)
                .port(3306)
                .proxy(new ProxyServer(protocol, "127.0.0.1", proxy.port(), null, null))
                .sslMode(SslMode.REQUIRED);
    }

    private static String select(MySqlPool pool, String sql) {
        return pool.sql(sql).query(String.class).single().join();
    }

    @EveryServer
    void everythingPassesThroughProxiesOfEachKind(TestServer server) throws Exception {
        for (Protocol protocol : Protocol.values()) {
            PoolConfig watching = PoolConfig.builder()
                    .maxSize(1)
                    .dnsCheckInterval(Duration.ofMillis(1))
                    .build();
            try (FakeProxy proxy = FakeProxy.to(server, null);
                    MySqlPool pool =
                            AsyncMySql.pool(through(proxy, protocol, server).build(), watching)) {
                long id = StoppedStatement.connectionId(pool);
                assertThat(select(pool, "select repeat('x', 100000)")).hasSize(100_000);
                assertThat(Objects.requireNonNull(pool.server()).tlsVersion()).startsWith("TLSv1.");
                assertThat(pool.server().address()).isEqualTo(NAME + ":3306");

                StoppedStatement.assertKeepsItsConnection(pool, id);
                assertThat(proxy.destinations()).hasSizeGreaterThan(1).containsOnly(NAME + ":3306");
                assertThat(pool.stats().createFailed()).isZero();
            }
        }
    }

    @EveryServer
    void proxiesMayDemandAPassword(TestServer server) throws Exception {
        try (FakeProxy proxy = FakeProxy.to(server, "ada:ge heim")) {
            for (Protocol protocol : new Protocol[] {Protocol.SOCKS5, Protocol.HTTP}) {
                MySqlConfig.Builder config = through(proxy, protocol, server)
                        .sslMode(SslMode.DISABLED)
                        .allowPublicKeyRetrieval(true);
                config.proxy(new ProxyServer(protocol, "localhost", proxy.port(), "ada", "ge heim"));
                try (MySqlPool pool = Pools.pool(config, 1)) {
                    assertThat(select(pool, "select 'there'")).isEqualTo("there");
                }
                config.proxy(new ProxyServer(protocol, "localhost", proxy.port(), "ada", "falsch"));
                assertThatThrownBy(() -> AsyncMySql.connect(config.build()).join())
                        .cause()
                        .isInstanceOfSatisfying(MySqlConnectionException.class, failure -> {
                            assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
                            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
                        })
                        .hasMessageContaining(
                                "through the proxy " + config.build().proxy())
                        .hasMessageNotContaining("falsch");
            }
        }
    }

    @EveryServer
    void aTunnelMayBeginBehindTheProxy(TestServer server) throws Exception {
        try (TlsInterceptor tunnel = TlsInterceptor.endOfTunnel(
                        server,
                        FakeConnection.serverContext(new CertificateBuilder()
                                .ecp256()
                                .subject("CN=tunnel")
                                .setIsCertificateAuthority(true)
                                .buildSelfSigned()));
                FakeProxy proxy = FakeProxy.to(tunnel.port());
                MySqlPool pool =
                        Pools.pool(through(proxy, Protocol.SOCKS5, server).sslTunnel(true), 1)) {
            assertThat(select(pool, "select 'there'")).isEqualTo("there");
            assertThat(tunnel.heard()).contains("select 'there'");
            assertThat(proxy.destinations()).containsExactly(NAME + ":3306");
        }
    }
}
