package io.github.asyncmysql.driver;

import io.github.asyncmysql.LargeValue;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlUrl;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.RowQuery;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.TransactionRetry;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.blockhound.BlockHound;

/** A program whose event loops are watched by BlockHound, with what the driver's jar tells it. See {@link BlockHoundIT}. */
final class WatchedLoops {

    /** Is printed if no event loop was blocked. */
    static final String NOTHING = "blocked: nothing\n";

    /** Is printed if blocking was found in code of users. */
    static final String FOUND = "found: [continuation, listener, mapper]\n";

    private static final int CALLERS = 4;
    private static final int CALLS = 50;

    /** Nothing is thrown: that would end what it happens in. */
    private static final Queue<Throwable> BLOCKED = new ConcurrentLinkedQueue<>();

    private static final Set<String> FOUND_IN = new ConcurrentSkipListSet<>();

    /** Where the code of a user is that blocks on purpose. */
    private static final ThreadLocal<String> ON_PURPOSE = new ThreadLocal<>();

    private WatchedLoops() {}

    /** @param arguments addresses of servers; by the first one, all sorts of work are done if it names a database */
    public static void main(String[] arguments) throws Exception {
        BlockHound.builder()
                .loadIntegrations()
                // Locks of Netty's that its own rules leave out.
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free")
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$MagazineGroup", "free")
                .blockingMethodCallback(method -> noticed(String.valueOf(method)))
                .install();
        try (DriverResources resources = DriverResources.create("watched", 2)) {
            MySqlConfig first = config(arguments[0]);
            if (first.database() != null) {
                work(first, resources);
            }
            for (String url : arguments) {
                try (MySqlPool pool = pool(config(url), PoolConfig.builder(), resources)) {
                    query(pool, "select 1", Integer.class);
                }
            }
            refused(first, resources);
        }
        BLOCKED.forEach(Throwable::printStackTrace);
        System.out.print(BLOCKED.isEmpty() ? NOTHING : "blocked: " + BLOCKED.size() + " times\n");
        blockOnPurpose(config(arguments[0]));
        System.out.print("found: " + FOUND_IN + "\n");
    }

    private static void noticed(String method) {
        String where = ON_PURPOSE.get();
        if (where == null) {
            BLOCKED.add(new Throwable(method));
        } else {
            FOUND_IN.add(where);
        }
    }

    private static MySqlConfig config(String url) {
        return MySqlUrl.parse(url).config().allowPublicKeyRetrieval(true).build();
    }

    private static MySqlPool pool(MySqlConfig config, PoolConfig.Builder pools, DriverResources resources) {
        return AsyncMySql.pool(config, pools.minSize(0).maxSize(3).build(), resources);
    }

    private static <T> T query(MySqlPool pool, String sql, Class<T> type) {
        return pool.sql(sql).query(type).single().join();
    }

    private static void work(MySqlConfig config, DriverResources resources) throws InterruptedException {
        try (MySqlPool pool = pool(config, PoolConfig.builder().dnsCheckInterval(Duration.ofMillis(1)), resources)) {
            crowd(pool);
            transaction(pool);
            conflict(pool);
            session(pool);
            pool.sql("select sleep(20)")
                    .timeout(Duration.ofMillis(50))
                    .query()
                    .single()
                    .handle((row, failure) -> failure)
                    .join();
            pool.sql("select sleep(20)").query().single().cancel(false);
            pool.sql("select length(?)")
                    .params(LargeValue.bytes(() -> new ByteArrayInputStream(new byte[1 << 20]), Runnable::run))
                    .query(Long.class)
                    .single()
                    .join();
            pool.withConnection(connection -> connection
                            .sql("kill " + connection.connectionId())
                            .update()
                            .handle((result, failure) -> failure))
                    .join();
            // May be on its way before the server has closed that connection.
            pool.sql("select 1")
                    .query(Integer.class)
                    .single()
                    .handle((one, lost) -> lost)
                    .join();
        }
    }

