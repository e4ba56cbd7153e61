package io.github.asyncmysql.driver;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.PoolStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Many callers borrow, query, stream and run transactions on one pool, and give most of it up at a random moment, from
 * different threads and in every way that there is. Every statement carries a number of its own, which its answer has to
 * bring back.
 *
 * <p>Thread-safe.
 */
final class CancelStorm {

    /** Rows in the table {@code storm_rows}, over which streams run. */
    static final int ROWS = 200;

    private static final int CALLERS = 64;
    private static final int THREADS = 2;
    private static final int UNEXPECTED_SHOWN = 20;

    private final MySqlPool pool;
    private final Iterable<? extends ExecutorService> eventLoops;
    private final long cancels;
    private final ExecutorService callers = Executors.newFixedThreadPool(THREADS, daemon("storm-caller"));
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(daemon("storm-timer"));
    private final Phaser running = new Phaser(1);
    private final LongAdder operations = new LongAdder();
    private final LongAdder cancelled = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final Queue<Long> committed = new ConcurrentLinkedQueue<>();
    private final Queue<String> unexpected = new ConcurrentLinkedQueue<>();

    /** What has happened. */
    record Report(
            long operations,
            long cancelled,
            long answered,
            long wrong,
            List<Long> committed,
            List<String> unexpected,
            long millis,
            PoolStats stats) {}

    CancelStorm(MySqlPool pool, Iterable<? extends ExecutorService> eventLoops, long cancels) {
        this.pool = pool;
        this.eventLoops = eventLoops;
        this.cancels = cancels;
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Runs until so many operations have been given up, and until whatever else was started has ended. */
    Report run(long seed) throws InterruptedException, TimeoutException {
        long begin = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < CALLERS; i++) {
            Caller caller = new Caller(i, random.split());
            running.register();
            callers.execute(caller::next);
        }
        // Everything ends by itself: statements have time limits, and so has borrowing.
        running.awaitAdvanceInterruptibly(running.arrive(), 1, TimeUnit.HOURS);
        callers.shutdown();
        timer.shutdown();
        return new Report(
                operations.sum(),
                cancelled.sum(),
                answered.sum(),
                wrong.sum(),
                List.copyOf(committed),
                List.copyOf(unexpected),
                (System.nanoTime() - begin) / 1_000_000,
                pool.stats());
    }

    private void noteUnexpected(String what) {
        if (unexpected.size() < UNEXPECTED_SHOWN) {
            unexpected.add(what);
        }
    }

    /** One after the other; the next begins when the last one has ended for its caller. Confined to one thread at a time. */
    private final class Caller {

        private final long number;
        private final SplittableRandom random;
        private final List<ExecutorService> loops = new ArrayList<>();
        private long sequence;

        Caller(long number, SplittableRandom random) {
            this.number = number;
            this.random = random;
            eventLoops.forEach(loops::add);
        }

        void next() {
            if (cancelled.sum() >= cancels) {
                running.arriveAndDeregister();
                return;
            }
            operations.increment();
            long nonce = ++sequence * CALLERS + number;
            switch (random.nextInt(10)) {
                case 0 -> finish(pool.acquire(), nonce, this::checkBorrowed);
                case 1, 2 ->
                    finish(pool.sql("select ?").params(nonce).query(Long.class).single(), nonce, this::check);
                case 3 -> finish(pool.sql("select " + nonce).query(Long.class).single(), nonce, this::check);
                case 4 ->
                    finish(
                            pool.sql("select ? + 0 from storm_rows")
                                    .params(nonce)
                                    .query(Long.class)
                                    .list(),
                            nonce,
                            this::checkAll);
                case 5 -> finish(twice(nonce), nonce, this::check);
                case 6, 7 ->
                    finish(transaction(nonce), nonce, (expected, result) -> {
                        check(expected, result);
                        committed.add(expected);
                    });
                case 8 -> stream("select ? + 0 from storm_rows", nonce, random.nextInt(ROWS + 50));
                default -> {
                    // Seldom more than is worth reading to its end.
                    boolean large = random.nextInt(50) == 0;
                    stream(
                            large ? "select ? + 0 from storm_rows a, storm_rows b" : "select ? + 0",
                            nonce,
                            random.nextInt(large ? ROWS * ROWS : 2));
                }
            }
        }

