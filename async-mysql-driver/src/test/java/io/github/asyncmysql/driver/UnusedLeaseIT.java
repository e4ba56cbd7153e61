package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.UpdateResult;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Connections that were borrowed and not used go back without a detour over their event loops. */
class UnusedLeaseIT {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CYCLES = 10_000;
    private static final int RACES = 500;

    private DriverResources resources;

    @BeforeEach
    void start() {
        resources = DriverResources.create("unused", 1);
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    private MySqlPool pool(TestServer server) {
        return AsyncMySql.pool(
                Pools.config(server).build(),
                PoolConfig.builder().minSize(1).maxSize(1).build(),
                resources);
    }

    /** Borrows the only connection after it was found clean on its event loop. */
    private static MySqlConnection borrow(MySqlPool pool) {
        pool.acquire().join().close();
        return pool.acquire().join();
    }

    /** Keeps the only event loop busy until the latch is counted down. */
    private CountDownLatch occupyEventLoop() throws InterruptedException {
        CountDownLatch occupied = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        resources.eventLoopGroup().execute(() -> {
            occupied.countDown();
            while (end.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
        assertThat(occupied.await(30, TimeUnit.SECONDS)).isTrue();
        return end;
    }

    @EveryServer
    void goBackWhateverTheirEventLoopIsDoing(TestServer server) throws Exception {
        try (MySqlPool pool = pool(server)) {
            MySqlConnection first = borrow(pool);
            CountDownLatch end = occupyEventLoop();
            try {
                first.close();
                for (int i = 0; i < 100; i++) {
                    Optional<MySqlConnection> borrowed = pool.tryAcquire();
                    assertThat(borrowed).isPresent();
                    borrowed.get().close();
                    assertThat(pool.stats().idle()).isEqualTo(1);
                }
            } finally {
                end.countDown();
            }
            assertThat(pool.sql("select 1").query(Integer.class).single().join())
                    .isEqualTo(1);
        }
    }

    @EveryServer
    @Covers("pool:F2")
    void goTheLongWayOnceTheyWereUsed(TestServer server) throws Exception {
        try (MySqlPool pool = pool(server)) {
            MySqlConnection used = borrow(pool);
            used.sql("set @trace = 1").update().join();
            CountDownLatch end = occupyEventLoop();
            try {
                used.close();
                assertThat(pool.stats().idle()).isZero();
                assertThat(pool.tryAcquire()).isEmpty();
            } finally {
                end.countDown();
            }
            assertThat(pool.sql("select @trace").query(String.class).optional().join())
                    .isEmpty();
            assertThat(pool.totals().created()).isEqualTo(1);
        }
    }

    /** A future of 24 bytes and a handle of 32; twice as much where references are not compressed. */
    @EveryServer
    @Covers("pool:B1")
    void costNothingButAFutureAndAHandleOnTheirOwnEventLoop(TestServer server) throws Exception {
        try (MySqlPool pool = pool(server)) {
            borrow(pool).close();
            long hops = pool.totals().hops();
            CompletableFuture<Long> bytes = new CompletableFuture<>();
            resources.eventLoopGroup().execute(() -> {
                try {
                    borrowAndGiveBack(pool);
                    long before = THREADS.getThreadAllocatedBytes(
                            Thread.currentThread().getId());
                    borrowAndGiveBack(pool);
                    bytes.complete(THREADS.getThreadAllocatedBytes(
                                    Thread.currentThread().getId())
                            - before);
                } catch (Throwable e) {
                    bytes.completeExceptionally(e);
                }
            });
            assertThat(bytes.get(60, TimeUnit.SECONDS) / CYCLES).isLessThanOrEqualTo(112);
            assertThat(pool.totals().hops()).as("lent to other threads").isEqualTo(hops);
        }
    }

    private static void borrowAndGiveBack(MySqlPool pool) {
        for (int i = 0; i < CYCLES; i++) {
            CompletableFuture<MySqlConnection> borrowed = pool.acquire();
            assert borrowed.isDone() : "it was idle";
            borrowed.join().close();
        }
    }

    /** One thread begins to use a connection while another one gives it back: it is used before, or not at all. */
    @EveryServer
    @Covers({"pool:C8", "pool:F2"})
    void areNeverUsedByWhoHasGivenThemBack(TestServer server) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        int used = 0;
        try (MySqlPool pool = pool(server)) {
            for (int race = 0; race < RACES; race++) {
                MySqlConnection connection = borrow(pool);
                CompletableFuture<CompletableFuture<UpdateResult>> other = CompletableFuture.supplyAsync(() -> {
                    meet(start);
                    return connection.sql("set @trace = 1").update();
                });
                meet(start);
                connection.close();
                MySqlConnection next = pool.acquire().join();
                for (int look = 0; look < 2; look++) {
                    assertThat(next.sql("select @trace is null")
                                    .query(Boolean.class)
                                    .single()
                                    .join())
                            .as("race %d: free of what the borrower before has done", race)
                            .isTrue();
                }
                CompletableFuture<UpdateResult> late = other.join();
                next.close();
                try {
                    late.join();
                    used++;
                } catch (CompletionException e) {
                    assertThatExceptionOfType(MySqlConnectionException.class).isThrownBy(() -> {
                        throw e.getCause();
                    });
                }
            }
            assertThat(pool.totals().created()).isEqualTo(1);
        }
        assertThat(used).as("races in which the statement came first").isLessThan(RACES);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
