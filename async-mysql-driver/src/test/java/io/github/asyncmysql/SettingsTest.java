package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.asyncmysql.ProxyServer.Protocol;
import io.github.asyncmysql.testsupport.Covers;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Settings out of range are refused by name, and the password is in no text. */
class SettingsTest {

    private record Refused(String setting, Runnable attempt) {}

    @TestFactory
    @Covers("pool:I1")
    Stream<DynamicTest> namesTheSettingThatIsOutOfRange() {
        Duration negative = Duration.ofMillis(-1);
        Duration ages = Duration.ofDays(366);
        return Stream.of(
                        new Refused("min-size", () -> PoolConfig.builder().minSize(-1)),
                        new Refused("max-size", () -> PoolConfig.builder().maxSize(-1)),
                        new Refused(
                                "min-size",
                                () -> PoolConfig.builder().minSize(5).maxSize(2).build()),
                        new Refused("max-waiting", () -> PoolConfig.builder().maxWaiting(-2)),
                        new Refused(
                                "acquire-timeout", () -> PoolConfig.builder().acquireTimeout(negative)),
                        new Refused("idle-timeout", () -> PoolConfig.builder().idleTimeout(ages)),
                        new Refused("max-lifetime", () -> PoolConfig.builder().maxLifetime(negative)),
                        new Refused("keepalive", () -> PoolConfig.builder().keepalive(negative)),
                        new Refused("validate-after", () -> PoolConfig.builder().validateAfter(negative)),
                        new Refused("close-timeout", () -> PoolConfig.builder().closeTimeout(negative)),
                        new Refused("acquire-margin", () -> PoolConfig.builder().acquireMargin(negative)),
                        new Refused("acquire-margin", () -> PoolConfig.builder()
                                .acquireTimeout(Duration.ofSeconds(1))
                                .acquireMargin(Duration.ofSeconds(1))
                                .build()),
                        new Refused("slow-acquire-threshold", () -> PoolConfig.builder()
                                .slowAcquireThreshold(ages)),
                        new Refused("leak-detection-threshold", () -> PoolConfig.builder()
                                .leakDetectionThreshold(negative)),
                        new Refused(
                                "leak-reclaim",
                                () -> PoolConfig.builder().leakReclaim(true).build()),
                        new Refused(
                                "dns-check-interval", () -> PoolConfig.builder().dnsCheckInterval(negative)),
                        new Refused("evict-errors", () -> PoolConfig.builder().evictErrors(Set.of(0))),
                        new Refused("keep-errors", () -> PoolConfig.builder().keepErrors(Set.of(65_536))),
                        new Refused("evict-errors", () -> PoolConfig.builder()
                                .evictErrors(Set.of(1, 2))
                                .keepErrors(Set.of(2))
                                .build()),
                        new Refused("name", () -> PoolConfig.builder().name(" ")),
                        new Refused("host", () -> MySqlConfig.builder().host("a b")),
                        new Refused("port", () -> MySqlConfig.builder().port(0)),
                        new Refused("port", () -> MySqlConfig.builder().port(65_536)),
                        new Refused("hosts", () -> MySqlConfig.builder().hosts(List.of())),
                        new Refused("hosts", () -> HostAndPort.parse("db:x")),
                        new Refused("hosts", () -> HostAndPort.parse("[::1]3306")),
                        new Refused("host", () -> HostAndPort.parse(":3306")),
                        new Refused("host", () -> HostAndPort.parse("")),
                        new Refused("port", () -> HostAndPort.parse("db:0")),
                        new Refused("host-check-interval", () -> MySqlConfig.builder()
                                .hostCheckInterval(Duration.ZERO)),
                        new Refused("resultset-metadata-lifetime", () -> MySqlConfig.builder()
                                .resultsetMetadataLifetime(negative)),
                        new Refused("replica-wait", () -> MySqlConfig.builder().replicaWait(Duration.ZERO)),
                        new Refused(
                                "replica-lag-limit", () -> MySqlConfig.builder().replicaLagLimit(negative)),
                        new Refused("ssl-cert and ssl-key", () -> MySqlConfig.builder()
                                .sslKey(Path.of("key"))
                                .build()),
                        new Refused("ssl-tunnel", () -> MySqlConfig.builder()
                                .sslTunnel(true)
                                .sslMode(SslMode.PREFERRED)
                                .build()),
                        new Refused("ssl-tunnel", () -> MySqlConfig.builder()
                                .sslTunnel(true)
                                .sslMode(SslMode.VERIFY_PASSWORD)
                                .build()),
                        new Refused("ssl-tunnel and socket", () -> MySqlConfig.builder()
                                .sslTunnel(true)
                                .socket(Path.of("/run/mysqld.sock"))
                                .build()),
                        new Refused("proxy", () -> ProxyServer.parse("proxy:1080")),
                        new Refused("proxy", () -> new ProxyServer(Protocol.SOCKS4A, "h", 1080, "ada", "secret")),
                        new Refused("proxy and socket", () -> MySqlConfig.builder()
                                .proxy(ProxyServer.parse("http://h:8080"))
                                .socket(Path.of("/run/mysqld.sock"))
                                .build()),
                        new Refused("socket", () -> MySqlConfig.builder().socket(Path.of(" "))),
                        new Refused("tcp-keep-alive-idle", () -> MySqlConfig.builder()
                                .tcpKeepAliveIdle(negative)),
                        new Refused("tcp-keep-alive-idle", () -> MySqlConfig.builder()
                                .tcpKeepAliveIdle(Duration.ofSeconds(32_768))),
                        new Refused("tcp-keep-alive-interval", () -> MySqlConfig.builder()
                                .tcpKeepAliveInterval(Duration.ofSeconds(32_768))),
                        new Refused("tcp-keep-alive-count", () -> MySqlConfig.builder()
                                .tcpKeepAliveCount(128)),
                        new Refused(
                                "tcp-user-timeout", () -> MySqlConfig.builder().tcpUserTimeout(ages)),
                        new Refused("username", () -> MySqlConfig.builder().username("a\0b")),
                        new Refused("password", () -> MySqlConfig.builder().password("a\0b")),
                        new Refused(
                                "compression-level", () -> MySqlConfig.builder().compressionLevel(23)),
                        new Refused("service-principal-name", () -> MySqlConfig.builder()
                                .servicePrincipalName("mariadb/a/b")),
                        new Refused("service-principal-name", () -> MySqlConfig.builder()
                                .servicePrincipalName("mariadb/a\0@B")),
                        new Refused("password2", () -> MySqlConfig.builder().password2("a\0b")),
                        new Refused("password3", () -> new Credentials("a", "b", null, "a\0b")),
                        new Refused("database", () -> MySqlConfig.builder().database("a\0b")),
                        new Refused(
                                "connect-timeout", () -> MySqlConfig.builder().connectTimeout(Duration.ZERO)),
                        new Refused("query-timeout", () -> MySqlConfig.builder().queryTimeout(negative)),
                        new Refused("statement-cache-size", () -> MySqlConfig.builder()
                                .statementCacheSize(16_383)),
                        new Refused(
                                "pipelining-limit", () -> MySqlConfig.builder().pipeliningLimit(0)),
                        new Refused(
                                "max-packet-size", () -> MySqlConfig.builder().maxPacketSize(1)))
                .map(refused -> DynamicTest.dynamicTest(refused.setting(), () -> assertThatIllegalArgumentException()
                        .isThrownBy(refused.attempt()::run)
                        .withMessageStartingWith(refused.setting())));
    }

