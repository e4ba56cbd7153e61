package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which threads connections live on, who may wait for them, and where callers are told. */
class PoolThreadsIT {

    private static MySqlPool pool(TestServer server, int min, int max, DriverResources resources) {
        return AsyncMySql.pool(
                Pools.config(server).build(),
                PoolConfig.builder()
                        .minSize(min)
                        .maxSize(max)
                        .acquireTimeout(Duration.ofSeconds(30))
                        .build(),
                resources);
    }

    /** The name of the event loop that a connection lives on. */
    private static String loop(MySqlConnection connection) {
        return connection
                .sql("select 1")
                .query(row -> Thread.currentThread().getName())
                .single()
                .join();
    }

    private static List<MySqlConnection> takeAll(MySqlPool pool) {
        List<MySqlConnection> all = new ArrayList<>();
        for (int i = 0; i < pool.maxSize(); i++) {
            all.add(pool.acquire().join());
        }
        return all;
    }

    private static Map<String, Long> perLoop(List<MySqlConnection> connections) {
        return connections.stream()
                .map(PoolThreadsIT::loop)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private static void assertEven(Map<String, Long> perLoop, int loops) {
        assertThat(perLoop).hasSize(loops);
        Collection<Long> counts = perLoop.values();
        assertThat(Collections.max(counts) - Collections.min(counts))
                .as("difference within %s", perLoop)
                .isLessThanOrEqualTo(1);
    }

    @EveryServer
    @Covers("pool:A13")
    void connectionsAreSpreadEvenlyOverTheLoopsWhoeverElseOpensSome(TestServer server) {
        try (DriverResources resources = DriverResources.create("spread", 3);
                MySqlPool pool = pool(server, 7, 7, resources);
                MySqlPool other = pool(server, 6, 6, resources)) {
            CompletableFuture.allOf(pool.warmUp(), other.warmUp()).join();
            List<MySqlConnection> all = takeAll(pool);
            assertEven(perLoop(all), 3);
            List<MySqlConnection> others = takeAll(other);
            assertEven(perLoop(others), 3);
            others.forEach(MySqlConnection::close);

            String crowded = loop(all.get(0));
            all.stream().filter(connection -> loop(connection).equals(crowded)).forEach(pool::evict);
            all.forEach(MySqlConnection::close);
            await().until(() -> pool.stats().idle() == 7);
            all = takeAll(pool);
            assertEven(perLoop(all), 3);
            all.forEach(MySqlConnection::close);
        }
    }

    @EveryServer
    @Covers("pool:A14")
    void oneConnectionServesCallersOfEveryLoop(TestServer server) {
        try (DriverResources resources = DriverResources.create("many", 4);
                MySqlPool pool = pool(server, 0, 1, resources)) {
            List<CompletableFuture<Integer>> answers = new ArrayList<>();
            for (int round = 0; round < 25; round++) {
                for (EventExecutor loop : resources.eventLoopGroup()) {
                    int number = answers.size();
                    CompletableFuture<Integer> answer = new CompletableFuture<>();
                    answers.add(answer);
                    loop.execute(() -> pool.sql("select ?")
                            .params(number)
                            .query(Integer.class)
                            .single()
                            .whenComplete((value, failure) -> {
                                if (failure == null) {
                                    answer.complete(value);
                                } else {
                                    answer.completeExceptionally(failure);
                                }
                            }));
                }
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).orTimeout(30, TimeUnit.SECONDS).join())
                        .isEqualTo(i);
            }
            assertThat(pool.totals().created()).isEqualTo(1);
        }
    }

    private static EventLoopGroup group(String name) {
        return new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }

    @EveryServer
    @Covers("pool:A15")
    void connectionsMayLiveOnOtherLoopsThanTheirCallers(TestServer server) {
        EventLoopGroup callers = group("callers");
        EventLoopGroup lenders = group("lenders");
        try (DriverResources resources = DriverResources.using(lenders, NioSocketChannel.class);
                MySqlPool pool = pool(server, 0, 3, resources)) {
            List<CompletableFuture<String>> threads = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                AtomicReference<CompletableFuture<String>> asked = new AtomicReference<>();
                callers.next()
                        .submit(() -> asked.set(pool.withConnection(connection -> connection
                                .sql("select 1")
                                .query(row -> Thread.currentThread().getName())
                                .single())))
                        .syncUninterruptibly();
                threads.add(asked.get());
            }
            for (CompletableFuture<String> thread : threads) {
                assertThat(thread.orTimeout(30, TimeUnit.SECONDS).join()).startsWith("lenders");
            }
        } finally {
            callers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            lenders.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @EveryServer
    @Covers("pool:B8")
    void threadsThatWaitDoNotSpin(TestServer server) throws Exception {
        try (DriverResources resources = DriverResources.create("waited-for", 1);
                MySqlPool pool = pool(server, 1, 1, resources)) {
            MySqlConnection lent = pool.acquire().join();
            List<Long> computed = Collections.synchronizedList(new ArrayList<>());
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Thread thread = new Thread(() -> {
                    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                    pool.acquire().join().close();
                    computed.add(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before);
                });
                thread.start();
                threads.add(thread);
            }
            await().until(() -> pool.stats().waiting() == 8);
            lent.sql("select sleep(1)").query(Integer.class).single().join();
            lent.close();
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(30).toMillis());
            }
            assertThat(computed)
                    .as("nanoseconds of processor time in a second of waiting")
                    .hasSize(8)
                    .allMatch(nanos -> nanos < Duration.ofMillis(300).toNanos());
        }
    }

    /** Starts virtual threads where there are any, else the other kind. */
    private static Function<Runnable, Thread> virtualThreads() {
        try {
            var start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            return task -> {
                try {
                    return (Thread) start.invoke(null, task);
                } catch (ReflectiveOperationException e) {
                    throw new AssertionError(e);
                }
            };
        } catch (NoSuchMethodException e) {
            return task -> {
                Thread thread = new Thread(task);
                thread.start();
                return thread;
            };
        }
    }

    @EveryServer
    @Covers("pool:B8")
    void virtualThreadsThatWaitLeaveTheirCarriersToOthers(TestServer server) throws Exception {
        int waiting = 20 * Runtime.getRuntime().availableProcessors();
        Function<Runnable, Thread> start = virtualThreads();
        try (DriverResources resources = DriverResources.create("waited-for", 1);
                MySqlPool pool = pool(server, 1, 1, resources)) {
            MySqlConnection lent = pool.acquire().join();
            CountDownLatch served = new CountDownLatch(waiting);
            for (int i = 0; i < waiting; i++) {
                start.apply(() -> {
                    pool.sql("select 1").query(Integer.class).single().join();
                    served.countDown();
                });
            }
            await().until(() -> pool.stats().waiting() == waiting);
            CountDownLatch another = new CountDownLatch(1);
            start.apply(another::countDown);
            assertThat(another.await(30, TimeUnit.SECONDS))
                    .as("a thread runs while %d wait", waiting)
                    .isTrue();
            lent.close();
            assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @EveryServer
    @Covers("pool:B9")
    void whoGivesAConnectionBackRunsNothingOfThoseWhoWaitForIt(TestServer server) {
        try (DriverResources resources = DriverResources.create("loops", 2);
                MySqlPool pool = pool(server, 1, 1, resources)) {
            MySqlConnection lent = pool.acquire().join();
            List<CompletableFuture<String>> threads = new ArrayList<>();
            threads.add(pool.acquire().thenApply(connection -> {
                connection.close();
                return Thread.currentThread().getName();
            }));
            threads.add(pool.withConnection(connection ->
                    CompletableFuture.completedFuture(Thread.currentThread().getName())));
            threads.add(pool.sql("select 1")
                    .query(row -> Thread.currentThread().getName())
                    .single());
            threads.add(pool.withTransaction(tx ->
                    CompletableFuture.completedFuture(Thread.currentThread().getName())));
            threads.add(pool.sql("select 1").query(Integer.class).single().thenApply(one -> Thread.currentThread()
                    .getName()));
            lent.close();
            assertRunOn("loops", threads);
        }
    }

    @EveryServer
    @Covers("pool:B9")
    void whoClosesSuspendsOrEnlargesAPoolRunsNothingOfThoseWhoWait(TestServer server) {
        try (DriverResources resources = DriverResources.create("loops", 2);
                MySqlPool pool = pool(server, 1, 1, resources)) {
            pool.warmUp().join();
            pool.suspend(MySqlPool.Suspension.WAIT);
            CompletableFuture<String> resumed = pool.acquire().thenApply(connection -> {
                connection.close();
                return Thread.currentThread().getName();
            });
            pool.resume();
            assertRunOn("loops", List.of(resumed));

            MySqlConnection lent = pool.acquire().join();
            CompletableFuture<String> enlarged = pool.acquire().thenApply(connection -> {
                connection.close();
                return Thread.currentThread().getName();
            });
            pool.resize(1, 2);
            assertRunOn("loops", List.of(enlarged));

            MySqlConnection second = pool.acquire().join();
            CompletableFuture<String> refused = pool.acquire()
                    .handle((connection, failure) ->
                            (failure == null ? "" : Thread.currentThread().getName()));
            CompletableFuture<Void> closed = pool.closeAsync();
            assertRunOn("loops", List.of(refused));
            lent.close();
            second.close();
            closed.join();
        }
    }

    private static void assertRunOn(String loops, List<CompletableFuture<String>> threads) {
        for (CompletableFuture<String> thread : threads) {
            assertThat(thread.orTimeout(30, TimeUnit.SECONDS).join()).startsWith(loops);
        }
    }
}
