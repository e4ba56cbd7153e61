package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** What aiomysql's own tests ask of its pool while the pool is open, asked of ours. */
class AiomysqlPoolIT {

    private static MySqlPool pool(TestServer server, int minSize, int maxSize) {
        MySqlPool pool = AsyncMySql.pool(
                Pools.config(server).build(),
                PoolConfig.builder().minSize(minSize).maxSize(maxSize).build());
        await().until(() -> pool.freeSize() == minSize);
        return pool;
    }

    private static int one(MySqlConnection connection) {
        return connection.sql("select 1").query(Integer.class).single().join();
    }

    private static void hasSizes(MySqlPool pool, int size, int freeSize) {
        assertThat(List.of(pool.size(), pool.freeSize()))
                .as("size and free size")
                .isEqualTo(List.of(size, freeSize));
    }

    @EveryServer
    @Covers("aiomysql:P01")
    void aPoolWithDefaultsHoldsOneToTenConnections(TestServer server) {
        try (MySqlPool pool = AsyncMySql.pool(Pools.config(server).build(), PoolConfig.defaults())) {
            await().until(() -> pool.freeSize() == 1);

            assertThat(pool.minSize()).isEqualTo(1);
            assertThat(pool.maxSize()).isEqualTo(10);
            hasSizes(pool, 1, 1);
            assertThat(Pools.config(server).build().echo()).isFalse();
        }
    }

    @EveryServer
    @Covers("aiomysql:P02")
    void theMinimalSizeIsOpenedWithoutBeingAskedFor(TestServer server) {
        try (MySqlPool pool = pool(server, 10, 20)) {
            hasSizes(pool, 10, 10);
        }
    }

    @EveryServer
    @Covers("aiomysql:P03")
    void aBorrowedConnectionIsOpenAndAnswers(TestServer server) {
        try (MySqlPool pool = pool(server, 1, 10)) {
            MySqlConnection connection = pool.acquire().join();

            assertThat(connection.isOpen()).isTrue();
            assertThat(one(connection)).isEqualTo(1);
            pool.release(connection);
            assertThat(connection.isOpen()).isFalse();
        }
    }

    @EveryServer
    @Covers("aiomysql:P04")
    void numbersFollowBorrowingAtOnceAndReleasingWhenItIsClean(TestServer server) {
        try (MySqlPool pool = pool(server, 1, 10)) {
            MySqlConnection connection = pool.acquire().join();
            hasSizes(pool, 1, 0);
            assertThat(pool.stats().inUse()).isEqualTo(1);

            pool.release(connection);

            assertThat(pool.stats().inUse()).isZero();
            await().until(() -> pool.freeSize() == 1);
            hasSizes(pool, 1, 1);
        }
    }

    @EveryServer
    @Covers("aiomysql:P05")
    void aConnectionThatEndedWhileItWasLentIsReplaced(TestServer server) {
        try (MySqlPool pool = pool(server, 10, 10)) {
            MySqlConnection connection = pool.acquire().join();
            hasSizes(pool, 10, 9);
            server.execute("kill " + connection.connectionId());
            await().until(() -> !connection.isOpen());

            pool.release(connection);

            assertThat(pool.stats().inUse()).isZero();
            await().until(() -> pool.freeSize() == 10);
            try (MySqlConnection next = pool.acquire().join()) {
                assertThat(next.connectionId()).isNotEqualTo(connection.connectionId());
                assertThat(one(next)).isEqualTo(1);
                hasSizes(pool, 10, 9);
            }
        }
    }

    @EveryServer
    @Covers("aiomysql:P06")
    void thePoolIsNotAConnectionAndItsBlockEndsThePool(TestServer server) {
        MySqlPool escaped;
        try (MySqlPool pool = pool(server, 1, 1)) {
            escaped = pool;
            assertThat(pool).isNotInstanceOf(MySqlConnection.class);
            assertThat(pool.isClosed()).isFalse();
        }
        assertThat(escaped.isClosed()).isTrue();
        hasSizes(escaped, 0, 0);
    }