    /** The greatest and the least of what is allowed, so that the bounds are no narrower than they say. */
    @Test
    @Covers("pool:I1")
    void takesEverythingUpToItsBounds() {
        Duration year = Duration.ofDays(365);
        PoolConfig widest = PoolConfig.builder()
                .minSize(Integer.MAX_VALUE)
                .maxSize(Integer.MAX_VALUE)
                .maxWaiting(Integer.MAX_VALUE)
                .acquireTimeout(year)
                .acquireMargin(year.minusNanos(1))
                .idleTimeout(year)
                .maxLifetime(year)
                .keepalive(year)
                .validateAfter(year)
                .closeTimeout(year)
                .slowAcquireThreshold(year)
                .leakDetectionThreshold(year)
                .leakReclaim(true)
                .dnsCheckInterval(year)
                .evictErrors(Set.of(1))
                .keepErrors(Set.of(65_535))
                .build();
        assertThat(widest.toBuilder().build()).usingRecursiveComparison().isEqualTo(widest);
        PoolConfig narrowest = PoolConfig.builder()
                .minSize(0)
                .maxSize(0)
                .maxWaiting(-1)
                .acquireTimeout(Duration.ZERO)
                .acquireMargin(year)
                .idleTimeout(Duration.ZERO)
                .maxLifetime(Duration.ZERO)
                .keepalive(Duration.ZERO)
                .validateAfter(Duration.ZERO)
                .closeTimeout(Duration.ZERO)
                .slowAcquireThreshold(Duration.ZERO)
                .leakDetectionThreshold(Duration.ZERO)
                .dnsCheckInterval(Duration.ZERO)
                .build();
        assertThat(narrowest.acquireMargin())
                .as("without a limit there is no margin of it")
                .isEqualTo(year);
    }

    @Test
    @Covers("pool:I2")
    void whatMayChangeAtRunTimeIsAnInterfaceAndTheRestIsNotThere() {
        Set<String> tunable = names(PoolTuning.class);
        assertThat(names(PoolConfig.Builder.class)).containsAll(tunable);
        assertThat(tunable)
                .as("what is fixed when the pool is made")
                .doesNotContain(
                        "name",
                        "onRelease",
                        "sharingLimit",
                        "lazyStart",
                        "dnsCheckInterval",
                        "evictErrors",
                        "keepErrors",
                        "registerMbeans",
                        "listener",
                        "sessionInitializer")
                .hasSize(names(PoolConfig.Builder.class).size() - 11);
    }

