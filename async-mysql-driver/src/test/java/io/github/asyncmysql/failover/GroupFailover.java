package io.github.asyncmysql.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.testsupport.TestServer;
import io.github.asyncmysql.testsupport.TestServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The primary of a group of three is killed under load, again and again. Not part of the build: profile {@code failover}. */
class GroupFailover {

    private static final int ROUNDS = Integer.getInteger("failover.rounds", 3);
    private static final int CALLERS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** Between a failure and the caller's next attempt. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private static final Duration WARM = Duration.ofSeconds(2);
    private static final long MOST_AFTER_ELECTION_MILLIS = 2_000;
    private static final Path PAGE = Path.of("../docs/several-hosts.md");

    /** What callers were told about each number that they inserted. */
    private final Set<Integer> done = ConcurrentHashMap.newKeySet();

    private final Set<Integer> notDone = ConcurrentHashMap.newKeySet();
    private final Set<Integer> unknown = ConcurrentHashMap.newKeySet();
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong lastDone = new AtomicLong();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicLong running = new AtomicLong();

    private void insert(MySqlPool pool) {
        if (stopping.get()) {
            running.decrementAndGet();
            return;
        }
        int number = (int) next.incrementAndGet();
        pool.sql("insert into ledger values (?)").params(number).update().whenComplete((result, failure) -> {
            if (failure == null) {
                done.add(number);
                lastDone.set(System.nanoTime());
            } else if (failure instanceof MySqlException known && known.outcome() != Outcome.UNKNOWN) {
                notDone.add(number);
            } else {
                unknown.add(number);
            }
            if (failure == null) {
                insert(pool);
            } else {
                CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(() -> insert(pool));
            }
        });
    }

    @Test
    void noAcknowledgedWriteIsLostAndWritesGoOnSoonAfterTheElection() throws IOException {
        TestServer newest = newest();
        List<String> rows = new ArrayList<>();
        try (Group group = Group.start(newest);
                MySqlPool pool = open(group.addresses(), group.any())) {
            pool.sql("create table ledger (id int primary key)").update().join();
            for (int round = 1; round <= ROUNDS; round++) {
                rows.add(round(round, group, pool));
            }
        }
        write("members", rows, newest);
    }

    /**
     * The router knows nothing of roles: between the kill and the election, and when a member is back in front of the primary, it
     * leads to servers that take no writes.
     */
    @Test
    void behindMySqlRouterWhatLandsOnSecondariesIsToldAndNothingIsLost() throws IOException {
        TestServer newest = newest();
        List<String> rows = new ArrayList<>();
        try (Group group = Group.start(newest);
                MySqlRouter router = MySqlRouter.firstAvailable(group.addresses());
                MySqlPool pool = open(List.of(router.address()), group.any())) {
            pool.sql("create table ledger (id int primary key)").update().join();
            for (int round = 1; round <= ROUNDS; round++) {
                int before = notDone.size();
                rows.add(round(round, group, pool));
                assertThat(notDone.size()).as("refused before the election").isGreaterThan(before);
                if (round % 2 == 1) {
                    writesLandOnASecondary(router, group);
                }
            }
        }
        write("router", rows, newest);
    }

    /** The first member is back, and the second one is the primary. */
    private static void writesLandOnASecondary(MySqlRouter router, Group group) {
        try (MySqlPool pool = open(List.of(router.address()), group.any())) {
            assertThatThrownBy(pool.sql("insert into ledger values (-1)").update()::join)
                    .cause()
                    .isInstanceOfSatisfying(MySqlServerException.class, refused -> {
                        assertThat(refused.isReadOnlyServer()).isTrue();
                        assertThat(refused.outcome()).isEqualTo(Outcome.NOT_EXECUTED);
                    });
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> pool.totals().closed().get(CloseReason.READ_ONLY) > 0);
            assertThat(pool.sql("select count(*) from ledger where id = -1")
                            .query(Integer.class)
                            .single()
                            .join())
                    .as("reads go on")
                    .isZero();
        }
    }

    private static TestServer newest() {
        return TestServers.all().stream()
                .filter(server -> server.isMySql() && server.versionAtLeast(8, 4))
                .findFirst()
                .orElseThrow(() -> new AssertionError("group replication needs MySQL 8.4 or later"));
    }

    private static MySqlPool open(List<HostAndPort> hosts, TestServer any) {
        MySqlConfig config = MySqlConfig.builder()
                .hosts(hosts)
                .username(any.username())
                .password(any.password())
                .database(any.database())
                .build();
        return AsyncMySql.open(
                        config,
                        PoolConfig.builder().maxSize(8).acquireTimeout(PATIENCE).build())
                .join();
    }

    private String round(int number, Group group, MySqlPool pool) {
        long before = done.size();
        stopping.set(false);
        for (int i = 0; i < CALLERS; i++) {
            running.incrementAndGet();
            insert(pool);
        }
        Awaitility.await().atMost(PATIENCE).pollDelay(WARM).until(() -> done.size() > before);
        int port = pool.sql("select @@port").query(Integer.class).single().join();
        TestServer primary = group.at(port);
        long killed = System.nanoTime();
        primary.kill();
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> group.writableBesides(primary), Optional::isPresent);
        long elected = System.nanoTime();
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> lastDone.get() > elected);
        long after = millis(lastDone.get() - elected);
        assertThat(after).as("from the election to the first write").isLessThan(MOST_AFTER_ELECTION_MILLIS);
        stopping.set(true);
        Awaitility.await().atMost(PATIENCE).until(() -> running.get() == 0);
        compare(pool);
        group.rejoin(primary);
        return String.format(
                Locale.ROOT,
                "| %d | %d ms | %d ms | %d | %d | %d |",
                number,
                millis(elected - killed),
                after,
                done.size(),
                notDone.size(),
                unknown.size());
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    private void compare(MySqlPool pool) {
        Set<Integer> there = new HashSet<>(
                pool.sql("select id from ledger").query(Integer.class).list().join());
        assertThat(there).as("what was called done").containsAll(done);
        assertThat(notDone).as("what was called not done").noneMatch(there::contains);
        there.removeAll(done);
        assertThat(there).as("what else is there").allMatch(unknown::contains);
    }

    private static void write(String what, List<String> rows, TestServer server) throws IOException {
        String begin = "<!-- measured " + what + ": begin -->\n";
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf("<!-- measured " + what + ": end -->");
        String table = LocalDate.now() + " on " + System.getProperty("os.name") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors shared with three members of "
                + server.name()
                + ", " + CALLERS
                + " callers; no acknowledged write was lost, and none was there that was called not done.\n\n"
                + "| round | from the kill to the election | from the election to the first write | done so far | not done | unknown |\n"
                + "|---|---|---|---|---|---|\n" + String.join("\n", rows) + "\n";
        Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
    }
}
