package io.github.asyncmysql.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.BatchOptions;
import io.github.asyncmysql.BatchResult;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.EveryServer;
import io.github.asyncmysql.testsupport.TestServer;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Connections that were borrowed and then forgotten, so that only the garbage collector knows of them. */
class ForgottenLeaseIT {

    private final List<Throwable> leaks = new CopyOnWriteArrayList<>();
    private DriverResources resources;

    @BeforeEach
    void start() {
        resources = DriverResources.create("forgotten", 1);
    }

    @AfterEach
    void stop() {
        resources.close();
    }

    private MySqlPool pool(TestServer server, int maxSize) {
        return AsyncMySql.pool(
                Pools.config(server).build(),
                PoolConfig.builder()
                        .minSize(0)
                        .maxSize(maxSize)
                        .acquireTimeout(Duration.ofMinutes(1))
                        .leakDetectionThreshold(Duration.ofHours(1))
                        .listener(new PoolListener() {
                            @Override
                            public void onLeak(long usageNanos, Throwable borrower) {
                                leaks.add(borrower);
                            }
                        })
                        .build(),
                resources);
    }

    private static long forget(MySqlPool pool) {
        MySqlConnection connection = pool.acquire().join();
        connection.sql("set @forgotten = 1").update().join();
        return connection.connectionId();
    }

    private static boolean isOpen(TestServer server, MySqlPool pool, long id) {
        return pool.sql("select count(*) from information_schema.processlist where id = ?")
                        .params(id)
                        .query(Integer.class)
                        .single()
                        .join()
                > 0;
    }

    /** Has everything collected that nobody can reach, and the pool look for it. */
    private static void collect(MySqlPool pool) {
        WeakReference<Object> witness = new WeakReference<>(new Object());
        Awaitility.await().until(() -> {
            System.gc();
            return witness.refersTo(null);
        });
        pool.acquire().join().close();
    }

    private static void untilCollected(MySqlPool pool, int leaks) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            collect(pool);
            return pool.totals().leaks() == leaks;
        });
    }

    @EveryServer
    @Covers({"pool:H10", "fault:F39"})
    void whoeverWaitsGetsAnotherConnectionInPlaceOfTheForgottenOne(TestServer server) {
        try (MySqlPool pool = pool(server, 1)) {
            long forgotten = forget(pool);
            CompletableFuture<Integer> waiting =
                    pool.sql("select 1").query(Integer.class).single();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                System.gc();
                return waiting.isDone();
            });
            assertThat(waiting.join()).isEqualTo(1);
            Awaitility.await().until(() -> !isOpen(server, pool, forgotten));
            assertThat(leaks).singleElement().satisfies(borrower -> assertThat(borrower)
                    .hasStackTraceContaining("ForgottenLeaseIT.forget"));
            assertThat(pool.totals().leaks()).isEqualTo(1);
            assertThat(pool.totals().closed()).containsEntry(CloseReason.LEAK, 1L);
            assertThat(pool.stats().inUse()).isZero();
        }
    }

    /** Starts a statement on a connection that nobody keeps. */
    private static CompletableFuture<Integer> lockAndForget(MySqlPool pool) {
        MySqlConnection connection = pool.acquire().join();
        return connection
                .sql("select get_lock(?, 60)")
                .params("forgotten")
                .query(Integer.class)
                .single();
    }

    /** Takes the first item, and the others when it is told to. */
    private static final class Patient implements Flow.Subscriber<Integer> {

        private final List<Integer> items = new CopyOnWriteArrayList<>();
        private final CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1);
            subscribed.complete(subscription);
        }

        boolean hasBegun() {
            return !items.isEmpty();
        }

        @Override
        public void onNext(Integer item) {
            items.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            end.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }

    private static Patient streamAndForget(MySqlPool pool) {
        Patient reader = new Patient();
        MySqlConnection connection = pool.acquire().join();
        connection.sql("select 1 union all select 2 union all select 3").query(Integer.class).stream()
                .subscribe(reader);
        return reader;
    }

    private static CompletableFuture<BatchResult> insertAndForget(MySqlPool pool, Flow.Publisher<Integer> numbers) {
        MySqlConnection connection = pool.acquire().join();
        connection.sql("create temporary table forgotten (n int)").update().join();
        return connection
                .sql("insert into forgotten values (?)")
                .batch(numbers, (number, row) -> row.add(number), BatchOptions.DEFAULT);
    }

    /** A statement that waits for a lock, a stream whose reader pauses, and a batch whose rows are late. */
    @EveryServer
    @Covers("pool:H10")
    void whatIsUnderWayKeepsItsConnection(TestServer server) {
        try (MySqlPool pool = pool(server, 5);
                MySqlConnection holder = pool.acquire().join();
                SubmissionPublisher<Integer> numbers = new SubmissionPublisher<>(Runnable::run, 256)) {
            holder.sql("select get_lock('forgotten', 60)")
                    .query(Integer.class)
                    .single()
                    .join();
            CompletableFuture<Integer> statement = lockAndForget(pool);
            Patient reader = streamAndForget(pool);
            CompletableFuture<BatchResult> batch = insertAndForget(pool, numbers);
            Awaitility.await().until(() -> numbers.hasSubscribers());
            Awaitility.await().until(reader::hasBegun);
            numbers.submit(1);
            collect(pool);
            assertThat(pool.totals().leaks()).isZero();
            assertThat(statement).isNotDone();
            assertThat(batch).isNotDone();
            holder.sql("do release_lock('forgotten')").update().join();
            assertThat(statement.join()).isEqualTo(1);
            reader.subscribed.join().request(10);
            reader.end.join();
            assertThat(reader.items).containsExactly(1, 2, 3);
            numbers.submit(2);
            numbers.close();
            assertThat(batch.join().affectedRows()).isEqualTo(2);
            // Their results keep them, too.
            statement = null;
            reader = null;
            batch = null;
            untilCollected(pool, 3);
        }
    }

    /** Work whose end depends on a future that nobody keeps. */
    private static void loseWork(MySqlPool pool) {
        pool.withConnection(connection -> connection
                .sql("select 1")
                .query(Integer.class)
                .single()
                .thenCompose(one -> new CompletableFuture<Integer>()));
    }

    private static void loseTransaction(MySqlPool pool) {
        pool.withTransaction(transaction -> transaction
                .sql("select 1")
                .query(Integer.class)
                .single()
                .thenCompose(one -> new CompletableFuture<Integer>()));
    }

    @EveryServer
    @Covers("pool:H10")
    void workThatNobodyCanEndAnyMoreLosesItsConnection(TestServer server) {
        try (MySqlPool pool = pool(server, 3)) {
            loseWork(pool);
            loseTransaction(pool);
            untilCollected(pool, 2);
            assertThat(pool.stats().inUse()).isZero();
        }
    }
}
