package io.github.asyncmysql.faults;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.driver.DriverResources;
import io.github.asyncmysql.faults.Ledger.Entry;
import io.github.asyncmysql.testsupport.TcpProxy;
import io.github.asyncmysql.testsupport.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/**
 * A server, a network that can be spoiled, a pool behind it and its load; runs a fault and checks what has to hold whatever
 * happens. Confined to the test's thread, except for what the load does.
 */
final class FaultBench implements AutoCloseable {

    static final String ACCOUNT = "faults";
    static final String PASSWORD = "canary-Zq7";

    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(40);
    private static final long OVERRUN_ALLOWED_MILLIS = 5_000;
    private static final int STEADY_POLLS = 3;

    private final TestServer server;
    private final TcpProxy proxy;
    private final Scale scale;
    private final DriverResources resources;
    private final MySqlPool pool;
    private final Ledger ledger = new Ledger();
    private final Workload workload;
    private final LogWatch log = new LogWatch();

    /** What is done to the server or the network while the load runs; when it returns, the fault is over. */
    interface Fault {
        void happen(FaultBench bench) throws Exception;
    }

    FaultBench(TestServer server, UnaryOperator<MySqlConfig.Builder> change) {
        this.server = server;
        this.scale = Scale.ofThisRun();
        prepare();
        this.proxy = TcpProxy.to(server);
        this.resources = DriverResources.create("faults", 2);
        MySqlConfig.Builder config = MySqlConfig.builder()
                .host(proxy.host())
                .port(proxy.port())
                .username(ACCOUNT)
                .password(PASSWORD)
                .database(server.database())
                .sslMode(SslMode.DISABLED)
                .connectTimeout(Duration.ofSeconds(2))
                .queryTimeout(Scale.QUERY_TIMEOUT);
        this.pool = AsyncMySql.pool(
                change.apply(config).build(),
                PoolConfig.builder()
                        .minSize(scale.poolSize())
                        .maxSize(scale.poolSize())
                        .acquireTimeout(Scale.ACQUIRE_TIMEOUT)
                        .closeTimeout(Duration.ofSeconds(3))
                        .build(),
                resources);
        this.workload = new Workload(pool, ledger, scale);
    }

    private void prepare() {
        List<String> statements = new ArrayList<>(List.of(
                "drop user if exists " + ACCOUNT,
                "create user " + ACCOUNT + " identified by '" + PASSWORD + "'",
                "grant all on test.* to " + ACCOUNT,
                "drop table if exists fault_inserts, fault_transactions, fault_counter, fault_digits, fault_rows",
                "create table fault_inserts (id bigint primary key)",
                "create table fault_transactions (id bigint primary key)",
                "create table fault_counter (n bigint)",
                "insert into fault_counter values (0)",
                "create table fault_digits (d int)",
                "insert into fault_digits values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                "create table fault_rows (id int)",
                "insert into fault_rows select 0 from fault_digits a, fault_digits b, fault_digits c, fault_digits d"));
        for (int rows = 10_000; rows < scale.streamRows(); rows += 10_000) {
            statements.add(
                    "insert into fault_rows select 0 from fault_digits a, fault_digits b, fault_digits c, fault_digits d");
        }
        server.execute(statements.toArray(String[]::new));
    }

    TestServer server() {
        return server;
    }

    TcpProxy proxy() {
        return proxy;
    }

    MySqlPool pool() {
        return pool;
    }

    Ledger ledger() {
        return ledger;
    }

    Scale scale() {
        return scale;
    }

    /** Lets the load go on for a while under the fault. */
    void hold() {
        hold(scale.hold());
    }