    @EveryServer
    @Covers("aiomysql:P07")
    void aBlockGivesItsConnectionBack(TestServer server) {
        try (MySqlPool pool = pool(server, 10, 10)) {
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(connection.isOpen()).isTrue();
                hasSizes(pool, 10, 9);
            }
            await().until(() -> pool.freeSize() == 10);

            pool.withConnection(connection -> {
                        hasSizes(pool, 10, 9);
                        return connection.sql("select 1").query(Integer.class).single();
                    })
                    .join();
            await().until(() -> pool.freeSize() == 10);
        }
    }

    @EveryServer
    @Covers("aiomysql:P08")
    void clearingClosesEverythingThatIsIdle(TestServer server) {
        try (MySqlPool pool = pool(server, 0, 10)) {
            MySqlConnection lent = pool.acquire().join();
            pool.sql("select 1").query(Integer.class).single().join();
            hasSizes(pool, 2, 1);

            pool.clear().join();

            hasSizes(pool, 1, 0);
            assertThat(one(lent)).isEqualTo(1);
            lent.close();
        }
    }

    @EveryServer
    @Covers("aiomysql:P09")
    void anEmptyPoolGrowsOnDemandAndKeepsWhatItHas(TestServer server) {
        try (MySqlPool pool = pool(server, 0, 10)) {
            hasSizes(pool, 0, 0);
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(one(connection)).isEqualTo(1);
                hasSizes(pool, 1, 0);
            }
            await().until(() -> pool.freeSize() == 1);
            MySqlConnection first = pool.acquire().join();
            MySqlConnection second = pool.acquire().join();
            hasSizes(pool, 2, 0);
            first.close();
            await().until(() -> pool.freeSize() == 1);
            hasSizes(pool, 2, 1);
            second.close();
            await().until(() -> pool.freeSize() == 2);
            hasSizes(pool, 2, 2);
        }
    }

    private static void borrowAtOnce(TestServer server, int tasks) {
        try (MySqlPool pool = pool(server, 0, tasks)) {
            List<CompletableFuture<MySqlConnection>> asked = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                asked.add(pool.acquire());
            }
            List<MySqlConnection> lent =
                    asked.stream().map(CompletableFuture::join).toList();
            List<Long> ids = lent.stream().map(MySqlConnection::connectionId).toList();
            assertThat(ids).doesNotHaveDuplicates();
            hasSizes(pool, tasks, 0);
            for (MySqlConnection connection : lent) {
                connection.close();
            }
            await().until(() -> pool.freeSize() == tasks);
            // Deliberately the other end of aiomysql's queue: what rested longest may be closed when it is not needed.
            try (MySqlConnection next = pool.acquire().join()) {
                assertThat(ids).contains(next.connectionId());
                hasSizes(pool, tasks, tasks - 1);
            }
        }
    }

    @EveryServer
    @Covers("aiomysql:P10")
    void twoTasksGetTwoConnections(TestServer server) {
        borrowAtOnce(server, 2);
    }

    @EveryServer
    @Covers("aiomysql:P11")
    void threeTasksGetThreeConnections(TestServer server) {
        borrowAtOnce(server, 3);
    }

    @EveryServer
    @Covers("aiomysql:P12")
    void withoutResourcesThePoolRunsOnLoopsOfItsOwnWhichEndWithIt(TestServer server) {
        PoolConfig named = PoolConfig.builder().name("of-its-own").build();
        String thread;
        try (MySqlPool pool = AsyncMySql.pool(Pools.config(server).build(), named)) {
            thread = pool.sql("select sleep(0.05)")
                    .query(row -> Thread.currentThread().getName())
                    .single()
                    .join();
            assertThat(thread).startsWith("of-its-own");
        }
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(running -> running.getName().equals(thread)));
    }

    @EveryServer
    @Covers("aiomysql:P15")
    void thePoolGrowsWhileItsOnlyConnectionIsLent(TestServer server) {
        try (MySqlPool pool = pool(server, 1, 10)) {
            MySqlConnection first = pool.acquire().join();
            hasSizes(pool, 1, 0);
            MySqlConnection second = pool.acquire().join();
            hasSizes(pool, 2, 0);
            first.close();
            await().until(() -> pool.freeSize() == 1);
            second.close();
            await().until(() -> pool.freeSize() == 2);
            hasSizes(pool, 2, 2);
        }
    }

    @EveryServer
    @Covers("aiomysql:P16")
    void theFirstBorrowerCausesTheFirstConnection(TestServer server) {
        try (MySqlPool pool = pool(server, 0, 10)) {
            try (MySqlConnection connection = pool.acquire().join()) {
                assertThat(connection.isOpen()).isTrue();
                hasSizes(pool, 1, 0);
            }
            await().until(() -> pool.freeSize() == 1);
            hasSizes(pool, 1, 1);
        }
    }

    @EveryServer
    @Covers("aiomysql:P17")
    void whatIsOpenIsLentBeforeAnythingIsOpened(TestServer server) {
        try (MySqlPool pool = pool(server, 2, 4)) {
            MySqlConnection first = pool.acquire().join();
            MySqlConnection second = pool.acquire().join();
            hasSizes(pool, 2, 0);
            assertThat(pool.stats().created()).isEqualTo(2);
            first.close();
            second.close();
        }
    }

    @EveryServer
    @Covers("aiomysql:P18")
    void sizesThatMakeNoSenseAreRefused(TestServer server) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool(server, -1, 10))
                .withMessage("min-size must be 0 or more, but is -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool(server, 5, 2))
                .withMessage("min-size (5) must not be greater than max-size (2)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool(server, 0, -1))
                .withMessageStartingWith("max-size must be 0 (no limit) or more");
    }

    @EveryServer
    @Covers("aiomysql:P19")
    void twoWorkersShareOneConnection(TestServer server) {
        try (MySqlPool pool = pool(server, 0, 1)) {
            var ids = ConcurrentHashMap.<Long>newKeySet();
            List<CompletableFuture<Integer>> workers = new ArrayList<>();
            for (int worker = 0; worker < 2; worker++) {
                workers.add(pool.withConnection(connection -> {
                    ids.add(connection.connectionId());
                    hasSizes(pool, 1, 0);
                    return connection.sql("select 1").query(Integer.class).single();
                }));
            }
            assertThat(workers.stream().map(CompletableFuture::join)).containsExactly(1, 1);
            assertThat(ids).hasSize(1);
            assertThat(pool.stats().created()).isEqualTo(1);
        }
    }

    @EveryServer
    @Covers("aiomysql:P22")
    void echoLogsTheStatementsOfEveryConnection(TestServer server) {
        Logger logger = (Logger) LoggerFactory.getLogger("io.github.asyncmysql.sql");
        Level before = logger.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(log);
        log.start();
        try (MySqlPool pool = Pools.pool(Pools.config(server).echo(true), 2)) {
            try (MySqlConnection first = pool.acquire().join();
                    MySqlConnection second = pool.acquire().join()) {
                for (MySqlConnection connection : List.of(first, second)) {
                    connection
                            .sql("select ? /* echoed */")
                            .params("secret value")
                            .query(String.class)
                            .single()
                            .join();
                }
            }
            assertThat(log.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .hasSize(2)
                    .allMatch(line -> line.matches("\\d+ us select \\? /\\* echoed \\*/"))
                    .noneMatch(line -> line.contains("secret value"));
        } finally {
            logger.detachAppender(log);
            logger.setLevel(before);
            logger.setAdditive(true);
        }
    }

    @EveryServer
    @Covers("aiomysql:P34")
    void aPoolWithoutLimitStartsEmpty(TestServer server) {
        borrowManyWithoutLimit(server, 0);
    }

    @EveryServer
    @Covers("aiomysql:P35")
    void aPoolWithoutLimitKeepsItsMinimum(TestServer server) {
        borrowManyWithoutLimit(server, 1);
    }

    private static void borrowManyWithoutLimit(TestServer server, int minSize) {
        try (MySqlPool pool = pool(server, minSize, 0)) {
            assertThat(pool.maxSize()).isZero();
            List<MySqlConnection> lent = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
                lent.add(pool.acquire().orTimeout(20, TimeUnit.SECONDS).join());
            }
            assertThat(lent)
                    .allSatisfy(connection -> assertThat(one(connection)).isEqualTo(1));
            hasSizes(pool, 15, 0);
            lent.forEach(MySqlConnection::close);
            await().atMost(Duration.ofSeconds(20)).until(() -> pool.freeSize() == 15);
        }
    }
}
