package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.MySqlUrl;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.driver.FakeHost.Mood;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records that are missing, wrong, late and changing, and what callers are told. */
@Timeout(120)
class DnsSrvTest {

    private static final String NAME = "_mysql._tcp.shop.example";

    @RegisterExtension
    final HostileCase hostile = new HostileCase(InetAddress::getAllByName, name -> this.records.get(name));

    private volatile Records records = name -> List.of();

    /** What a look-up says. */
    private interface Records {

        List<String> get(String name) throws IOException;
    }

    private MySqlPool pool(PoolConfig.Builder settings) {
        return pool(MySqlConfig.builder().sslMode(SslMode.DISABLED), settings);
    }

    private MySqlPool pool(MySqlConfig.Builder builder, PoolConfig.Builder settings) {
        MySqlConfig config = builder.host(NAME)
                .dnsSrv(true)
                .hostCheckInterval(Duration.ofMillis(50))
                .username("app")
                .password(HostileCase.PASSWORD)
                .build();
        return AsyncMySql.pool(config, settings.build(), hostile.resources());
    }

    private static PoolConfig.Builder settings() {
        return PoolConfig.builder().name("orders").minSize(0).maxSize(4).acquireTimeout(Duration.ofSeconds(30));
    }

    private static String record(FakeHost host) {
        return "0 0 " + host.address().port() + " " + host.address().host() + ".";
    }

    private static int where(MySqlPool pool) {
        return pool.sql("select @@port").query(Integer.class).single().join();
    }

    private static List<HostAndPort> addresses(MySqlPool pool) {
        return pool.hosts().stream().map(HostState::address).toList();
    }

    private void isTold(Records answer, Reason reason, String why) {
        records = answer;
        try (MySqlPool pool = pool(settings().acquireTimeout(Duration.ofMillis(500)))) {
            Awaitility.await().until(() -> pool.stats().lastConnectFailure() != null);
            assertThatThrownBy(() -> where(pool))
                    .cause()
                    .isInstanceOfSatisfying(MySqlPoolException.class, refused -> {
                        assertThat(refused.reason()).isEqualTo(reason);
                        assertThat(refused.getCause()).isNotNull();
                    })
                    .hasMessageContaining(why);
            assertThat(pool.hosts()).isEmpty();
            assertThat(pool.stats().down()).isTrue();
            assertThat(pool.stats().lastConnectFailure()).hasMessageContaining("dns-srv");
        }
    }

    @Test
    void whoeverHasNoHostsIsToldWhy() {
        isTold(name -> List.of(), Reason.DOWN, "no host takes writes; dns-srv: " + NAME + " has no SRV records");
        isTold(name -> List.of("x"), Reason.DOWN, "dns-srv: " + NAME + " has an SRV record that is not a priority");
        isTold(
                name -> {
                    throw new UnknownHostException(name);
                },
                Reason.DOWN,
                "dns-srv: there is no name " + NAME);
        isTold(
                name -> {
                    throw new IOException("DNS: timed out");
                },
                Reason.TIMEOUT,
                "dns-srv: " + NAME + " cannot be looked up: DNS: timed out");
        isTold(
                name -> List.of("0 0 0 ."),
                Reason.TIMEOUT,
                "dns-srv: " + NAME + " is not available, as its SRV record says");
    }

    @Test
    void aLookUpThatHangsHoldsUpNobodyElse() throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(1);
        try (FakeHost host = new FakeHost(Mood.WRITABLE)) {
            records = name -> {
                try {
                    answered.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return List.of(record(host));
            };
            // The canary of the case asks on the same event loop all the time.
            try (MySqlPool pool = pool(settings().acquireTimeout(Duration.ofMillis(500)))) {
                assertThatThrownBy(() -> where(pool))
                        .hasMessageContaining(
                                "no host takes writes within acquire-timeout (PT0.5S); no host is known yet");
                answered.countDown();
                Awaitility.await()
                        .ignoreExceptions()
                        .until(() -> where(pool) == host.address().port());
            }
        }
    }

    /** Whatever was done to the hosts that there were is done to those that come. */
    @Test
    void newHostsAreTreatedAsTheOthersWere() {
        try (FakeHost first = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.READ_ONLY)) {
            records = name -> List.of(record(first));
            try (MySqlPool pool = pool(settings())) {
                assertThat(where(pool)).isEqualTo(first.address().port());
                pool.resize(0, 3);
                pool.rotateCredentials(new Credentials("app", HostileCase.PASSWORD))
                        .join();
                pool.suspend(MySqlPool.Suspension.REFUSE);
                records = name -> List.of(record(first), record(second));
                Awaitility.await().until(() -> pool.hosts().size() == 2);
                assertThat(pool.hosts()).allSatisfy(host -> {
                    assertThat(host.stats().maxSize()).isEqualTo(3);
                    assertThat(host.stats().suspended()).isTrue();
                });
                pool.resume();
                assertThat(where(pool)).isEqualTo(first.address().port());
            }
        }
    }

    @Test
    void aHostThatIsGoneIsLeftAndNothingOfItRemains() {
        try (FakeHost first = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.WRITABLE)) {
            records = name -> List.of(record(first));
            try (MySqlPool pool = pool(settings().minSize(2))) {
                assertThat(where(pool)).isEqualTo(first.address().port());
                long created = pool.totals().created();
                records = name -> List.of(record(second));
                Awaitility.await().until(() -> addresses(pool).equals(List.of(second.address())));
                assertThat(where(pool)).isEqualTo(second.address().port());
                Awaitility.await()
                        .until(() -> pool.stats().size() == 2 && pool.stats().idle() == 2);
                assertThat(pool.totals().created()).isGreaterThan(created);
                assertThat(pool.stats().created()).isEqualTo(pool.totals().created());
                records = name -> {
                    throw new UnknownHostException(name);
                };
                assertThat(where(pool))
                        .as("no answer changes nothing")
                        .isEqualTo(second.address().port());
            }
        }
    }

    /** Whoever answers for DNS could name a host of his own, for which he has a certificate of an authority that all trust. */
    @Test
    void withPublicAuthoritiesHostsHaveToLieInTheDomain() {
        records = name -> List.of("0 0 3306 db.evil.example.net.");
        try (MySqlPool pool = pool(MySqlConfig.builder(), settings())) {
            assertThatThrownBy(() -> where(pool))
                    .hasMessageContaining("dns-srv: " + NAME + " names db.evil.example.net, which is not in its domain")
                    .hasMessageContaining("ssl-ca");
        }
    }

    @Test
    void aConnectionWithoutAPoolIsToOneHost() {
        MySqlConfig config =
                MySqlUrl.parse("mysql+srv://app@" + NAME + "/x").config().build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AsyncMySql.connect(config, hostile.resources()))
                .withMessageStartingWith("dns-srv");
    }
}
