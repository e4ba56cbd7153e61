package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a URL says that the server is, or the servers are. */
class MySqlUrlHostsTest {

    private static void assertInvalid(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> MySqlUrl.parse(url));
    }

    @Test
    void readsIpv6Addresses() {
        assertThat(MySqlUrl.parse("mysql://[2001:db8::1]:3307/x").settings())
                .containsEntry("host", "2001:db8::1")
                .containsEntry("port", "3307");
        assertThat(MySqlUrl.parse("mysql://[::1]").config().build().sslMode()).isEqualTo(SslMode.PREFERRED);
        assertInvalid("mysql://::1/x");
        assertInvalid("mysql://[::1/x");
        assertInvalid("mysql://[::1]x/y");
        assertInvalid("mysql://[fe80::1%25eth0]/x");
        assertInvalid("mysql://[]/x");
    }

    @Test
    void readsTheNameOfSrvRecords() {
        for (String text : List.of(
                "mysql+srv://app@_mysql._tcp.example.org/x",
                "mariadb+srv://app@_mysql._tcp.example.org/x",
                "mysql://app@_mysql._tcp.example.org/x?dns-srv=true")) {
            MySqlUrl url = MySqlUrl.parse(text);
            assertThat(url.settings()).containsEntry("dns-srv", "true").containsEntry("database", "x");
            MySqlConfig config = url.config().build();
            assertThat(config.dnsSrv()).isTrue();
            assertThat(config.host()).isEqualTo("_mysql._tcp.example.org");
            assertThat(config.address()).isEqualTo("_mysql._tcp.example.org");
            assertThat(config).hasToString("MySqlConfig[app@_mysql._tcp.example.org/x, ssl-mode=VERIFY_IDENTITY]");
        }
        assertThat(MySqlUrl.parse("mysql://h/x?dns-srv=false").config().build().dnsSrv())
                .isFalse();
        assertThat(MySqlUrl.parse("mysql+srv://localhost").config().build().isLoopback())
                .as("hosts may be anywhere")
                .isFalse();
        for (String text : List.of(
                "mysql+srv://h:3306/x",
                "mysql+srv://a,b/x",
                "mysql://h:3306/x?dns-srv=true",
                "mysql://a,b?dns-srv=true")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> MySqlUrl.parse(text))
                    .withMessageContaining("has a port or several hosts, which the SRV records are to name");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MySqlUrl.parse("mysql+srv://h/x?dns-srv=false"))
                .withMessageStartingWith("dns-srv stands more than once");
        assertInvalid("mysql+srv:/h");
        assertInvalid("+srv://h");
    }

    @Test
    void readsSeveralHosts() {
        MySqlUrl url = MySqlUrl.parse("mysql://app@a,b.example:3307,[2001:db8::1]:3308/x?host-check-interval=250ms"
                + "&replica-reads=true&replica-wait=2s&replica-lag-limit=5s");
        assertThat(url.settings()).containsEntry("hosts", "a,b.example:3307,[2001:db8::1]:3308");
        assertThat(url.settings()).doesNotContainKeys("host", "port");
        MySqlConfig config = url.config().build();
        assertThat(config.hosts())
                .containsExactly(
                        new HostAndPort("a", 3306),
                        new HostAndPort("b.example", 3307),
                        new HostAndPort("2001:db8::1", 3308));
        assertThat(config.hostCheckInterval()).hasMillis(250);
        assertThat(config.replicaReads()).isTrue();
        assertThat(config.replicaWait()).hasSeconds(2);
        assertThat(config.replicaLagLimit()).hasSeconds(5);
        assertThat(config)
                .hasToString("MySqlConfig[app@a:3306,b.example:3307,[2001:db8::1]:3308/x, ssl-mode=VERIFY_IDENTITY]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MySqlUrl.parse("mysql://a,a:3306/x"))
                .withMessageStartingWith("hosts must be one or more, each of them once");
        assertThat(MySqlUrl.parse("mysql://127.0.0.1,localhost:1")
                        .config()
                        .build()
                        .sslMode())
                .isEqualTo(SslMode.PREFERRED);
        assertThat(MySqlUrl.parse("mysql://127.0.0.1,db:1").config().build().sslMode())
                .isEqualTo(SslMode.VERIFY_IDENTITY);
    }
}
