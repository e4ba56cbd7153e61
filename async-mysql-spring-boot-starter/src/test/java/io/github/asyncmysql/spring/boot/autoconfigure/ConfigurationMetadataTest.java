package io.github.asyncmysql.spring.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

class ConfigurationMetadataTest {

    private final Map<String, Map<String, Object>> properties = readProperties();

    static Map<String, Map<String, Object>> readProperties() {
        try (InputStream metadata =
                AsyncMySqlProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            List<Map<String, Object>> list = JsonPath.parse(metadata).read("$.properties");
            Map<String, Map<String, Object>> byName = new TreeMap<>();
            list.forEach(property -> byName.put((String) property.get("name"), property));
            return byName;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    @Covers("boot:11")
    void everyPropertyHasTypeAndDescriptionInBootsStyle() {
        assertThat(properties).isNotEmpty().allSatisfy((name, property) -> {
            assertThat(property.get("type")).as("type of " + name).isNotNull();
            String description = (String) property.get("description");
            assertThat(description).as("description of " + name).isNotBlank().endsWith(".");
            assertThat(description).as("description of " + name).doesNotMatch("(?i)^(the|a|an) .*");
            if (property.get("type").equals("java.lang.Boolean")) {
                assertThat(description).as("description of " + name).startsWith("Whether ");
            }
        });
    }

    @Test
    @Covers("boot:11")
    void everyFieldOfThePropertiesHasAKey() {
        assertThat(properties.keySet())
                .containsAll(keys(
                        "async-mysql",
                        AsyncMySqlProperties.class,
                        "ssl",
                        "tcp",
                        "pool",
                        "health",
                        "transaction",
                        "observation"))
                .containsAll(keys("async-mysql.ssl", AsyncMySqlSslProperties.class))
                .containsAll(keys("async-mysql.tcp", AsyncMySqlTcpProperties.class))
                .containsAll(keys("async-mysql.pool", AsyncMySqlPoolProperties.class))
                .containsAll(keys("async-mysql.transaction", AsyncMySqlProperties.Transaction.class))
                .containsAll(keys("async-mysql.health", AsyncMySqlProperties.Health.class));
    }

    private static List<String> keys(String prefix, Class<?> type, String... nested) {
        return List.of(new BeanWrapperImpl(type).getPropertyDescriptors()).stream()
                .map(descriptor -> descriptor.getName())
                .filter(name -> !name.equals("class") && !List.of(nested).contains(name))
                .map(name -> prefix + "." + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .toList();
    }

    @Test
    @Covers("boot:12")
    void managementKeysHaveMetadata() {
        assertThat(properties)
                .containsKeys(
                        "management.health.async-mysql.enabled",
                        "management.info.async-mysql.enabled",
                        "management.endpoint.asyncmysql.access");
        assertThat(properties.get("management.endpoint.asyncmysql.access")).containsEntry("defaultValue", "read_only");
    }

    @Test
    @Covers("boot:11")
    void hintsAreForPropertiesThatExist() throws IOException {
        List<String> hinted;
        try (InputStream metadata =
                AsyncMySqlProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            hinted = JsonPath.parse(metadata).read("$.hints[*].name");
        }
        assertThat(hinted)
                .contains("async-mysql.url", "async-mysql.session-time-zone", "async-mysql.authentication-plugins")
                .allSatisfy(name -> assertThat(properties).containsKey(name.replaceAll("\\.(keys|values)$", "")));
    }

    @Test
    @Covers("boot:11")
    void defaultsAreThoseOfTheDriver() {
        MySqlConfig config = MySqlConfig.builder().build();
        PoolConfig pool = PoolConfig.defaults();

        assertThat(defaultOf("host")).isEqualTo(config.host());
        assertThat(defaultOf("port")).isEqualTo(config.port());
        assertThat(defaultOf("username")).isEqualTo(config.username());
        assertThat(defaultOf("transport")).hasToString(config.transport().name().toLowerCase(Locale.ROOT));
        assertThat(defaultOf("tcp.keep-alive")).isEqualTo(config.tcpKeepAlive());
        assertThat(durationOf("tcp.keep-alive-idle")).isEqualTo(config.tcpKeepAliveIdle());
        assertThat(durationOf("tcp.keep-alive-interval")).isEqualTo(config.tcpKeepAliveInterval());
        assertThat(defaultOf("tcp.keep-alive-count")).isEqualTo(config.tcpKeepAliveCount());
        assertThat(durationOf("tcp.user-timeout")).isEqualTo(config.tcpUserTimeout());
        assertThat(durationOf("connect-timeout")).isEqualTo(config.connectTimeout());
        assertThat(durationOf("query-timeout")).isEqualTo(config.queryTimeout());
        assertThat(defaultOf("echo")).isEqualTo(config.echo());
        assertThat(defaultOf("kill-on-timeout")).isEqualTo(config.killOnTimeout());
        assertThat(defaultOf("use-affected-rows")).isEqualTo(config.useAffectedRows());
        assertThat(defaultOf("session-time-zone")).isEqualTo("UTC");
        assertThat(config.sessionTimeZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(defaultOf("statement-cache-size")).isEqualTo(config.statementCacheSize());
        assertThat(defaultOf("statement-cache-sql-limit")).isEqualTo(config.statementCacheSqlLimit());
        assertThat(durationOf("resultset-metadata-lifetime")).isEqualTo(config.resultsetMetadataLifetime());
        assertThat(defaultOf("pipelining-limit")).isEqualTo(config.pipeliningLimit());
        assertThat(DataSize.parse((String) defaultOf("max-packet-size")).toBytes())
                .isEqualTo(config.maxPacketSize());
        assertThat(defaultOf("compression"))
                .hasToString(config.compression().name().toLowerCase(Locale.ROOT));
        assertThat(defaultOf("compression-level")).isEqualTo(config.compressionLevel());
        assertThat(defaultOf("zero-dates"))
                .hasToString(config.zeroDates().name().toLowerCase(Locale.ROOT));
        assertThat(defaultOf("pool.name")).isEqualTo(pool.name());
        assertThat(defaultOf("pool.min-size")).isEqualTo(pool.minSize());
        assertThat(defaultOf("pool.max-size")).isEqualTo(pool.maxSize());
        assertThat(durationOf("pool.acquire-timeout")).isEqualTo(pool.acquireTimeout());
        assertThat(defaultOf("pool.max-waiting")).isEqualTo(pool.maxWaiting());
        assertThat(durationOf("pool.idle-timeout")).isEqualTo(pool.idleTimeout());
        assertThat(durationOf("pool.max-lifetime")).isEqualTo(pool.maxLifetime());
        assertThat(durationOf("pool.keepalive")).isEqualTo(pool.keepalive());
        assertThat(durationOf("pool.validate-after")).isEqualTo(pool.validateAfter());
        assertThat(durationOf("pool.close-timeout")).isEqualTo(pool.closeTimeout());
        assertThat(defaultOf("pool.on-release"))
                .hasToString(pool.onRelease().name().toLowerCase(Locale.ROOT));
        assertThat(defaultOf("pool.lazy-start")).isEqualTo(pool.lazyStart());
        assertThat(durationOf("pool.acquire-margin")).isEqualTo(pool.acquireMargin());
        assertThat(durationOf("pool.slow-acquire-threshold")).isEqualTo(pool.slowAcquireThreshold());
        assertThat(durationOf("pool.leak-detection-threshold")).isEqualTo(pool.leakDetectionThreshold());
        assertThat(defaultOf("pool.leak-reclaim")).isEqualTo(pool.leakReclaim());
        assertThat(defaultOf("pool.fail-while-down")).isEqualTo(pool.failWhileDown());
        assertThat(defaultOf("pool.nested-acquire"))
                .hasToString(pool.nestedAcquire().name().toLowerCase(Locale.ROOT));
        assertThat(defaultOf("pool.sharing-limit")).isEqualTo(pool.sharingLimit());
        assertThat(durationOf("pool.dns-check-interval")).isEqualTo(pool.dnsCheckInterval());
        assertThat(pool.evictErrors()).isEmpty();
        assertThat(pool.keepErrors()).isEmpty();
        assertThat(pool.registerMbeans()).isFalse();
        assertThat(durationOf("health.timeout"))
                .isEqualTo(new AsyncMySqlProperties().getHealth().getTimeout());
    }

    private Object defaultOf(String key) {
        return properties.get("async-mysql." + key).get("defaultValue");
    }

    private Duration durationOf(String key) {
        return DurationStyle.detectAndParse((String) defaultOf(key));
    }

    @Test
    @Covers("boot:9")
    void theImportsNameExactlyTheAutoConfigurations() throws IOException {
        String imports;
        try (InputStream resource = AsyncMySqlProperties.class.getResourceAsStream(
                "/META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports")) {
            imports = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(imports.lines())
                .containsExactly(
                        "io.github.asyncmysql.spring.boot.actuate.AsyncMySqlEndpointAutoConfiguration",
                        "io.github.asyncmysql.spring.boot.actuate.AsyncMySqlHealthAutoConfiguration",
                        "io.github.asyncmysql.spring.boot.actuate.AsyncMySqlInfoAutoConfiguration",
                        "io.github.asyncmysql.spring.boot.actuate.AsyncMySqlMetricsAutoConfiguration",
                        "io.github.asyncmysql.spring.boot.actuate.AsyncMySqlObservationAutoConfiguration",
                        AsyncMySqlAutoConfiguration.class.getName(),
                        AsyncMySqlTransactionAutoConfiguration.class.getName(),
                        "io.github.asyncmysql.spring.boot.init.AsyncMySqlInitializationAutoConfiguration",
                        "io.github.asyncmysql.spring.boot.json.AsyncMySqlJsonAutoConfiguration");
    }
}
