package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState;
import io.github.asyncmysql.HostState.Role;
import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlUrl;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.driver.FakeHost.Mood;
import io.github.asyncmysql.testsupport.BlackHole;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several hosts that refuse, hang, break off and change their minds, over loopback. */
@Timeout(120)
class SeveralHostsTest {

    /** So that nothing but what happens to statements has hosts checked. */
    private static final Duration NEVER = Duration.ofHours(1);

    private static final Duration OFTEN = Duration.ofMillis(100);
    private static final String INSERT = "insert into t values (1)";
    private static final String WHERE = "select @@port";

    @RegisterExtension
    final HostileCase hostile = new HostileCase();

    private MySqlPool pool(Duration interval, PoolConfig.Builder settings, HostAndPort... hosts) {
        return pool(MySqlConfig.builder(), interval, settings, hosts);
    }

    private MySqlPool pool(
            MySqlConfig.Builder builder, Duration interval, PoolConfig.Builder settings, HostAndPort... hosts) {
        MySqlConfig config = builder.hosts(List.of(hosts))
                .hostCheckInterval(interval)
                .username("app")
                .password(HostileCase.PASSWORD)
                .sslMode(SslMode.DISABLED)
                .build();
        return AsyncMySql.pool(config, settings.build(), hostile.resources());
    }

    private static PoolConfig.Builder settings() {
        return PoolConfig.builder().name("orders").minSize(0).maxSize(4).acquireTimeout(Duration.ofSeconds(30));
    }

    private static int where(MySqlClient client) {
        return client.sql(WHERE).query(Integer.class).single().join();
    }

    private static List<Role> roles(MySqlPool pool) {
        return pool.hosts().stream().map(HostState::role).toList();
    }