    private static Set<String> names(Class<?> type) {
        return Stream.of(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    @Test
    void zeroMeansNoMaximum() {
        PoolConfig config = PoolConfig.builder().minSize(50).maxSize(0).build();
        assertThat(config.maxSize()).isZero();
        assertThat(config.minSize()).isEqualTo(50);
    }

    @Test
    void aCopyHasTheSameSettings() {
        MySqlConfig config = MySqlConfig.builder()
                .host("db.example.org")
                .port(3307)
                .username("app")
                .password("secret-word")
                .database("shop")
                .killOnTimeout(false)
                .attribute("program_name", "test")
                .initSql(List.of("set @a = 1"))
                .build();
        MySqlConfig copy = config.toBuilder().build();
        assertThat(copy).usingRecursiveComparison().isEqualTo(config);
        assertThat(config.sslMode()).isEqualTo(SslMode.VERIFY_IDENTITY);
        assertThat(config.allowPublicKeyRetrieval()).isFalse();
    }

    @Test
    void whatWasSetLastOfHostAndHostsCounts() {
        HostAndPort a = new HostAndPort("a", 1);
        HostAndPort b = new HostAndPort("::1", 3306);
        MySqlConfig several = MySqlConfig.builder().hosts(List.of(a, b)).build();
        assertThat(several.hosts()).containsExactly(a, b);
        assertThat(several.host()).isEqualTo("a");
        assertThat(several.port()).isEqualTo(1);
        assertThat(several.toBuilder().build()).usingRecursiveComparison().isEqualTo(several);
        MySqlConfig one = several.toBuilder().host("c").build();
        assertThat(one.hosts()).containsExactly(new HostAndPort("c", 1));
        assertThat(MySqlConfig.builder().hosts(List.of(a)).build())
                .usingRecursiveComparison()
                .isEqualTo(MySqlConfig.builder().host("a").port(1).build());
        assertThat(HostAndPort.parse(a.toString())).isEqualTo(a);
        assertThat(HostAndPort.parse(b.toString())).isEqualTo(b).hasToString("[::1]:3306");
        assertThat(HostAndPort.parse("[::1]")).isEqualTo(b);
    }

    @Test
    void srvRecordsNameHostsAndPorts() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MySqlConfig.builder().dnsSrv(true).port(3307).build())
                .withMessageStartingWith("dns-srv and port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MySqlConfig.builder()
                        .hosts(List.of(new HostAndPort("a", 3306), new HostAndPort("b", 3306)))
                        .dnsSrv(true)
                        .build())
                .withMessageStartingWith("dns-srv and several hosts");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        MySqlConfig.builder().dnsSrv(true).socket(Path.of("/s")).build())
                .withMessageStartingWith("dns-srv and socket");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MySqlConfig.builder().dnsSrv(true).host("::1").build())
                .withMessageStartingWith("host must be the name of SRV records");
    }

    @Test
    void loopbackIsTrustedWithoutBeingAsked() {
        for (String host : List.of("localhost", "127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1")) {
            MySqlConfig config = MySqlConfig.builder().host(host).build();
            assertThat(config.sslMode()).as(host).isEqualTo(SslMode.PREFERRED);
            assertThat(config.allowPublicKeyRetrieval()).as(host).isTrue();
        }
        MySqlConfig socket = MySqlConfig.builder()
                .host("db.example.org")
                .socket(Path.of("/run/mysqld.sock"))
                .build();
        assertThat(socket.sslMode()).isEqualTo(SslMode.PREFERRED);
        assertThat(socket.allowPublicKeyRetrieval()).isTrue();
        assertThat(socket.address()).isEqualTo("/run/mysqld.sock");
        for (String host : List.of("localhost.example.org", "128.0.0.1", "127.0.0.1.example.org", "::2")) {
            assertThat(MySqlConfig.builder().host(host).build().sslMode())
                    .as(host)
                    .isEqualTo(SslMode.VERIFY_IDENTITY);
        }
    }

    @Test
    void nothingBehindAProxyIsLoopback() {
        MySqlConfig config = MySqlConfig.builder()
                .host("127.0.0.1")
                .proxy(ProxyServer.parse("socks5://localhost:1080"))
                .build();
        assertThat(config.isLoopback()).isFalse();
        assertThat(config.sslMode()).isEqualTo(SslMode.VERIFY_IDENTITY);
        assertThat(config.allowPublicKeyRetrieval()).isFalse();
    }

    @Test
    void aTunnelIsVerifiedWhereverItBegins() {
        MySqlConfig.Builder tunnel = MySqlConfig.builder().sslTunnel(true);
        assertThat(tunnel.build().sslMode()).isEqualTo(SslMode.VERIFY_IDENTITY);
        assertThat(tunnel.sslMode(SslMode.REQUIRED).build().sslMode()).isEqualTo(SslMode.REQUIRED);
    }

    @Test
    void thePasswordIsInNoText() {
        MySqlConfig config = MySqlConfig.builder().password("secret-word").build();
        assertThat(config.toString()).doesNotContain("secret-word").contains("root@localhost:3306");
    }
}
