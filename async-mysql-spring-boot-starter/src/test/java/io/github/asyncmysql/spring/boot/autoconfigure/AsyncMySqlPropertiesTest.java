package io.github.asyncmysql.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.Compression;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.NestedAcquire;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.ResetMode;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.ZeroDates;
import io.github.asyncmysql.testsupport.Covers;
import io.netty.pkitesting.CertificateBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.context.properties.source.MutuallyExclusiveConfigurationPropertiesException;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class AsyncMySqlPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AsyncMySqlAutoConfiguration.class, SslAutoConfiguration.class))
            .withPropertyValues("async-mysql.fail-fast=false", "async-mysql.pool.min-size=0");

    private static MySqlConfig config(AssertableApplicationContext context) {
        assertThat(context).hasNotFailed();
        return context.getBean(MySqlConfig.class);
    }

    @Test
    void withoutPropertiesTheDriversDefaultsApply() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(AsyncMySqlAutoConfiguration.class))
                .withPropertyValues("async-mysql.fail-fast=false")
                .run(context -> {
                    assertThat(config(context))
                            .usingRecursiveComparison()
                            .isEqualTo(MySqlConfig.builder().build());
                    assertThat(context.getBean(PoolConfig.class))
                            .usingRecursiveComparison()
                            .isEqualTo(PoolConfig.defaults());
                });
    }

    @Test
    @Covers("boot:13")
    void bindsEveryProperty(@TempDir Path directory) throws IOException {
        Path ca = Files.writeString(directory.resolve("ca.pem"), certificate());
        runner.withPropertyValues(
                        "async-mysql.host=127.0.0.1",
                        "async-mysql.port=1",
                        "async-mysql.username=app",
                        "async-mysql.password=pass",
                        "async-mysql.database=shop",
                        "async-mysql.ssl.mode=verify-ca",
                        "async-mysql.ssl.ca=" + ca,
                        "async-mysql.connect-timeout=1500",
                        "async-mysql.query-timeout=2m",
                        "async-mysql.echo=true",
                        "async-mysql.kill-on-timeout=false",
                        "async-mysql.compression=zlib",
                        "async-mysql.compression-level=7",
                        "async-mysql.zero-dates=round",
                        "async-mysql.use-affected-rows=true",
                        "async-mysql.session-time-zone=Europe/Berlin",
                        "async-mysql.statement-cache-size=12",
                        "async-mysql.statement-cache-sql-limit=13",
                        "async-mysql.resultset-metadata-lifetime=15s",
                        "async-mysql.pipelining-limit=14",
                        "async-mysql.max-packet-size=2MB",
                        "async-mysql.allow-public-key-retrieval=false",
                        "async-mysql.authentication-plugins=mysql_native_password",
                        "async-mysql.service-principal-name=mariadb/db.example.org@EXAMPLE.ORG",
                        "async-mysql.init-sql[0]=set @a = 1",
                        "async-mysql.init-sql[1]=set @b = 2",
                        "async-mysql.session-variables.wait_timeout=77",
                        "async-mysql.attributes.program_name=shop",
                        "async-mysql.event-loop-threads=1")
                .run(context -> {
                    MySqlConfig config = config(context);
                    assertThat(config.address()).isEqualTo("127.0.0.1:1");
                    assertThat(config.username()).isEqualTo("app");
                    assertThat(config.password()).isEqualTo("pass");
                    assertThat(config.database()).isEqualTo("shop");
                    assertThat(config.sslMode()).isEqualTo(SslMode.VERIFY_CA);
                    assertThat(config.sslCa()).isEqualTo(ca);
                    assertThat(config.connectTimeout()).isEqualTo(Duration.ofMillis(1500));
                    assertThat(config.queryTimeout()).isEqualTo(Duration.ofMinutes(2));
                    assertThat(config.echo() && !config.killOnTimeout()).isTrue();
                    assertThat(config.compression()).isEqualTo(Compression.ZLIB);
                    assertThat(config.compressionLevel()).isEqualTo(7);
                    assertThat(config.zeroDates()).isEqualTo(ZeroDates.ROUND);
                    assertThat(config.useAffectedRows()).isTrue();
                    assertThat(config.sessionTimeZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
                    assertThat(config.statementCacheSize()).isEqualTo(12);
                    assertThat(config.statementCacheSqlLimit()).isEqualTo(13);
                    assertThat(config.resultsetMetadataLifetime()).isEqualTo(Duration.ofSeconds(15));
                    assertThat(config.pipeliningLimit()).isEqualTo(14);
                    assertThat(config.maxPacketSize()).isEqualTo(2 << 20);
                    assertThat(config.allowPublicKeyRetrieval()).isFalse();
                    assertThat(config.initSql()).containsExactly("set @a = 1", "set @b = 2");
                    assertThat(config.sessionVariables()).hasToString("[SessionVariable[name=wait_timeout, value=77]]");
                    assertThat(config.authenticationPlugins()).containsExactly("mysql_native_password");
                    assertThat(config.servicePrincipalName()).isEqualTo("mariadb/db.example.org@EXAMPLE.ORG");
                    assertThat(config.attributes()).containsEntry("program_name", "shop");
                });
    }

    @Test
    @Covers({"boot:13", "pool:I3"})
    void bindsEveryPropertyOfThePool() {
        runner.withPropertyValues(
                        "async-mysql.port=1",
                        "async-mysql.pool.name=shop",
                        "async-mysql.pool.minSize=0",
                        "async-mysql.pool.max_size=7",
                        "async-mysql.pool.acquire-timeout=3s",
                        "async-mysql.pool.max-waiting=-1",
                        "async-mysql.pool.idle-timeout=1m",
                        "async-mysql.pool.max-lifetime=1h",
                        "async-mysql.pool.keepalive=0",
                        "async-mysql.pool.validate-after=500ms",
                        "async-mysql.pool.close-timeout=PT4S",
                        "async-mysql.pool.lazy-start=true",
                        "async-mysql.pool.acquire-margin=20ms",
                        "async-mysql.pool.slow-acquire-threshold=5s",
                        "async-mysql.pool.leakDetectionThreshold=1m",
                        "async-mysql.pool.leak-reclaim=true",
                        "async-mysql.pool.fail-while-down=true",
                        "async-mysql.pool.nested-acquire=refuse",
                        "async-mysql.pool.sharing-limit=4",
                        "async-mysql.pool.dns-check-interval=30s",
                        "async-mysql.pool.evict-errors=1234,1235",
                        "async-mysql.pool.keep-errors=1290",
                        "async-mysql.pool.register-mbeans=true",
                        "async-mysql.pool.on-release=always")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    PoolConfig pool = context.getBean(PoolConfig.class);
                    assertThat(pool.name()).isEqualTo("shop");
                    assertThat(pool.minSize()).isZero();
                    assertThat(pool.maxSize()).isEqualTo(7);
                    assertThat(pool.acquireTimeout()).isEqualTo(Duration.ofSeconds(3));
                    assertThat(pool.maxWaiting()).isEqualTo(-1);
                    assertThat(pool.idleTimeout()).isEqualTo(Duration.ofMinutes(1));
                    assertThat(pool.maxLifetime()).isEqualTo(Duration.ofHours(1));
                    assertThat(pool.keepalive()).isZero();
                    assertThat(pool.validateAfter()).isEqualTo(Duration.ofMillis(500));
                    assertThat(pool.closeTimeout()).isEqualTo(Duration.ofSeconds(4));
                    assertThat(pool.lazyStart()).isTrue();
                    assertThat(pool.acquireMargin()).isEqualTo(Duration.ofMillis(20));
                    assertThat(pool.slowAcquireThreshold()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(pool.leakDetectionThreshold()).isEqualTo(Duration.ofMinutes(1));
                    assertThat(pool.leakReclaim()).isTrue();
                    assertThat(pool.failWhileDown()).isTrue();
                    assertThat(pool.nestedAcquire()).isEqualTo(NestedAcquire.REFUSE);
                    assertThat(pool.sharingLimit()).isEqualTo(4);
                    assertThat(pool.dnsCheckInterval()).isEqualTo(Duration.ofSeconds(30));
                    assertThat(pool.evictErrors()).containsExactlyInAnyOrder(1234, 1235);
                    assertThat(pool.keepErrors()).containsExactly(1290);
                    assertThat(pool.registerMbeans()).isTrue();
                    assertThat(pool.onRelease()).isEqualTo(ResetMode.ALWAYS);
                });
    }

    @Test
    @Covers("boot:13")
    void settingsOfThePoolThatContradictEachOtherAreReportedUnderTheirProperty() {
        runner.withPropertyValues("async-mysql.pool.leak-reclaim=true").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("async-mysql.pool.leak-reclaim")
                .hasMessageContaining("leak-detection-threshold"));
    }

    @Test
    @Covers("boot:13")
    void bindsEnvironmentVariables() {
        runner.withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "systemEnvironment",
                                Map.of(
                                        "ASYNC_MYSQL_PORT",
                                        "1",
                                        "ASYNCMYSQL_POOL_MAXSIZE",
                                        "3",
                                        "ASYNCMYSQL_USERNAME",
                                        "x"))))
                .run(context -> {
                    assertThat(config(context).username()).isEqualTo("x");
                    assertThat(context.getBean(PoolConfig.class).maxSize()).isEqualTo(3);
                });
    }

    @Test
    void theWordServerLeavesTheTimeZoneOfTheServer() {
        runner.withPropertyValues("async-mysql.port=1", "async-mysql.session-time-zone=server")
                .run(context -> assertThat(config(context).sessionTimeZone()).isNull());
    }

    @Test
    void keysWinOverTheUrl() {
        runner.withPropertyValues(
                        "async-mysql.url=mysql://u:p@127.0.0.1:1/d?max-size=4&acquire-timeout=5s&connect-timeout=6s",
                        "async-mysql.password=other",
                        "async-mysql.pool.max-size=9",
                        "async-mysql.connect-timeout=7s")
                .run(context -> {
                    MySqlConfig config = config(context);
                    assertThat(config.host()).isEqualTo("127.0.0.1");
                    assertThat(config.port()).isEqualTo(1);
                    assertThat(config.username()).isEqualTo("u");
                    assertThat(config.password()).isEqualTo("other");
                    assertThat(config.database()).isEqualTo("d");
                    assertThat(config.connectTimeout()).hasSeconds(7);
                    assertThat(context.getBean(PoolConfig.class).maxSize()).isEqualTo(9);
                    assertThat(context.getBean(PoolConfig.class).acquireTimeout())
                            .hasSeconds(5);
                });
    }

    @ParameterizedTest
    @Covers("boot:14")
    @CsvSource({"async-mysql.host=h, async-mysql.host", "async-mysql.port=1, async-mysql.port"})
    void refusesAnAddressBesidesAUrl(String property, String name) {
        runner.withPropertyValues("async-mysql.url=mysql://u:hunter2@127.0.0.1:1/d", property)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOfSatisfying(
                                MutuallyExclusiveConfigurationPropertiesException.class,
                                failure -> assertThat(failure.getConfiguredNames())
                                        .containsExactlyInAnyOrder("async-mysql.url", name))
                        .hasMessageNotContaining("hunter2"));
    }

    @ParameterizedTest
    @Covers("boot:14")
    @CsvSource(
            delimiter = '|',
            value = {
                "async-mysql.port=70000|async-mysql.port",
                "async-mysql.host=a b|async-mysql.host",
                "async-mysql.connect-timeout=0|async-mysql.connect-timeout",
                "async-mysql.query-timeout=-1s|async-mysql.query-timeout",
                "async-mysql.session-time-zone=Mars/Crater|async-mysql.session-time-zone",
                "async-mysql.statement-cache-size=-1|async-mysql.statement-cache-size",
                "async-mysql.pipelining-limit=0|async-mysql.pipelining-limit",
                "async-mysql.max-packet-size=8GB|async-mysql.max-packet-size",
                "async-mysql.event-loop-threads=0|async-mysql.event-loop-threads",
                "async-mysql.pool.max-size=-1|async-mysql.pool.max-size",
                "async-mysql.pool.max-waiting=-2|async-mysql.pool.max-waiting",
                "async-mysql.pool.idle-timeout=-1s|async-mysql.pool.idle-timeout"
            })
    void namesThePropertyThatIsOutOfRange(String property, String name) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context).getFailure().satisfies(thrown -> assertThat(
                                cause(thrown, InvalidConfigurationPropertyValueException.class)
                                        .getName())
                        .isEqualTo(name)));
    }

    private static <T extends Throwable> T cause(Throwable thrown, Class<T> type) {
        Throwable current = thrown;
        while (current != null && !type.isInstance(current)) {
            current = current.getCause();
        }
        assertThat(current).as("cause of " + thrown).isInstanceOf(type);
        return type.cast(current);
    }

    @Test
    @Covers("boot:14")
    void namesBothSizesWhenTheyContradictEachOther() {
        runner.withPropertyValues("async-mysql.pool.min-size=5", "async-mysql.pool.max-size=4")
                .run(context -> {
                    InvalidConfigurationPropertyValueException failure =
                            cause(context.getStartupFailure(), InvalidConfigurationPropertyValueException.class);
                    assertThat(failure.getName()).isEqualTo("async-mysql.pool.min-size");
                    assertThat(failure.getReason())
                            .contains("async-mysql.pool.min-size", "async-mysql.pool.max-size", "(5)", "(4)");
                });
    }

    @ParameterizedTest
    @Covers("boot:14")
    @ValueSource(strings = {"async-mysql.ssl.ca", "async-mysql.server-public-key"})
    void namesThePropertyWhoseFileIsMissing(String property) {
        runner.withPropertyValues(property + "=/does/not/exist.pem", "async-mysql.ssl.mode=verify-ca")
                .run(context -> {
                    InvalidAsyncMySqlPropertyException failure =
                            cause(context.getStartupFailure(), InvalidAsyncMySqlPropertyException.class);
                    assertThat(failure.property()).isEqualTo(property);
                    assertThat(failure.reason()).contains("/does/not/exist.pem");
                });
    }

    @Test
    @Covers("boot:14")
    void namesTheKeyOfAnUnknownProperty() {
        runner.withPropertyValues("async-mysql.pool.maxx-size=5").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("async-mysql.pool.maxx-size"));
    }

    @Test
    @Covers({"boot:14", "boot:16"})
    void explainsAWrongUrlWithoutShowingIt() {
        runner.withPropertyValues("async-mysql.url=mysql://u:hunter2@127.0.0.1:1/d?max-sise=4")
                .run(context -> {
                    InvalidAsyncMySqlPropertyException failure =
                            cause(context.getStartupFailure(), InvalidAsyncMySqlPropertyException.class);
                    assertThat(failure.property()).isEqualTo("async-mysql.url");
                    assertThat(failure.reason()).contains("max-sise").doesNotContain("hunter2");
                });
    }

    @Test
    @Covers("boot:17")
    void usesASslBundle() {
        runner.withPropertyValues(
                        "async-mysql.port=1",
                        "async-mysql.ssl.bundle=db",
                        "spring.ssl.bundle.pem.db.truststore.certificate=" + certificate())
                .run(context -> {
                    assertThat(config(context).sslContext()).isNotNull();
                    assertThat(config(context).sslMode()).isEqualTo(SslMode.VERIFY_IDENTITY);
                });
    }

    @Test
    @Covers("boot:17")
    void anEmptyBundleNameMeansNone() {
        runner.withPropertyValues("async-mysql.port=1", "async-mysql.ssl.bundle=")
                .run(context -> assertThat(config(context).sslContext()).isNull());
    }

    @Test
    @Covers("boot:17")
    void anUnknownBundleFails() {
        runner.withPropertyValues("async-mysql.port=1", "async-mysql.ssl.bundle=nope")
                .run(context -> assertThat(cause(context.getStartupFailure(), NoSuchSslBundleException.class))
                        .hasMessageContaining("nope"));
    }

    @Test
    @Covers("boot:18")
    void refusesBundleOptionsThatWouldBeDropped() {
        runner.withPropertyValues(
                        "async-mysql.port=1",
                        "async-mysql.ssl.bundle=db",
                        "spring.ssl.bundle.pem.db.options.enabled-protocols=TLSv1.3",
                        "spring.ssl.bundle.pem.db.truststore.certificate=" + certificate())
                .run(context -> assertThat(
                                cause(context.getStartupFailure(), InvalidConfigurationPropertyValueException.class)
                                        .getName())
                        .isEqualTo("async-mysql.ssl.bundle"));
    }

    @Test
    @Covers("boot:14")
    void refusesBundleAndCaTogether() {
        runner.withPropertyValues("async-mysql.port=1", "async-mysql.ssl.bundle=db", "async-mysql.ssl.ca=/etc/ca.pem")
                .run(context -> assertThat(cause(
                                        context.getStartupFailure(),
                                        MutuallyExclusiveConfigurationPropertiesException.class)
                                .getConfiguredNames())
                        .containsExactlyInAnyOrder("async-mysql.ssl.bundle", "async-mysql.ssl.ca"));
    }

    private static String certificate() {
        try {
            return new CertificateBuilder()
                    .subject("CN=localhost")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned()
                    .getCertificatePEM();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