    @Test
    void aWriteThatTheOldPrimaryRefusesIsExecutedByTheNewOneOnce() {
        try (FakeHost first = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.READ_ONLY);
                MySqlPool pool = pool(NEVER, settings(), first.address(), second.address())) {
            assertThat(where(pool)).isEqualTo(first.address().port());
            first.become(Mood.READ_ONLY);
            second.become(Mood.WRITABLE);
            UpdateResult result = pool.sql(INSERT).update().join();
            assertThat(result.affectedRows()).isEqualTo(1);
            assertThat(first.statements()).containsExactly(WHERE, INSERT);
            assertThat(second.statements()).containsExactly(INSERT);
            assertThat(roles(pool)).containsExactly(Role.REPLICA, Role.PRIMARY);
        }
    }

    @Test
    void aProcedureThatIsRefusedHalfwayIsNotCalledAgain() {
        try (FakeHost first = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.READ_ONLY);
                MySqlPool pool = pool(NEVER, settings(), first.address(), second.address())) {
            where(pool);
            first.become(Mood.READ_ONLY);
            second.become(Mood.WRITABLE);
            assertThatThrownBy(pool.sql("call close_month()").update()::join)
                    .hasCauseInstanceOf(MySqlServerException.class);
            Awaitility.await().until(() -> roles(pool).get(1) == Role.PRIMARY);
            assertThat(second.statements()).isEmpty();
        }
    }

    @Test
    void ofSeveralStatementsInOneTextNoneIsExecutedAgain() {
        try (FakeHost first = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.READ_ONLY);
                MySqlPool pool = pool(
                        MySqlConfig.builder().multiStatements(true),
                        NEVER,
                        settings(),
                        first.address(),
                        second.address())) {
            where(pool);
            first.become(Mood.READ_ONLY);
            second.become(Mood.WRITABLE);
            assertThatThrownBy(pool.sql("insert into t values (1); insert into t values (2)")
                            .update()::join)
                    .hasCauseInstanceOf(MySqlServerException.class);
            Awaitility.await().until(() -> roles(pool).get(1) == Role.PRIMARY);
            assertThat(second.statements()).isEmpty();
        }
    }

    @Test
    void whatIsRefusedWithinATransactionOrOnABorrowedConnectionIsNotRepeated() {
        try (FakeHost first = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.READ_ONLY);
                MySqlPool pool = pool(NEVER, settings(), first.address(), second.address())) {
            MySqlConnection borrowed = pool.acquire().join();
            // Leaves a connection idle that the transaction need not wait for.
            where(pool);
            first.become(Mood.READ_ONLY);
            second.become(Mood.WRITABLE);
            CompletableFuture<UpdateResult> work =
                    pool.withTransaction(transaction -> transaction.sql(INSERT).update());
            CompletableFuture<UpdateResult> use = borrowed.sql(INSERT).update();
            for (CompletableFuture<UpdateResult> failed : List.of(work, use)) {
                assertThatThrownBy(failed::join).hasCauseInstanceOf(MySqlServerException.class);
            }
            borrowed.close();
            Awaitility.await().until(() -> roles(pool).get(1) == Role.PRIMARY);
            assertThat(pool.withTransaction(
                                    transaction -> transaction.sql(INSERT).update())
                            .join()
                            .affectedRows())
                    .as("the next one goes to the new primary")
                    .isEqualTo(1);
            assertThat(second.statements()).filteredOn(INSERT::equals).hasSize(1);
        }
    }

    @Test
    void aHostThatNobodyListensOnIsPassedBy() {
        try (FakeHost gone = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.WRITABLE)) {
            gone.close();
            try (MySqlPool pool = pool(OFTEN, settings(), gone.address(), second.address())) {
                assertThat(where(pool)).isEqualTo(second.address().port());
                HostState first = pool.hosts().get(0);
                assertThat(first.role()).isEqualTo(Role.NONE);
                assertThat(first.reachable()).isFalse();
                assertThat(first.detail()).startsWith("cannot be reached: ");
            }
        }
    }

    @Test
    void aHostThatTakesNoConnectionAndRefusesNoneIsPassedBy() {
        try (BlackHole hole = BlackHole.open("127.0.0.1");
                FakeHost second = new FakeHost(Mood.WRITABLE);
                MySqlPool pool = pool(OFTEN, settings(), new HostAndPort("127.0.0.1", hole.port()), second.address())) {
            assertThat(where(pool)).isEqualTo(second.address().port());
        }
    }

    /** All connections of the primary are on loan when it falls silent: whoever waits for one is served elsewhere. */
    @Test
    void whoWaitsForAConnectionToAPrimaryThatHangsIsServedByTheNextOne() {
        try (FakeHost first = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.READ_ONLY);
                MySqlPool pool = pool(OFTEN, settings().maxSize(1), first.address(), second.address())) {
            MySqlConnection only = pool.acquire().join();
            CompletableFuture<Integer> statement =
                    pool.sql(WHERE).query(Integer.class).single();
            CompletableFuture<MySqlConnection> lease = pool.acquire();
            CompletableFuture<Integer> work = pool.withConnection(
                    connection -> connection.sql(WHERE).query(Integer.class).single());
            first.become(Mood.SILENT);
            second.become(Mood.WRITABLE);
            int port = second.address().port();
            assertThat(statement.join()).isEqualTo(port);
            try (MySqlConnection elsewhere = lease.join()) {
                assertThat(elsewhere.sql(WHERE).query(Integer.class).single().join())
                        .isEqualTo(port);
            }
            assertThat(work.join()).isEqualTo(port);
            pool.evict(only);
            pool.release(only);
        }
    }

    @Test
    void withoutAPrimaryCallersAreToldAboutEachHostAndNothingWasSent() {
        try (FakeHost gone = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.READ_ONLY)) {
            gone.close();
            Duration limit = Duration.ofMillis(300);
            try (MySqlPool pool = pool(OFTEN, settings().acquireTimeout(limit), gone.address(), second.address())) {
                Awaitility.await().until(() -> pool.hosts().stream()
                        .noneMatch(host -> String.valueOf(host.detail()).contains("not been checked")));
                for (CompletableFuture<?> call : Stream.of(
                                pool.sql(INSERT).update(),
                                pool.acquire(),
                                pool.withTransaction(
                                        transaction -> transaction.sql(INSERT).update()),
                                pool.sql(INSERT).batch(List.of(List.of(), List.of())))
                        .toList()) {
                    assertThatThrownBy(call::join)
                            .cause()
                            .isInstanceOfSatisfying(MySqlPoolException.class, refused -> {
                                assertThat(refused.reason()).isEqualTo(Reason.TIMEOUT);
                                assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
                            })
                            .hasMessageContaining("Pool orders: no host takes writes within acquire-timeout (PT0.3S)")
                            .hasMessageContaining(gone.address() + " cannot be reached: ")
                            .hasMessageContaining(second.address() + " is read-only");
                }
                assertThat(second.statements()).doesNotContain(INSERT);
                assertThat(pool.stats().down()).isTrue();
                assertThat(pool.tryAcquire()).isEmpty();
                assertThatThrownBy(() -> pool.ping().join())
                        .as("a ping does not wait")
                        .cause()
                        .isInstanceOfSatisfying(MySqlPoolException.class, refused -> assertThat(refused.reason())
                                .isEqualTo(Reason.DOWN));
            }
        }
    }

    @Test
    void aConnectionGoesBackToTheHostThatItIsFrom() {
        try (FakeHost first = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.READ_ONLY);
                MySqlPool pool = pool(OFTEN, settings(), first.address(), second.address());
                MySqlPool other = pool(NEVER, settings().name("other"), first.address(), second.address())) {
            MySqlConnection old = pool.acquire().join();
            first.become(Mood.READ_ONLY);
            second.become(Mood.WRITABLE);
            Awaitility.await().until(() -> roles(pool).get(1) == Role.PRIMARY);
            MySqlConnection current = pool.acquire().join();
            assertThat(pool.stats().inUse()).isEqualTo(2);
            assertThat(pool.hosts().stream().map(host -> host.stats().inUse())).containsExactly(1, 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> other.release(current))
                    .withMessageContaining("not from pool other");
            pool.release(old);
            pool.detach(current);
            assertThat(pool.stats().inUse()).isZero();
            assertThat(pool.totals().acquired()).isEqualTo(2);
            current.close();
        }
    }

    @Test
    void settingsThatAreChangedCountForAllHosts() {
        try (FakeHost first = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.READ_ONLY);
                MySqlPool pool = pool(NEVER, settings(), first.address(), second.address())) {
            pool.resize(1, 3);
            assertThat(pool.maxSize()).isEqualTo(3);
            assertThat(pool.hosts().stream().map(host -> host.stats().maxSize()))
                    .containsExactly(3, 3);
            assertThat(pool.stats().maxSize()).isEqualTo(6);
            assertThat(pool.config().failWhileDown()).isFalse();
            pool.warmUp().join();
            Awaitility.await().until(() -> pool.stats().idle() == 2);
            pool.clear().join();
            Awaitility.await().until(() -> pool.stats().idle() == 2);
        }
    }

    @Test
    void aFutureThatIsCancelledWhileItWaitsForAPrimaryLeavesNothing() {
        try (FakeHost only = new FakeHost(Mood.READ_ONLY);
                FakeHost other = new FakeHost(Mood.READ_ONLY);
                MySqlPool pool = pool(OFTEN, settings(), only.address(), other.address())) {
            CompletableFuture<UpdateResult> write = pool.sql(INSERT).update();
            CompletableFuture<MySqlConnection> lease = pool.acquire();
            write.cancel(false);
            lease.cancel(false);
            other.become(Mood.WRITABLE);
            assertThat(where(pool)).isEqualTo(other.address().port());
            assertThat(other.statements()).containsExactly(WHERE);
            assertThat(pool.stats().inUse()).isZero();
            assertThat(pool.stats().waiting()).isZero();
        }
    }

    @Test
    void readsGoToReplicasWhereThatIsAskedForAndSwitchedOn() {
        try (FakeHost first = new FakeHost(Mood.WRITABLE);
                FakeHost second = new FakeHost(Mood.READ_ONLY)) {
            MySqlConfig.Builder on = MySqlConfig.builder().replicaReads(true);
            int primary = first.address().port();
            int replica = second.address().port();
            try (MySqlPool pool = pool(on, NEVER, settings(), first.address(), second.address())) {
                assertThat(where(pool)).isEqualTo(primary);
                Awaitility.await().until(() -> roles(pool).get(1) == Role.REPLICA);
                assertThat(where(pool)).isEqualTo(primary);
                assertThat(where(pool.replicas())).isEqualTo(replica);
                assertThat(pool.withTransaction(TransactionOptions.READ_ONLY, transaction -> transaction
                                        .sql(WHERE)
                                        .query(Integer.class)
                                        .single())
                                .join())
                        .isEqualTo(replica);
                assertThat(pool.withTransaction(transaction -> transaction
                                        .sql(WHERE)
                                        .query(Integer.class)
                                        .single())
                                .join())
                        .isEqualTo(primary);
                assertThat(pool.replicas().sql(INSERT).update().join().affectedRows())
                        .as("a replica refuses it, the primary does not")
                        .isEqualTo(1);
                assertThat(first.statements()).filteredOn(INSERT::equals).hasSize(1);
            }
            try (MySqlPool pool = pool(NEVER, settings(), first.address(), second.address())) {
                where(pool);
                Awaitility.await().until(() -> roles(pool).get(1) == Role.REPLICA);
                assertThat(where(pool.replicas())).as("off by default").isEqualTo(primary);
                assertThat(pool.withTransaction(TransactionOptions.READ_ONLY, transaction -> transaction
                                        .sql(WHERE)
                                        .query(Integer.class)
                                        .single())
                                .join())
                        .isEqualTo(primary);
            }
        }
    }

    @Test
    void aConnectionWithoutAPoolIsToOneHost() {
        MySqlConfig config = MySqlUrl.parse("mysql://app@a,b/x").config().build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AsyncMySql.connect(config, hostile.resources()))
                .withMessageStartingWith("hosts");
    }

    @Test
    void closingWhileThereIsNoPrimaryEndsEverything() {
        try (FakeHost first = new FakeHost(Mood.READ_ONLY);
                FakeHost silent = new FakeHost(Mood.SILENT)) {
            MySqlPool pool = pool(OFTEN, settings().minSize(1), first.address(), silent.address());
            CompletableFuture<UpdateResult> write = pool.sql(INSERT).update();
            pool.close();
            assertThatThrownBy(write::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(MySqlPoolException.class, refused -> assertThat(refused.reason())
                            .isEqualTo(Reason.CLOSED));
            assertThat(pool.isClosed()).isTrue();
            assertThatThrownBy(() -> pool.sql(INSERT).update().join()).hasCauseInstanceOf(MySqlException.class);
        }
    }
}
