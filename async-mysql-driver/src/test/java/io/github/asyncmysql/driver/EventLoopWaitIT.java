package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlClient;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** An event loop that waits for an answer would wait for itself: it is told so, instead of standing still. */
class EventLoopWaitIT {

    private static CompletableFuture<Integer> one(MySqlClient client) {
        return client.sql("select 1").query(Integer.class).single();
    }

    private static Map<String, Function<MySqlPool, CompletableFuture<?>>> everythingThatAnswers() {
        Map<String, Function<MySqlPool, CompletableFuture<?>>> all = new LinkedHashMap<>();
        all.put("query", EventLoopWaitIT::one);
        all.put(
                "what is made of it",
                pool -> one(pool).thenApply(Integer::doubleValue).exceptionally(failure -> 0.0));
        all.put("update", pool -> pool.sql("do 1").update());
        all.put("batch", pool -> pool.sql("do ?").batch(List.of(1, 2), (item, params) -> params.add(item)));
        all.put("transaction", pool -> pool.withTransaction(EventLoopWaitIT::one));
        all.put("connection", pool -> pool.withConnection(EventLoopWaitIT::one));
        all.put("ping", MySqlPool::ping);
        all.put("what is made of a connection", pool -> pool.acquire()
                .thenCompose(connection -> closing(connection, one(connection))));
        all.put("transaction of a connection", pool -> {
            MySqlConnection connection = pool.tryAcquire().orElseThrow();
            return closing(connection, connection.withTransaction(EventLoopWaitIT::one));
        });
        return all;
    }

    private static <T> CompletableFuture<T> closing(MySqlConnection connection, CompletableFuture<T> answer) {
        answer.whenComplete((result, failure) -> connection.close());
        return answer;
    }

    private static Throwable failure(MySqlPool pool, DriverResources resources, Callable<?> waiting) throws Exception {
        one(pool).join();
        return resources
                .eventLoopGroup()
                .next()
                .submit(() -> {
                    try {
                        return new AssertionError("it was not refused, but came to " + waiting.call());
                    } catch (IllegalStateException refused) {
                        return refused;
                    }
                })
                .get(30, TimeUnit.SECONDS);
    }

    @EveryServer
    @Covers({"boot:49", "guarantee:16"})
    void anEventLoopIsRefusedToWait(TestServer server) throws Exception {
        try (DriverResources resources = DriverResources.create("refused", 1);
                MySqlPool pool = AsyncMySql.pool(
                        Pools.config(server).build(),
                        PoolConfig.builder().minSize(1).maxSize(2).build(),
                        resources)) {
            for (Map.Entry<String, Function<MySqlPool, CompletableFuture<?>>> each :
                    everythingThatAnswers().entrySet()) {
                Function<MySqlPool, CompletableFuture<?>> answer = each.getValue();
                assertThat(failure(pool, resources, () -> answer.apply(pool).join()))
                        .as(each.getKey())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("refused-")
                        .hasMessageContaining("is an event loop")
                        .hasMessageContaining("thenCompose");
                assertThat(failure(pool, resources, () -> answer.apply(pool).get()))
                        .as(each.getKey())
                        .isInstanceOf(IllegalStateException.class);
                assertThat(failure(pool, resources, () -> answer.apply(pool).get(1, TimeUnit.MINUTES)))
                        .as(each.getKey())
                        .isInstanceOf(IllegalStateException.class);
            }
            // Nobody waits for them, but they have run, and everything is back.
            await().until(() -> pool.stats().inUse() == 0);
            assertThat(one(pool).orTimeout(30, TimeUnit.SECONDS).join()).isOne();
        }
    }

    @EveryServer
    @Covers("boot:49")
    void aContinuationThatWaitsFailsWithTheReason(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 2)) {
            CompletableFuture<Integer> answer = pool.sql("select sleep(0.2)")
                    .query(Integer.class)
                    .single()
                    .thenApply(slept -> one(pool).join());

            assertThat(answer)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .havingRootCause()
                    .isInstanceOf(IllegalStateException.class)
                    .withMessageContaining("is an event loop");
        }
    }

    @EveryServer
    void whatIsThereAlreadyMayBeTaken(TestServer server) throws Exception {
        try (DriverResources resources = DriverResources.create("done", 1);
                MySqlPool pool = AsyncMySql.pool(Pools.config(server).build(), PoolConfig.defaults(), resources)) {
            CompletableFuture<Integer> done = one(pool);
            done.join();

            assertThat(resources.eventLoopGroup().next().submit(done::join).get(30, TimeUnit.SECONDS))
                    .isOne();
        }
    }
}
