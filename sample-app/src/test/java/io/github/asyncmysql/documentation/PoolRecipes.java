package io.github.asyncmysql.documentation;

import io.github.asyncmysql.CausalSession;
import io.github.asyncmysql.Credentials;
import io.github.asyncmysql.MySqlConfig;
import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPool.Suspension;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.SessionInitializer;
import io.github.asyncmysql.TransactionOptions;
import io.github.asyncmysql.driver.AsyncMySql;
import io.github.asyncmysql.spring.boot.autoconfigure.PoolConfigCustomizer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;

/** What the page about the pool shows. Thread-safe. */
final class PoolRecipes {

    private PoolRecipes() {}

    // region pool-borrowing
    static CompletableFuture<Long> borrowing(MySqlPool pool) {
        // One statement: the pool borrows and gives back by itself.
        CompletableFuture<Integer> one =
                pool.sql("select 1").query(Integer.class).single();
        // Several statements in one session: borrowed until the returned future ends, whichever way.
        CompletableFuture<Long> several = pool.withConnection(
                connection -> connection.sql("set @answer = 42").update().thenCompose(done -> connection
                        .sql("select @answer")
                        .query(Long.class)
                        .single()));
        // In code that blocks, on a worker or a virtual thread.
        try (MySqlConnection connection = pool.acquire().join()) {
            connection.ping().join();
        }
        return one.thenCombine(several, (first, second) -> first + second);
    }
    // endregion

    static MySqlPool opened(MySqlConfig config) {
        // region pool-open
        PoolConfig settings = PoolConfig.builder()
                .name("orders")
                .minSize(2)
                .maxSize(20)
                .acquireTimeout(Duration.ofSeconds(5))
                .maxWaiting(200)
                .leakDetectionThreshold(Duration.ofMinutes(1))
                .evictErrors(Set.of(1105))
                .build();
        MySqlPool pool = AsyncMySql.open(config, settings).join();
        // endregion
        return pool;
    }

    // region pool-initializer
    /** Each session knows which region it serves, and has a table of its own. */
    static SessionInitializer sessions(Supplier<String> region) {
        return connection -> connection
                .sql("set @region = ?")
                .params(region.get())
                .update()
                .thenCompose(done -> connection
                        .sql("create temporary table basket (product bigint primary key)")
                        .update());
    }
    // endregion

    // region pool-initializer-bean
    @Bean
    static PoolConfigCustomizer preparedSessions(SessionInitializer sessions) {
        return settings -> settings.sessionInitializer(sessions);
    }
    // endregion

    static MySqlConnection detached(MySqlPool pool) {
        // region pool-detach
        MySqlConnection listener = pool.acquire().join();
        // Ours from now on: the pool opens another one, and we close this one.
        pool.detach(listener);
        // endregion
        return listener;
    }

    static void operations(MySqlPool pool, Credentials next) {
        // region pool-operations
        pool.resize(5, 50);
        pool.reconfigure(settings -> settings.idleTimeout(Duration.ofMinutes(1)).maxWaiting(1_000));
        pool.rotateCredentials(next).join();
        pool.evictAll().join();
        // endregion
    }

    static void checkpoint(MySqlPool pool, Runnable checkpoint) {
        // region pool-suspend
        pool.suspend(Suspension.WAIT);
        pool.evictAll().join();
        checkpoint.run();
        pool.resume();
        // endregion
    }

    static String refusal(MySqlPool pool) {
        // region pool-refusal
        String outcome = pool.acquire()
                .handle((connection, failure) -> {
                    if (failure instanceof MySqlPoolException refused) {
                        return switch (refused.reason()) {
                            case TIMEOUT, QUEUE_FULL, DOWN, SUSPENDED -> "try again later";
                            case CLOSED, NESTED -> "never";
                        };
                    }
                    connection.close();
                    return "served";
                })
                .join();
        // endregion
        return outcome;
    }

    // region pool-listener
    /** Counts what borrowers forget. */
    static final class Leaks implements PoolListener {

        final AtomicLong count = new AtomicLong();

        @Override
        public void onLeak(long usageNanos, Throwable borrower) {
            count.incrementAndGet();
        }
    }
    // endregion

    // region several-hosts-state
    /** Where writes go, and what is wrong with the others. */
    static List<String> hosts(MySqlPool pool) {
        return pool.hosts().stream()
                .map(host -> host.address() + ": " + host.role() + ", "
                        + host.stats().inUse() + " in use" + (host.detail() == null ? "" : ", " + host.detail()))
                .toList();
    }
    // endregion

    // region several-hosts-reads
    /** What may be a moment old. */
    static CompletableFuture<Long> products(MySqlPool pool) {
        return pool.replicas()
                .sql("select count(*) from product")
                .query(Long.class)
                .single();
    }

    /** The same in a transaction, all of which runs on one host. */
    static CompletableFuture<Long> productsOnce(MySqlPool pool) {
        return pool.withTransaction(TransactionOptions.READ_ONLY, transaction -> transaction
                .sql("select count(*) from product")
                .query(Long.class)
                .single());
    }
    // endregion

    // region several-hosts-causal
    /** Adds a product and reads it from a replica, in two requests of the same user. */
    static CompletableFuture<String> addAndFind(MySqlPool pool) {
        CausalSession first = pool.causal();
        return first.sql("insert into product (id, name) values (7, 'lamp')")
                .update()
                .thenCompose(done -> {
                    // Kept in a cookie, say.
                    String token = first.token();
                    return pool.causal(token)
                            .replicas()
                            .sql("select name from product where id = 7")
                            .query(String.class)
                            .single();
                });
    }
    // endregion
}