    void hold(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Ids of the sessions that the pool has on the server. */
    List<Long> sessions() {
        return query("select id from information_schema.processlist where user = '" + ACCOUNT + "'");
    }

    private List<Long> query(String sql) {
        try (Connection connection = server.connectWithJdbc();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Long> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getLong(1));
            }
            return numbers;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Runs the fault under load, and says what came of it. */
    FaultReport run(String id, Fault fault) throws Exception {
        log.start();
        workload.start(Scale.seed());
        await().atMost(LONGEST_RECOVERY).until(() -> ledger.countOf(Entry.OK) > 100);
        long acceptedBefore = proxy.acceptedConnections();
        long createdBefore = pool.stats().created();
        fault.happen(this);
        long recovery = recover();
        long connects = proxy.acceptedConnections() - acceptedBefore;
        long opened = pool.stats().created() - createdBefore;
        workload.stop();
        await().atMost(LONGEST_RECOVERY).until(() -> isQuiet(pool.stats()));
        return check(id, recovery, connects, opened);
    }

    /** How long it takes until nothing fails any more and the pool has its size again. */
    long recover() throws TimeoutException {
        long begin = System.nanoTime();
        long steadySince = begin;
        long failed = ledger.failed();
        long done = ledger.countOf(Entry.OK);
        int steady = 0;
        while (steady < STEADY_POLLS) {
            hold(Duration.ofMillis(100));
            boolean well = ledger.failed() == failed
                    && ledger.countOf(Entry.OK) > done
                    && pool.size() == scale.poolSize()
                    && pool.stats().connecting() == 0;
            steady = well ? steady + 1 : 0;
            steadySince = well ? steadySince : System.nanoTime();
            failed = ledger.failed();
            done = ledger.countOf(Entry.OK);
            if (System.nanoTime() - begin > LONGEST_RECOVERY.toNanos()) {
                throw new TimeoutException("no recovery: " + pool.stats() + ", " + ledger.failures());
            }
        }
        return Duration.ofNanos(steadySince - begin).toMillis();
    }

    private static boolean isQuiet(PoolStats stats) {
        return stats.inUse() == 0 && stats.waiting() == 0 && stats.cleaning() == 0 && stats.connecting() == 0;
    }

    private FaultReport check(String id, long recoveryMillis, long connects, long opened) {
        FaultReport report = new FaultReport(id, server.name(), ledger, recoveryMillis, connects, opened);
        report.require(
                "I1", missing(ledger.inserts, "fault_inserts") + missing(ledger.transactions, "fault_transactions"));
        report.require(
                "I2", present(ledger.inserts, "fault_inserts") + present(ledger.transactions, "fault_transactions"));
        long counter = query("select n from fault_counter").get(0);
        long certain = Workload.count(ledger.transactions, Entry.OK);
        long possible = certain
                + Workload.count(ledger.transactions, Entry.UNKNOWN)
                + Workload.count(ledger.transactions, Entry.GIVEN_UP);
        report.require("I3", counter < certain || counter > possible ? 1 : 0);
        report.require("I4", ledger.wrongAnswers.sum() + ledger.violations.size());
        report.require(
                "I5", ledger.endedTwice.sum() + (ledger.worstOverrunMillis.get() > OVERRUN_ALLOWED_MILLIS ? 1 : 0));
        PoolStats stats = pool.stats();
        boolean accountedFor = stats.created() == stats.closed() + stats.idle();
        boolean sameOnServer = awaitSessions(stats.size());
        report.require("I7", (accountedFor ? 0 : 1) + (sameOnServer ? 0 : 1));
        report.require("I9", ledger.dirtySessions.sum());
        report.require("I11", ledger.tells(PASSWORD) || log.tells(PASSWORD) ? 1 : 0);
        // A transaction of which a part was committed elsewhere would show as a row without its count, or the other
        // way.
        report.require(
                "I12",
                Math.abs(counter
                        - query("select count(*) from fault_transactions").get(0)));
        return report;
    }

    private boolean awaitSessions(int expected) {
        long end = System.nanoTime() + LONGEST_RECOVERY.toNanos();
        while (sessions().size() != expected) {
            if (System.nanoTime() > end) {
                return false;
            }
            hold(Duration.ofMillis(100));
        }
        return true;
    }

    private Set<Long> rows(String table) {
        return new HashSet<>(query("select id from " + table));
    }

    private long missing(Map<Long, Entry> entries, String table) {
        Set<Long> rows = rows(table);
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue() == Entry.OK && !rows.contains(entry.getKey()))
                .count();
    }

    private long present(Map<Long, Entry> entries, String table) {
        Set<Long> rows = rows(table);
        return entries.entrySet().stream()
                .filter(entry -> Ledger.isCertainlyUndone(entry.getValue()) && rows.contains(entry.getKey()))
                .count();
    }

    @Override
    public void close() {
        log.stop();
        proxy.heal();
        pool.terminate();
        pool.close();
        resources.close();
        proxy.close();
    }

    /** Reads along what is logged. */
    private static final class LogWatch extends AppenderBase<ILoggingEvent> {

        private final ConcurrentLinkedQueue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        public void start() {
            super.start();
            ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(this);
        }

        @Override
        public void stop() {
            ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(this);
            super.stop();
        }

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }

        boolean tells(String secret) {
            return lines.stream().anyMatch(line -> line.contains(secret));
        }
    }
}
