package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.netty.util.concurrent.EventExecutor;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Operations given up at random, a few ten thousand per server; {@code -Dstorm.cancels=1000000} makes it a million, and
 * {@code -Dstorm.seed=…} repeats the choices of another run, {@code -Dstorm.server=…} leaves out the servers without this in
 * their names.
 */
class CancelStormIT {

    private static final int POOL_SIZE = 8;
    private static final long CANCELS = Long.getLong("storm.cancels", 20_000);
    private static final long SEED = Long.getLong("storm.seed", 20_260_601);
    private static final String ACCOUNT = "storm";

    private static void prepare(TestServer server) {
        server.execute(
                "drop user if exists " + ACCOUNT,
                "create user " + ACCOUNT + " identified by '" + TestServer.PASSWORD + "'",
                "grant all on *.* to " + ACCOUNT,
                "drop table if exists storm_rows, storm_done",
                "create table storm_rows (id int primary key)",
                "insert into storm_rows values "
                        + IntStream.range(0, CancelStorm.ROWS)
                                .mapToObj(i -> "(" + i + ")")
                                .collect(Collectors.joining(",")),
                "create table storm_done (id bigint primary key)");
    }

    private static boolean isQuiet(PoolStats stats) {
        return stats.inUse() == 0 && stats.waiting() == 0 && stats.cleaning() == 0 && stats.connecting() == 0;
    }

    @EveryServer
    @Covers({"pool:C5", "pool:C6", "guarantee:1", "guarantee:2"})
    void givingUpLosesNoConnectionNoWaiterAndNoAnswer(TestServer server) throws Exception {
        assumeTrue(server.name().contains(System.getProperty("storm.server", "")), "not asked for");
        prepare(server);
        MySqlConfig config = Pools.config(server).username(ACCOUNT).build();
        PoolConfig poolConfig = PoolConfig.builder()
                .maxSize(POOL_SIZE)
                .acquireTimeout(Duration.ofMinutes(1))
                .build();
        try (DriverResources resources = DriverResources.create("storm", 2);
                MySqlPool pool = AsyncMySql.pool(config, poolConfig, resources)) {
            List<EventExecutor> loops = new ArrayList<>();
            resources.eventLoopGroup().forEach(loops::add);

            CancelStorm.Report report = new CancelStorm(pool, loops, CANCELS).run(SEED);

            System.out.printf(
                    "Storm on %s, seed %d: %d operations, %d given up, %d answered, %d connections, %d ms%n",
                    server.name(),
                    SEED,
                    report.operations(),
                    report.cancelled(),
                    report.answered(),
                    report.stats().created(),
                    report.millis());
            await().atMost(Duration.ofSeconds(30)).until(() -> isQuiet(pool.stats()));
            assertThat(report.unexpected()).as("seed %d", SEED).isEmpty();
            assertThat(report.wrong()).isZero();
            assertThat(report.cancelled()).isGreaterThanOrEqualTo(CANCELS);
            assertThat(report.operations()).isEqualTo(report.cancelled() + report.answered());
            everyConnectionIsAccountedFor(pool, server);
            everyBorrowerIsServed(pool);
            Set<Long> rows = new HashSet<>(pool.sql("select id from storm_done")
                    .query(Long.class)
                    .list()
                    .join());
            assertThat(rows).containsAll(report.committed());
        }
        await().untilAsserted(() -> assertThat(sessions(server)).isZero());
    }

    private static void everyConnectionIsAccountedFor(MySqlPool pool, TestServer server) {
        PoolStats stats = pool.stats();
        assertThat(stats.created()).isEqualTo(stats.closed() + stats.idle());
        assertThat(stats.size()).isEqualTo(stats.idle()).isBetween(1, POOL_SIZE);
        // The server may be busy still with the end of those that were closed.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(sessions(server)).isEqualTo(stats.size()));
    }

    private static int sessions(TestServer server) {
        try (var connection = server.connectWithJdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select count(*) from information_schema.processlist where user = '" + ACCOUNT + "'")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void everyBorrowerIsServed(MySqlPool pool) {
        List<CompletableFuture<MySqlConnection>> borrowed =
                IntStream.range(0, POOL_SIZE).mapToObj(i -> pool.acquire()).toList();
        Set<Long> ids = borrowed.stream()
                .map(CompletableFuture::join)
                .map(MySqlConnection::connectionId)
                .collect(Collectors.toSet());
        assertThat(ids).hasSize(POOL_SIZE);
        borrowed.forEach(future -> future.join().close());
        await().until(() -> isQuiet(pool.stats()));
    }
}