        private CompletableFuture<Long> twice(long nonce) {
            return pool.withConnection(connection -> {
                CompletableFuture<Long> first = connection
                        .sql("select ? - 1")
                        .params(nonce)
                        .query(Long.class)
                        .single();
                CompletableFuture<Long> second = connection
                        .sql("select ? + 1")
                        .params(nonce)
                        .query(Long.class)
                        .single();
                return first.thenCombine(second, (below, above) -> (below + above) / 2);
            });
        }

        private CompletableFuture<Long> transaction(long nonce) {
            return pool.withTransaction(transaction -> transaction
                    .sql("insert into storm_done values (?)")
                    .params(nonce)
                    .update()
                    .thenCompose(inserted -> transaction
                            .sql("select id from storm_done where id = ?")
                            .params(nonce)
                            .query(Long.class)
                            .single()));
        }

        private void check(long nonce, @Nullable Long answer) {
            answered.increment();
            if (answer == null || answer != nonce) {
                wrong.increment();
                noteUnexpected("asked for " + nonce + ", got " + answer);
            }
        }

        private void checkAll(long nonce, List<Long> answers) {
            answered.increment();
            if (answers.size() != ROWS || answers.stream().anyMatch(answer -> answer != nonce)) {
                wrong.increment();
                noteUnexpected("asked for rows of " + nonce + ", got " + answers.size() + ": " + answers);
            }
        }

        private void checkBorrowed(long nonce, MySqlConnection connection) {
            answered.increment();
            if (connection.inTransaction() || !connection.isOpen()) {
                wrong.increment();
                noteUnexpected("borrowed a connection that is closed or in a transaction");
            }
            connection.close();
        }

        /** Gives it up at a random moment, or never. */
        private <T> void finish(CompletableFuture<T> future, long nonce, Check<T> check) {
            future.whenComplete((result, failure) -> {
                if (failure == null) {
                    check.answer(nonce, result);
                } else if (future.isCancelled() || failure instanceof TimeoutException) {
                    cancelled.increment();
                } else {
                    noteUnexpected(String.valueOf(failure));
                }
                callers.execute(this::next);
            });
            giveUp(future);
        }

        private void giveUp(CompletableFuture<?> future) {
            switch (random.nextInt(8)) {
                case 0 -> future.cancel(true);
                case 1 -> {
                    for (int i = random.nextInt(3000); i > 0; i--) {
                        Thread.onSpinWait();
                    }
                    future.cancel(false);
                }
                case 2, 3 -> timer.schedule(() -> future.cancel(true), random.nextInt(1500), TimeUnit.MICROSECONDS);
                case 4 -> future.orTimeout(random.nextInt(1500), TimeUnit.MICROSECONDS);
                case 5 -> loops.get(random.nextInt(loops.size())).execute(() -> future.cancel(true));
                case 6 ->
                    timer.schedule(
                            () -> future.completeExceptionally(new TimeoutException()),
                            random.nextInt(1500),
                            TimeUnit.MICROSECONDS);
                default -> {
                    // This one is waited for.
                }
            }
        }

        private void stream(String sql, long nonce, int enough) {
            CancellingSubscriber subscriber = new CancellingSubscriber(nonce, enough, end -> {
                switch (end) {
                    case CANCELLED -> cancelled.increment();
                    case COMPLETE -> answered.increment();
                    case WRONG -> wrong.increment();
                    default -> noteUnexpected("stream: " + end);
                }
                callers.execute(this::next);
            });
            pool.sql(sql).params(nonce).query(Long.class).stream().subscribe(subscriber);
            if (random.nextInt(3) == 0) {
                timer.schedule(subscriber::cancel, random.nextInt(1500), TimeUnit.MICROSECONDS);
            }
        }
    }

    private interface Check<T> {
        void answer(long nonce, T result);
    }
}
