package io.github.asyncmysql.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.testsupport.Covers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Where an application names several hosts. */
class SeveralHostsPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AsyncMySqlAutoConfiguration.class, SslAutoConfiguration.class))
            .withPropertyValues("async-mysql.fail-fast=false", "async-mysql.pool.min-size=0");

    private static MySqlConfig config(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        return context.getBean(MySqlConfig.class);
    }

    private static AsyncMySqlPoolSettings settings(AssertableApplicationContext context, String pool) {
        return context.getBean(pool + "AsyncMySqlPoolSettings", AsyncMySqlPoolSettings.class);
    }

    @Test
    void severalHostsComeFromAListOrFromTheUrl() {
        List<HostAndPort> hosts = List.of(new HostAndPort("127.0.0.1", 1), new HostAndPort("::1", 3306));
        runner.withPropertyValues(
                        "async-mysql.hosts[0]=127.0.0.1:1",
                        "async-mysql.hosts[1]=[::1]",
                        "async-mysql.host-check-interval=200ms",
                        "async-mysql.replica-reads=true",
                        "async-mysql.replica-lag-limit=10s",
                        "async-mysql.replica-wait=300ms")
                .run(context -> {
                    assertThat(config(context).hosts()).isEqualTo(hosts);
                    assertThat(config(context).hostCheckInterval()).hasMillis(200);
                    assertThat(config(context).replicaReads()).isTrue();
                    assertThat(config(context).replicaLagLimit()).hasSeconds(10);
                    assertThat(config(context).replicaWait()).hasMillis(300);
                    assertThat(context.getBean(MySqlPool.class).hosts())
                            .extracting(HostState::address)
                            .isEqualTo(hosts);
                });
        runner.withPropertyValues("async-mysql.url=mysql://u@127.0.0.1:1,[::1]/d")
                .run(context -> assertThat(config(context).hosts()).isEqualTo(hosts));
        runner.withPropertyValues("async-mysql.hosts=127.0.0.1:1").run(context -> {
            assertThat(config(context).hosts()).containsExactly(hosts.get(0));
            assertThat(context.getBean(MySqlPool.class).hosts()).isEmpty();
        });
    }

    @Test
    void srvRecordsAreNamedByAKeyOrByTheUrl() {
        for (String property : List.of(
                "async-mysql.host=_mysql._tcp.example.org async-mysql.dns-srv=true",
                "async-mysql.url=mysql+srv://u@_mysql._tcp.example.org/d",
                "async-mysql.url=mysql://u@_mysql._tcp.example.org/d async-mysql.dns-srv=true")) {
            runner.withPropertyValues(property.split(" ")).run(context -> {
                assertThat(config(context).dnsSrv()).isTrue();
                assertThat(config(context).host()).isEqualTo("_mysql._tcp.example.org");
            });
        }
        runner.withPropertyValues(
                        "async-mysql.host=_mysql._tcp.example.org",
                        "async-mysql.dns-srv=true",
                        "async-mysql.pools.a.host=127.0.0.1",
                        "async-mysql.pools.b.database=x")
                .run(context -> {
                    assertThat(settings(context, "a").connection().dnsSrv())
                            .as("it has a host of its own")
                            .isFalse();
                    assertThat(settings(context, "b").connection().dnsSrv()).isTrue();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "async-mysql.port=3307, async-mysql.port",
        "'async-mysql.hosts=a,b', async-mysql.hosts",
        "async-mysql.socket=/run/mysqld.sock, async-mysql.socket"
    })
    void srvRecordsBesidesAnotherAddressAreRefused(String property, String name) {
        assertExclude("async-mysql.dns-srv", "true", property, name);
    }

    @ParameterizedTest
    @CsvSource({
        "async-mysql.host=c, async-mysql.host",
        "async-mysql.port=1, async-mysql.port",
        "async-mysql.url=mysql://u@127.0.0.1:1/d, async-mysql.url"
    })
    void aListOfHostsBesidesAnotherAddressIsRefused(String property, String name) {
        assertExclude("async-mysql.hosts", "a,b", property, name);
    }

    private void assertExclude(String one, String value, String property, String other) {
        runner.withPropertyValues(one + "=" + value, property).run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .isInstanceOfSatisfying(
                        MutuallyExclusiveConfigurationPropertiesException.class,
                        failure -> assertThat(failure.getConfiguredNames()).containsExactlyInAnyOrder(one, other)));
    }

    @ParameterizedTest
    @Covers("boot:14")
    @CsvSource(
            delimiter = '|',
            value = {
                "async-mysql.hosts=a,a|async-mysql.hosts",
                "async-mysql.dns-srv=true async-mysql.host=[::1]|async-mysql.dns-srv",
                "async-mysql.dns-srv=true async-mysql.url=mysql://a:3307/x|async-mysql.dns-srv",
                "async-mysql.hosts=a,b:x|async-mysql.hosts",
                "async-mysql.replica-wait=0|async-mysql.replica-wait",
                "async-mysql.host-check-interval=0|async-mysql.host-check-interval"
            })
    void namesThePropertyThatIsOutOfRange(String property, String name) {
        runner.withPropertyValues(property.split(" ")).run(context -> {
            Throwable failure = context.getStartupFailure();
            while (failure != null && !(failure instanceof InvalidConfigurationPropertyValueException)) {
                failure = failure.getCause();
            }
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            InvalidConfigurationPropertyValueException.class,
                            invalid -> assertThat(invalid.getName()).isEqualTo(name));
        });
    }

    /** An application that cannot reach any of them is told about each. */
    @Test
    void tellsAboutEachHostAtStartUp() {
        runner.withPropertyValues("async-mysql.fail-fast=true", "async-mysql.hosts=127.0.0.1:1,127.0.0.1:2")
                .run(context -> {
                    MySqlStartupException failure = startupFailure(context.getStartupFailure());
                    FailureAnalysis analysis = new MySqlStartupFailureAnalyzer(null).analyze(failure, failure);
                    assertThat(analysis.getDescription())
                            .startsWith("Could not connect to one of the MySQL servers at 127.0.0.1:1, 127.0.0.1:2: ")
                            .contains("127.0.0.1:1 cannot be reached: ", "127.0.0.1:2 cannot be reached: ");
                    assertThat(analysis.getAction()).contains("async-mysql.hosts");
                });
    }

    private static MySqlStartupException startupFailure(Throwable failure) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof MySqlStartupException)) {
            cause = cause.getCause();
        }
        assertThat(cause).isInstanceOf(MySqlStartupException.class);
        return (MySqlStartupException) cause;
    }
}
