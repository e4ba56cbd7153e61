package io.github.asyncmysql.faults;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.faults.Ledger.Entry;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Callers that read, write, run transactions and stream, and give up a tenth of it: 60 % reads of a number of their own,
 * 25 % inserts under a number of their own, 10 % transactions of three statements, 5 % streams. Everything is written into the
 * ledger.
 *
 * <p>Thread-safe.
 */
final class Workload {

    private static final int PAUSE_AFTER_FAILURE_MILLIS = 10;

    private final MySqlPool pool;
    private final Ledger ledger;
    private final Scale scale;
    private final ScheduledExecutorService callers = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "fault-caller");
        thread.setDaemon(true);
        return thread;
    });
    private final Phaser running = new Phaser(1);
    private volatile boolean stopping;

    Workload(MySqlPool pool, Ledger ledger, Scale scale) {
        this.pool = pool;
        this.ledger = ledger;
        this.scale = scale;
    }

    void start(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < scale.callers(); i++) {
            Caller caller = new Caller(i, random.split());
            running.register();
            callers.execute(caller::next);
        }
    }

    /** Starts nothing more, and waits until everything has ended, which has to happen by itself. */
    void stop() throws InterruptedException, TimeoutException {
        stopping = true;
        running.awaitAdvanceInterruptibly(running.arrive(), 2, TimeUnit.MINUTES);
        callers.shutdown();
    }

    /** One operation after the other. Confined to one thread at a time. */
    private final class Caller {

        private final long number;
        private final SplittableRandom random;
        private long sequence;

        Caller(long number, SplittableRandom random) {
            this.number = number;
            this.random = random;
        }

        void next() {
            if (stopping) {
                running.arriveAndDeregister();
                return;
            }
            long id = ++sequence * 1000 + number;
            int kind = random.nextInt(100);
            if (kind < 60) {
                run(read(id), 1, entry -> {});
            } else if (kind < 85) {
                run(insert(id), 1, entry -> ledger.inserts.put(id, entry));
            } else if (kind < 95) {
                run(transaction(id), 5, entry -> ledger.transactions.put(id, entry));
            } else {
                run(stream(id), 1, entry -> {});
            }
        }

        private CompletableFuture<?> read(long id) {
            return pool.sql("select ?, @left_behind")
                    .params(id)
                    .query(row -> {
                        if (row.getLong(0) != id) {
                            ledger.wrongAnswers.increment();
                        }
                        if (!row.isNull(1)) {
                            ledger.dirtySessions.increment();
                        }
                        return id;
                    })
                    .single();
        }

        private CompletableFuture<?> insert(long id) {
            return pool.sql("insert into fault_inserts values (?)").params(id).update();
        }

        private CompletableFuture<?> transaction(long id) {
            return pool.withTransaction(transaction -> transaction
                    .sql("set @left_behind = 1")
                    .update()
                    .thenCompose(set -> transaction
                            .sql("insert into fault_transactions values (?)")
                            .params(id)
                            .update())
                    .thenCompose(inserted -> transaction
                            .sql("update fault_counter set n = n + 1")
                            .update())
                    .thenCompose(updated -> transaction
                            .sql("select ?")
                            .params(id)
                            .query(Long.class)
                            .single())
                    .thenApply(answer -> {
                        if (answer != id) {
                            ledger.wrongAnswers.increment();
                        }
                        return answer;
                    }));
        }

        private CompletableFuture<?> stream(long id) {
            RowCount count = new RowCount(id);
            pool.sql("select ? + 0 from fault_rows limit " + scale.streamRows()).params(id).query(Long.class).stream()
                    .subscribe(count);
            return count.ended;
        }

        private void run(CompletableFuture<?> future, int statements, Consumer<Entry> note) {
            long begin = System.nanoTime();
            long limit = Scale.ACQUIRE_TIMEOUT
                    .plus(Scale.QUERY_TIMEOUT.multipliedBy(statements))
                    .toMillis();
            AtomicInteger ends = new AtomicInteger();
            future.whenComplete((result, failure) -> {
                if (ends.incrementAndGet() > 1) {
                    ledger.endedTwice.increment();
                }
                long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
                Entry entry = ledger.ended(failure, millis - limit);
                note.accept(entry);
                boolean failed = entry != Entry.OK && entry != Entry.GIVEN_UP;
                callers.schedule(this::next, failed ? PAUSE_AFTER_FAILURE_MILLIS : 0, TimeUnit.MILLISECONDS);
            });
            if (random.nextInt(10) == 0) {
                if (random.nextBoolean()) {
                    callers.schedule(() -> future.cancel(true), random.nextInt(5000), TimeUnit.MICROSECONDS);
                } else {
                    future.orTimeout(random.nextInt(5000), TimeUnit.MICROSECONDS);
                }
            }
        }
    }

    /** Counts rows, all of which have to be the number asked for; a stream that ends well has to be complete. */
    private final class RowCount implements Flow.Subscriber<Long> {

        private static final int BATCH = 256;

        private final long id;
        private long rows;
        private Flow.@Nullable Subscription subscription;
        final CompletableFuture<Long> ended = new CompletableFuture<>();

        RowCount(long id) {
            this.id = id;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            ended.whenComplete((result, failure) -> subscription.cancel());
            subscription.request(BATCH);
        }

        @Override
        public void onNext(Long row) {
            if (row != id) {
                ledger.wrongAnswers.increment();
            }
            rows++;
            Flow.Subscription current = subscription;
            if (rows % BATCH == 0 && current != null) {
                current.request(BATCH);
            }
        }

        @Override
        public void onError(Throwable failure) {
            ended.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            if (rows != scale.streamRows() && !ended.isDone()) {
                ledger.violation("a stream was complete after " + rows + " rows");
            }
            ended.complete(rows);
        }
    }

    /** How many of the entries of that kind are in the ledger. */
    static long count(Map<Long, Entry> entries, Entry kind) {
        return entries.values().stream().filter(entry -> entry == kind).count();
    }
}
