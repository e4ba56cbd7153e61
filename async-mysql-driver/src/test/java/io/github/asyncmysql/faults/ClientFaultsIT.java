package io.github.asyncmysql.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.faults.Ledger.Entry;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Faults on the side of the client: frozen processes, user code that misbehaves, storms of callers, pools that close. */
class ClientFaultsIT extends FaultTest {

    @Test
    @Covers("fault:F29")
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "processes cannot be frozen there")
    void theClientIsFrozenAndThawed() throws Exception {
        run("F29", bench -> {
            long pid = ProcessHandle.current().pid();
            long seconds = Math.max(3, bench.scale().hold().toSeconds());
            Process alarm = new ProcessBuilder(
                            "sh", "-c", "kill -STOP " + pid + "; sleep " + seconds + "; kill -CONT " + pid)
                    .start();
            alarm.waitFor();
        });
    }

    @Test
    @Covers("fault:F31")
    void userCodeBlocksAnEventLoop() throws Exception {
        run("F31", bench -> {
            CompletableFuture<String> blocked = bench.pool()
                    .sql("select 1")
                    .query(row -> {
                        bench.hold();
                        return Thread.currentThread().getName();
                    })
                    .single();
            long before = bench.ledger().countOf(Entry.OK);
            bench.hold(bench.scale().hold().dividedBy(2));
            // The other loop has gone on.
            assertThat(bench.ledger().countOf(Entry.OK)).isGreaterThan(before);
            blocked.handle((name, failure) -> name).join();
        });
    }

    @Test
    @Covers("fault:F32")
    void memoryRunsOutWhileRowsAreRead() throws Exception {
        run("F32", bench -> {
            for (int i = 0; i < 50; i++) {
                CompletableFuture<Object> reader = bench.pool()
                        .sql("select 1")
                        .query(row -> {
                            throw new OutOfMemoryError("in a test");
                        })
                        .single();
                assertThatThrownBy(reader::join).hasRootCauseInstanceOf(OutOfMemoryError.class);
            }
        });
    }

    @Test
    @Covers({"fault:F37", "guarantee:10"})
    void tenThousandWait() {
        try (FaultBench bench = new FaultBench(server(), config -> config);
                MySqlPool pool = AsyncMySql.pool(
                        io.github.asyncmysql.MySqlConfig.builder()
                                .host(server().host())
                                .port(server().port())
                                .username(FaultBench.ACCOUNT)
                                .password(FaultBench.PASSWORD)
                                .database("test")
                                .sslMode(SslMode.DISABLED)
                                .build(),
                        PoolConfig.builder()
                                .maxSize(4)
                                .acquireTimeout(Duration.ofMinutes(2))
                                .build())) {
            List<MySqlConnection> lent =
                    IntStream.range(0, 4).mapToObj(i -> pool.acquire().join()).toList();
            Queue<Integer> order = new ConcurrentLinkedQueue<>();
            AtomicInteger served = new AtomicInteger();
            List<CompletableFuture<MySqlConnection>> waiting = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                int number = i;
                CompletableFuture<MySqlConnection> future = pool.acquire();
                future.thenAccept(connection -> {
                    order.add(number);
                    served.incrementAndGet();
                    connection.close();
                });
                waiting.add(future);
            }
            assertThat(pool.stats().waiting()).isEqualTo(10_000);
            for (int i = 0; i < 10_000; i += 2) {
                waiting.get(i).cancel(true);
            }
            assertThat(pool.stats().waiting()).isEqualTo(5_000);
            assertThat(bench.pool()
                            .sql("select 1")
                            .query(Integer.class)
                            .single()
                            .join())
                    .isEqualTo(1);

            // One connection alone serves them, so that their order can be seen.
            lent.get(0).close();

            await().atMost(Duration.ofMinutes(1)).until(() -> served.get() == 5_000);
            assertThat(order)
                    .containsExactlyElementsOf(IntStream.range(0, 5_000)
                            .map(i -> 2 * i + 1)
                            .boxed()
                            .toList());
            lent.forEach(MySqlConnection::close);
            await().until(() -> pool.stats().inUse() == 0);
            assertThat(pool.stats().created()).isEqualTo(4);
        }
    }

    @Test
    @Covers({"fault:F38", "fault:F20"})
    void closingUnderLoadAndIntoSilenceEndsEverythingInTime() throws Exception {
        for (boolean silent : new boolean[] {false, true}) {
            try (FaultBench bench = new FaultBench(server(), config -> config)) {
                Workload load = new Workload(bench.pool(), bench.ledger(), bench.scale());
                load.start(Scale.seed());
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> bench.ledger().countOf(Entry.OK) > 50);
                if (silent) {
                    bench.proxy().silence();
                }
                // From an event loop, twice, and from here.
                bench.pool()
                        .sql("select 1")
                        .query(row -> {
                            bench.pool().close();
                            return 1;
                        })
                        .single();
                long begin = System.nanoTime();
                bench.pool().close();
                bench.pool().close();
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
                load.stop();
                assertThat(bench.pool().size()).isZero();
                assertThat(bench.ledger().wrongAnswers.sum()).isZero();
                assertThat(bench.ledger().endedTwice.sum()).isZero();
                bench.proxy().heal();
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> bench.sessions().isEmpty());
            }
        }
    }
}
