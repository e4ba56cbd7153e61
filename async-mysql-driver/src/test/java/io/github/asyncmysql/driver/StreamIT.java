package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.Protocol;
import io.github.asyncmysql.testsupport.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;

/** Streams of rows on real servers. */
class StreamIT {

    private static final String NUMBERS =
            "with recursive n as (select 1 as i union all select i + 1 from n where i < 1000) select i from n";

    /** Records what comes and asks for rows as it is told. */
    private static final class Recorder<T> implements Flow.Subscriber<T> {

        final List<T> rows = new CopyOnWriteArrayList<>();
        final CompletableFuture<Void> end = new CompletableFuture<>();
        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription s) {
            subscription.complete(s);
        }

        @Override
        public void onNext(T row) {
            rows.add(row);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }

        void request(long count) {
            subscription.join().request(count);
        }
    }

    @EveryServer
    void deliversAllRowsInOrder(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            Recorder<Integer> recorder = new Recorder<>();
            pool.sql(NUMBERS).prepared(protocol == Protocol.PREPARED).query(Integer.class).stream()
                    .subscribe(recorder);
            recorder.request(Long.MAX_VALUE);
            recorder.end.join();
            assertThat(recorder.rows)
                    .isEqualTo(IntStream.rangeClosed(1, 1000).boxed().toList());
            assertThat(pool.stats().inUse()).isZero();
        }
    }

    @EveryServer
    void deliversExactlyWhatIsAskedFor(TestServer server, Protocol protocol) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            Recorder<Integer> recorder = new Recorder<>();
            pool.sql(NUMBERS).prepared(protocol == Protocol.PREPARED).query(Integer.class).stream()
                    .subscribe(recorder);
            for (int asked = 0; asked < 1000; asked += 50) {
                int expected = asked + 50;
                recorder.request(30);
                recorder.request(20);
                await().until(() -> recorder.rows.size() >= expected);
                assertThat(recorder.rows).hasSize(expected);
            }
            // Completion needs no further demand.
            recorder.end.join();
        }
    }

    @EveryServer
    @Covers({"hostile:T198", "pool:F4"})
    void cancellingGivesTheConnectionBackCleanOrNotAtAll(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            for (int round = 0; round < 20; round++) {
                Recorder<Integer> recorder = new Recorder<>();
                pool.sql(NUMBERS).query(Integer.class).stream().subscribe(recorder);
                recorder.request(1 + round);
                if (round % 2 == 0) {
                    await().until(() -> !recorder.rows.isEmpty());
                }
                recorder.subscription.join().cancel();
                assertThat(pool.sql("select ?")
                                .params("nonce " + round)
                                .query(String.class)
                                .single()
                                .join())
                        .isEqualTo("nonce " + round);
                assertThat(recorder.end).isNotDone();
            }
        }
    }

    @EveryServer
    void aThrowingMapperEndsTheStreamAndNothingElse(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            Recorder<Integer> recorder = new Recorder<>();
            pool
                    .sql(NUMBERS)
                    .query(row -> {
                        if (row.getInt(0) == 10) {
                            throw new IllegalStateException("ten");
                        }
                        return row.getInt(0);
                    })
                    .stream()
                    .subscribe(recorder);
            recorder.request(Long.MAX_VALUE);
            assertThat(recorder.end)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withMessageContaining("ten");
            assertThat(recorder.rows).hasSize(9);
            assertThat(pool.sql("select 5").query(Integer.class).single().join())
                    .isEqualTo(5);
        }
    }

    @EveryServer
    void errorsArriveAsErrors(TestServer server) {
        try (MySqlPool pool = Pools.pool(server, 1)) {
            Recorder<Integer> recorder = new Recorder<>();
            pool.sql("select * from not_there").query(Integer.class).stream().subscribe(recorder);
            assertThat(recorder.end)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withCauseInstanceOf(MySqlServerException.class);
        }
    }

    @EveryServer
    void aSlowReceiverIsNotTheServersFault(TestServer server) {
        MySqlConfig.Builder config = Pools.config(server).queryTimeout(Duration.ofMillis(300));
        try (MySqlPool pool = Pools.pool(config, 1)) {
            Recorder<Integer> recorder = new Recorder<>();
            pool.sql(NUMBERS).query(Integer.class).stream().subscribe(recorder);
            recorder.request(10);
            await().until(() -> recorder.rows.size() == 10);
            CompletableFuture<Void> later = new CompletableFuture<>();
            CompletableFuture.delayedExecutor(600, java.util.concurrent.TimeUnit.MILLISECONDS)
                    .execute(() -> later.complete(null));
            later.join();
            assertThat(recorder.end).isNotDone();
            recorder.request(Long.MAX_VALUE);
            recorder.end.join();
            assertThat(recorder.rows).hasSize(1000);
        }
    }
}
