package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Settings out of range are refused by name, and the password is in no text. */
class SettingsTest {

    private record Refused(String setting, Runnable attempt) {}

    @TestFactory
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
                        new Refused("name", () -> PoolConfig.builder().name(" ")),
                        new Refused("host", () -> MySqlConfig.builder().host("a b")),
                        new Refused("port", () -> MySqlConfig.builder().port(0)),
                        new Refused("port", () -> MySqlConfig.builder().port(65_536)),
                        new Refused("username", () -> MySqlConfig.builder().username("a\0b")),
                        new Refused("password", () -> MySqlConfig.builder().password("a\0b")),
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
    void loopbackIsTrustedWithoutBeingAsked() {
        for (String host : List.of("localhost", "127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1")) {
            MySqlConfig config = MySqlConfig.builder().host(host).build();
            assertThat(config.sslMode()).as(host).isEqualTo(SslMode.PREFERRED);
            assertThat(config.allowPublicKeyRetrieval()).as(host).isTrue();
        }
        for (String host : List.of("localhost.example.org", "128.0.0.1", "127.0.0.1.example.org", "::2")) {
            assertThat(MySqlConfig.builder().host(host).build().sslMode())
                    .as(host)
                    .isEqualTo(SslMode.VERIFY_IDENTITY);
        }
    }

    @Test
    void thePasswordIsInNoText() {
        MySqlConfig config = MySqlConfig.builder().password("secret-word").build();
        assertThat(config.toString()).doesNotContain("secret-word").contains("root@localhost:3306");
    }
}