    /** More callers than connections, who meet at the pool's lock. */
    private static void crowd(MySqlPool pool) throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(() -> {
                List<CompletableFuture<Integer>> answers = IntStream.range(0, CALLS)
                        .mapToObj(number -> pool.sql("select ?")
                                .params(number)
                                .query(Integer.class)
                                .single())
                        .toList();
                answers.forEach(CompletableFuture::join);
            });
            caller.start();
            callers.add(caller);
        }
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private static void transaction(MySqlPool pool) {
        pool.withTransaction(transaction -> transaction
                        .sql("create temporary table watched (a int, b text)")
                        .update()
                        .thenCompose(done -> transaction
                                .sql("insert into watched values (?, ?)")
                                .batch(IntStream.range(0, 500).boxed().toList(), (i, params) -> params.add(i)
                                        .add("b" + i)))
                        .thenCompose(done -> transaction
                                .sql("update watched set b = ? where a = ?")
                                .batch(List.of(List.of("x", 1), List.of("y", 2))))
                        .thenCompose(done ->
                                read(transaction.sql("select a from watched").query(Integer.class), 0))
                        .thenCompose(rows ->
                                read(transaction.sql("select a from watched").query(Integer.class), 64)))
                .join();
    }

    /** Is repeated after a pause. */
    private static void conflict(MySqlPool pool) {
        pool.withTransaction(
                        TransactionOptions.DEFAULT.retry(
                                new TransactionRetry(2, Duration.ofMillis(1), Duration.ofMillis(1))),
                        transaction -> transaction
                                .sql("signal sqlstate '40001' set mysql_errno = 1213")
                                .update())
                .handle((result, failure) -> failure)
                .join();
    }

    /** What is left in a session is cleared away before somebody else gets it. */
    private static void session(MySqlPool pool) {
        pool.withConnection(connection -> connection
                        .sql("set @left = 7")
                        .update()
                        .thenCompose(done -> connection.warnings())
                        .thenCompose(done -> connection.ping()))
                .join();
        query(pool, "select @left is null", Integer.class);
        try (MySqlConnection connection = pool.acquire().join()) {
            connection
                    .sql("not sql")
                    .update()
                    .handle((result, failure) -> failure)
                    .join();
        }
    }

    private static void refused(MySqlConfig config, DriverResources resources) {
        PoolConfig.Builder impatient = PoolConfig.builder().acquireTimeout(Duration.ofMillis(500));
        Stream.of(config.toBuilder().password("wrong"), config.toBuilder().port(1))
                .forEach(wrong -> {
                    try (MySqlPool pool = pool(wrong.build(), impatient, resources)) {
                        pool.ping().handle((pong, failure) -> failure).join();
                        pool.acquire().handle((lease, failure) -> failure).join();
                    }
                });
    }

    /** Where the code of a user runs on an event loop, nothing is allowed. */
    private static void blockOnPurpose(MySqlConfig config) throws Exception {
        PoolConfig.Builder listened = PoolConfig.builder().listener(new BlockingListener());
        // With one event loop, whoever asks on it cannot be answered before he has said what is to follow.
        try (DriverResources resources = DriverResources.create("one", 1);
                MySqlPool pool = pool(config, listened, resources)) {
            pool.sql("select 1").<Integer>query(row -> block("mapper")).single().join();
            resources
                    .eventLoopGroup()
                    .submit(() ->
                            pool.sql("select 1").query(Integer.class).single().thenApply(one -> block("continuation")))
                    .get(30, TimeUnit.SECONDS)
                    .join();
        }
    }

    private static int block(String where) {
        ON_PURPOSE.set(where);
        try {
            Thread.sleep(1);
            return 1;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            ON_PURPOSE.remove();
        }
    }

    private static CompletableFuture<Integer> read(RowQuery<Integer> query, int fetchSize) {
        CompletableFuture<Integer> count = new CompletableFuture<>();
        Flow.Publisher<Integer> rows = fetchSize == 0 ? query.stream() : query.stream(fetchSize);
        rows.subscribe(new Counter(count));
        return count;
    }

    /** Sleeps when a connection was opened. */
    private static final class BlockingListener implements PoolListener {

        @Override
        public void onCreated(long creationNanos) {
            block("listener");
        }
    }

    /** Counts rows. Confined to one subscription. */
    private static final class Counter implements Flow.Subscriber<Integer> {

        private final CompletableFuture<Integer> count;
        private int rows;

        Counter(CompletableFuture<Integer> count) {
            this.count = count;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Integer row) {
            rows++;
        }

        @Override
        public void onError(Throwable failure) {
            count.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            count.complete(rows);
        }
    }
}
