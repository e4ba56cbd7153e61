package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.ProxyServer.Protocol;
import io.github.asyncmysql.testsupport.Covers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MySqlUrlTest {

    @Test
    void readsAllParts() {
        MySqlUrl url = MySqlUrl.parse("mysql://app:s3cret@db.example.com:3307/shop?max-size=20&ssl-mode=verify-ca");

        assertThat(url.settings())
                .containsExactly(
                        Map.entry("username", "app"),
                        Map.entry("password", "s3cret"),
                        Map.entry("host", "db.example.com"),
                        Map.entry("port", "3307"),
                        Map.entry("database", "shop"),
                        Map.entry("max-size", "20"),
                        Map.entry("ssl-mode", "verify-ca"));
        MySqlConfig config = url.config().build();
        assertThat(config.host()).isEqualTo("db.example.com");
        assertThat(config.port()).isEqualTo(3307);
        assertThat(config.username()).isEqualTo("app");
        assertThat(config.password()).isEqualTo("s3cret");
        assertThat(config.database()).isEqualTo("shop");
        assertThat(config.sslMode()).isEqualTo(SslMode.VERIFY_CA);
        assertThat(url.poolConfig().build().maxSize()).isEqualTo(20);
    }

    @Test
    void leavesOutWhatIsNotThere() {
        MySqlUrl url = MySqlUrl.parse("mariadb://localhost");

        assertThat(url.settings()).containsExactly(Map.entry("host", "localhost"));
        assertThat(url.config().build())
                .hasToString(MySqlConfig.builder().build().toString());
        assertThat(url.poolConfig().build()).hasToString(PoolConfig.defaults().toString());
        assertThat(MySqlUrl.parse("mysql://localhost/").settings()).containsOnlyKeys("host");
        assertThat(MySqlUrl.parse("mysql://localhost?echo=true").settings()).containsOnlyKeys("host", "echo");
        assertThat(MySqlUrl.parse("mysql://me:@localhost").settings()).containsEntry("password", "");
    }

    @Test
    void readsAllSettingsOfConnections() {
        MySqlConfig config = MySqlUrl.parse(
                        "mysql://h?ssl-mode=verify-identity&ssl-ca=/ca.pem&connect-timeout=500ms"
                                + "&query-timeout=0&server-public-key=/key.pem&use-affected-rows=true"
                                + "&session-time-zone=Europe/Berlin&statement-cache-size=10&statement-cache-sql-limit=99&resultset-metadata-lifetime=30s"
                                + "&pipelining-limit=1&max-packet-size=1048576&echo=true"
                                + "&service-principal-name=mariadb/db%40EXAMPLE.ORG"
                                + "&authentication-plugins=caching_sha2_password&ssl-tunnel=true&ssl-cert=/cert.pem&ssl-key=/cert-key.pem&compression=zstd&compression-level=9&password2=p2&password3=p3&proxy=http://ada:geheim%40proxy:8080&transport=io-uring"
                                + "&tcp-keep-alive=false&tcp-keep-alive-idle=1m&tcp-keep-alive-interval=15s&tcp-keep-alive-count=4&tcp-user-timeout=1500ms")
                .config()
                .build();

        assertThat(config.sslCert()).isEqualTo(Path.of("/cert.pem"));
        assertThat(config.sslKey()).isEqualTo(Path.of("/cert-key.pem"));
        assertThat(config.compression()).isEqualTo(Compression.ZSTD);
        assertThat(config.compressionLevel()).isEqualTo(9);
        assertThat(config.password2()).isEqualTo("p2");
        assertThat(config.password3()).isEqualTo("p3");
        assertThat(config.servicePrincipalName()).isEqualTo("mariadb/db@EXAMPLE.ORG");
        assertThat(config.sslTunnel()).isTrue();
        assertThat(config.proxy()).isEqualTo(new ProxyServer(Protocol.HTTP, "proxy", 8080, "ada", "geheim"));
        assertThat(MySqlUrl.parse("mysql://h?socket=/run/mysqld/mysqld.sock")
                        .config()
                        .build()
                        .socket())
                .isEqualTo(Path.of("/run/mysqld/mysqld.sock"));
        assertThat(config.transport()).isEqualTo(Transport.IO_URING);
        assertThat(config.tcpKeepAlive()).isFalse();
        assertThat(config.tcpKeepAliveIdle()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.tcpKeepAliveInterval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.tcpKeepAliveCount()).isEqualTo(4);
        assertThat(config.tcpUserTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.sslMode()).isEqualTo(SslMode.VERIFY_IDENTITY);
        assertThat(config.sslCa()).isEqualTo(Path.of("/ca.pem"));
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.queryTimeout()).isZero();
        assertThat(config.serverPublicKey()).isEqualTo(Path.of("/key.pem"));
        assertThat(config.useAffectedRows()).isTrue();
        assertThat(config.sessionTimeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(config.statementCacheSize()).isEqualTo(10);
        assertThat(config.statementCacheSqlLimit()).isEqualTo(99);
        assertThat(config.resultsetMetadataLifetime()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.pipeliningLimit()).isEqualTo(1);
        assertThat(config.maxPacketSize()).isEqualTo(1 << 20);
        assertThat(config.echo()).isTrue();
        assertThat(config.authenticationPlugins()).containsExactly("caching_sha2_password");
        assertThat(MySqlUrl.parse("mysql://h?session-time-zone=server")
                        .config()
                        .build()
                        .sessionTimeZone())
                .isNull();
        assertThat(MySqlUrl.parse("mysql://h?session-time-zone=+02:00")
                        .config()
                        .build()
                        .sessionTimeZone())
                .isEqualTo(ZoneId.of("+02:00"));
    }

    @Test
    @Covers("pool:I3")
    void readsAllSettingsOfPools() {
        PoolConfig config = MySqlUrl.parse(
                        "mysql://h?name=orders&min-size=2&max-size=0&acquire-timeout=1s&max-waiting=-1"
                                + "&idle-timeout=2m&max-lifetime=1h&keepalive=0&validate-after=5s&close-timeout=3s"
                                + "&on-release=always&lazy-start=true&acquire-margin=20ms"
                                + "&slow-acquire-threshold=300ms&leak-detection-threshold=1m&leak-reclaim=true"
                                + "&fail-while-down=true&nested-acquire=refuse&sharing-limit=4&dns-check-interval=10s"
                                + "&evict-errors=1105,65535&keep-errors=1290&register-mbeans=true")
                .poolConfig()
                .build();

        assertThat(config.name()).isEqualTo("orders");
        assertThat(config.minSize()).isEqualTo(2);
        assertThat(config.maxSize()).isZero();
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.maxWaiting()).isEqualTo(-1);
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.maxLifetime()).isEqualTo(Duration.ofHours(1));
        assertThat(config.keepalive()).isZero();
        assertThat(config.validateAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.onRelease()).isEqualTo(ResetMode.ALWAYS);
        assertThat(config.lazyStart()).isTrue();
        assertThat(config.acquireMargin()).isEqualTo(Duration.ofMillis(20));
        assertThat(config.slowAcquireThreshold()).isEqualTo(Duration.ofMillis(300));
        assertThat(config.leakDetectionThreshold()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.leakReclaim()).isTrue();
        assertThat(config.failWhileDown()).isTrue();
        assertThat(config.nestedAcquire()).isEqualTo(NestedAcquire.REFUSE);
        assertThat(config.sharingLimit()).isEqualTo(4);
        assertThat(config.dnsCheckInterval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.registerMbeans()).isTrue();
        assertThat(config.evictErrors()).containsExactlyInAnyOrder(1105, 65_535);
        assertThat(config.keepErrors()).containsExactly(1290);
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://u%40x:p%40%3A%2F%3F%23%25@h, u@x, p@:/?#%", "mysql://u:a:b@h, u, a:b", "mysql://u:a+b@h, u, a+b",
        "mysql://u:%2541@h, u, %41", "mysql://%C3%BC:%F0%9F%98%80@h, ü, 😀", "mysql://ü:é@h, ü, é"
    })
    void decodesOnce(String url, String username, String password) {
        assertThat(MySqlUrl.parse(url).settings())
                .containsEntry("username", username)
                .containsEntry("password", password);
    }

    @ParameterizedTest
    @CsvSource({
        "max-size=1&max-size=2, max-size",
        "maxSize=1, maxSize",
        "MAX-SIZE=1, MAX-SIZE",
        "max-size=, max-size",
        "max-size, max-size",
        "max-size=x, max-size",
        "max-size=1.5, max-size",
        "max-size=+1, max-size",
        "max-size=99999999999, max-size",
        "min-size=-1, min-size",
        "max-waiting=-2, max-waiting",
        "echo=yes, echo",
        "echo=TRUE, echo",
        "ssl-mode=VERIFY_CA, ssl-mode",
        "ssl-mode=none, ssl-mode",
        "on-release=never, on-release",
        "lazy-start=1, lazy-start",
        "leak-reclaim=1, leak-reclaim",
        "acquire-margin=5, acquire-margin",
        "slow-acquire-threshold=slow, slow-acquire-threshold",
        "leak-detection-threshold=-1s, leak-detection-threshold",
        "fail-while-down=on, fail-while-down",
        "nested-acquire=REFUSE, nested-acquire",
        "dns-check-interval=1d, dns-check-interval",
        "replica-reads=1, replica-reads",
        "replica-wait=0, replica-wait",
        "host-check-interval=0, host-check-interval",
        "'evict-errors=1105,', evict-errors",
        "evict-errors=0, evict-errors",
        "keep-errors=65536, keep-errors",
        "connect-timeout=10, connect-timeout",
        "connect-timeout=0, connect-timeout",
        "query-timeout=-1s, query-timeout",
        "query-timeout=999999999999h, query-timeout",
        "session-time-zone=Mars, session-time-zone",
        "pipelining-limit=0, pipelining-limit",
        "name=%20, name",
        "name=%00, name",
        "ssl-ca=%0a, ssl-ca",
        "ssl-ca=%zz, ssl-ca",
        "ssl-ca=%4, ssl-ca",
        "ssl-ca=%, ssl-ca",
        "ssl-ca=%ff, ssl-ca",
        "authentication-plugins=mysql_old_password, authentication-plugins",
        "authentication-plugins=%2c, authentication-plugins",
        "autoDeserialize=true, autoDeserialize"
    })
    void namesTheSettingThatIsWrong(String query, String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MySqlUrl.parse("mysql://h/db?" + query))
                .withMessageContaining(name)
                .withNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", "port", "hosts", "user", "username", "password", "database"})
    void letsNoSettingReplaceWhatStandsInFrontOfIt(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MySqlUrl.parse("mysql://h/db?" + name + "=evil"))
                .withMessageContaining(name)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("evil"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"allow-public-key-retrieval", "permit-redirect"})
    void letsNoUrlLowerSecurity(String setting) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MySqlUrl.parse("mysql://h/db?" + setting + "=true"))
                .withMessageContaining(setting)
                .withMessageContaining("in code");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mysql:",
                "mysql:/h",
                "mysql://",
                "mysql:///db",
                "mysql://:3306",
                "MYSQL://h",
                "jdbc:mysql://h",
                "http://h",
                " mysql://h",
                "mysql://h ",
                "mysql://h\t/db",
                "mysql://h/d\u0000b",
                "mysql://h/d\u202eb",
                "mysql://h\\@x/db",
                "mysql://h1,/db",
                "mysql://,h2/db",
                "mysql://h1,h2:0/db",
                "mysql://h1,,h2/db",
                "mysql://h1,h2,/db",
                "mysql://h%2eexample/db",
                "mysql://h:0/db",
                "mysql://h:65536/db",
                "mysql://h:/db",
                "mysql://h:+1/db",
                "mysql://h:33o6/db",
                "mysql://h/a/b",
                "mysql://h/db#x",
                "mysql://h/db?=1",
                "mysql://h/db?&",
                "mysql://h/db?echo=true&",
                "mysql://h/db?a%62=1",
                "mysql://@h/db",
                "mysql://:pw@h/db",
                "mysql://höst/db",
                "mysql://h/%00",
                "mysql://u%0a@h",
                "mysql://u:%c0%af@h",
                "mysql://h?x=1?y=2"
            })
    void refusesEverythingElse(String url) {
        assertInvalid(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://app:@tops3cret@h/db",
                "mysql://app:tops3cret%@h/db",
                "mysql://app:tops3cret%zz@h/db",
                "mysql://app:tops3cret#@h/db",
                "mysql://app:/tops3cret@h/db",
                "mysql://app:?tops3cret@h/db",
                "mysql://app:?tops3cret=1@h/db",
                "mysql://app:x?tops3cret=1&max-size=tops3cret@h/db",
                "mysql://app:tops3cret @h/db",
                "mysql://app:tops3cret\n@h/db",
                "mysql://app:tops3cret\\@h/db",
                "mysql://app:tops3cret%00@h/db",
                "mysql://app:tops3cret%ff@h/db",
                "mysql://app:tops3cret@h:x/db",
                "mysql://app:tops3cret@/db",
                "mysql://app:tops3cret@h,i,/db",
                "mysql://app:tops3cret@h,h/db",
                "mysql://app:x,tops3cret@h@i/db",
                "mysql://app:tops3cret@h/a/b",
                "mysql://app:tops3cret@h/db?x=1",
                "mysql://app:tops3cret@h/db?password=tops3cret",
                "mysql://app:tops3cret@h/db?max-size=tops3cret",
                "mysql://app:tops3cret@h/db?echo=tops3cret",
                "mysql://app:tops3cret@h/db?connect-timeout=tops3cret",
                "mysql://app:tops3cret@h/db?session-time-zone=tops3cret",
                "mysql://app:tops3cret@h/db?ssl-mode=tops3cret",
                "mysql://app:tops3cret@h/db?on-release=tops3cret",
                "mysql://app:tops3cret@h/db?ssl-ca=%00tops3cret",
                "mysql://app:tops3cret",
                "mysql://app:tops3cret:1@h:99999",
                "msql://app:tops3cret@h/db",
                "mysql://app:tops3cret@h@i/db",
                "app:tops3cret@h",
                "mysql://app:tops3cret@h/db?echo=true&echo=tops3cret"
            })
    @Covers({"hostile:T207", "guarantee:25"})
    void showsThePasswordInNoException(String url) {
        assertThatThrownBy(() -> MySqlUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> {
                    for (Throwable t = e; t != null; t = t.getCause()) {
                        assertThat(t.toString()).doesNotContain("tops3cret");
                    }
                });
    }

    @Test
    @Covers({"hostile:T207", "hostile:T209", "guarantee:25"})
    void showsThePasswordInNoText() {
        MySqlUrl url = MySqlUrl.parse("mysql://app:tops3cret@h/db?max-size=3");

        assertThat(url).hasToString("MySqlUrl{username=app, host=h, database=db, max-size=3}");
        assertThat(url.config().build().toString()).doesNotContain("tops3cret");
    }

    private static void assertInvalid(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MySqlUrl.parse(url))
                .withNoCause();
    }
}
