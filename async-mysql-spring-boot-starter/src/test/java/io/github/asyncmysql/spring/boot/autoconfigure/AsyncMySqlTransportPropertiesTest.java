package io.github.asyncmysql.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.ProxyServer;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.Transport;
import io.github.asyncmysql.driver.DriverResources;
import io.github.asyncmysql.testsupport.Covers;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The properties about the way to the server and into it that are needed rarely. */
class AsyncMySqlTransportPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AsyncMySqlAutoConfiguration.class, SslAutoConfiguration.class))
            .withPropertyValues("async-mysql.fail-fast=false", "async-mysql.pool.min-size=0");

    @Test
    @Covers("boot:13")
    void bindsEveryProperty() {
        runner.withPropertyValues(
                        "async-mysql.socket=/run/mysqld/mysqld.sock",
                        "async-mysql.transport=nio",
                        "async-mysql.tcp.keep-alive=false",
                        "async-mysql.permit-redirect=true",
                        "async-mysql.tcp.keep-alive-idle=90s",
                        "async-mysql.tcp.keep-alive-interval=15s",
                        "async-mysql.tcp.keep-alive-count=4",
                        "async-mysql.password2=pass2",
                        "async-mysql.password3=pass3")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    MySqlConfig config = context.getBean(MySqlConfig.class);
                    assertThat(config.socket()).isEqualTo(Path.of("/run/mysqld/mysqld.sock"));
                    assertThat(config.tcpKeepAlive()).isFalse();
                    assertThat(config.permitRedirect()).isTrue();
                    assertThat(config.tcpKeepAliveIdle()).isEqualTo(Duration.ofSeconds(90));
                    assertThat(config.tcpKeepAliveInterval()).isEqualTo(Duration.ofSeconds(15));
                    assertThat(config.tcpKeepAliveCount()).isEqualTo(4);
                    assertThat(config.password2()).isEqualTo("pass2");
                    assertThat(config.password3()).isEqualTo("pass3");
                    assertThat(context.getBean(DriverResources.class).transport())
                            .isEqualTo(Transport.NIO);
                });
    }

    @Test
    @Covers("boot:14")
    void aTunnelIsVerifiedOrRefused() {
        runner.withPropertyValues("async-mysql.ssl.tunnel=true").run(context -> {
            assertThat(context).hasNotFailed();
            MySqlConfig config = context.getBean(MySqlConfig.class);
            assertThat(config.sslTunnel()).isTrue();
            assertThat(config.sslMode()).isEqualTo(SslMode.VERIFY_IDENTITY);
        });
        runner.withPropertyValues("async-mysql.ssl.tunnel=true", "async-mysql.ssl.mode=preferred")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining("Property async-mysql.ssl.tunnel")
                        .hasStackTraceContaining("ssl-mode required"));
    }

    @Test
    @Covers({"boot:13", "boot:14"})
    void aProxyIsNamedWithoutItsPassword() {
        runner.withPropertyValues("async-mysql.proxy=socks5://ada:ge%3aheim@proxy.example:1080")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    ProxyServer proxy = context.getBean(MySqlConfig.class).proxy();
                    assertThat(proxy).hasToString("socks5://ada@proxy.example:1080");
                    assertThat(proxy.password()).isEqualTo("ge:heim");
                });
        runner.withPropertyValues("async-mysql.proxy=socks6://ada:geheim@proxy.example:1080")
                .run(context -> assertThat(context.getStartupFailure())
                        .hasStackTraceContaining("Property async-mysql.proxy is not valid: proxy must be written like")
                        .satisfies(failure ->
                                assertThat(Throwables.getStackTrace(failure)).doesNotContain("geheim")));
    }

    /** No native module of Netty is on the class path. */
    @ParameterizedTest
    @Covers("boot:14")
    @CsvSource(
            delimiter = '|',
            value = {
                "async-mysql.transport=epoll|async-mysql.transport|netty-transport-native-epoll",
                "async-mysql.url=mysql://h?transport=epoll|Property async-mysql.transport|DriverResources",
                "async-mysql.tcp.user-timeout=3s|Property async-mysql.tcp.user-timeout|transport nio",
                "async-mysql.url=mysql://h?ssl-tunnel=true&ssl-mode=preferred|ssl-tunnel|ssl-mode required",
                "async-mysql.ssl.cert=/cert.pem|Property async-mysql.ssl.cert|ssl.key"
            })
    void namesThePropertyThatCannotBe(String property, String name, String words) {
        runner.withPropertyValues(property).run(context -> assertThat(context.getStartupFailure())
                .hasStackTraceContaining(name)
                .hasStackTraceContaining(words));
    }
}
