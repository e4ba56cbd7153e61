package io.github.asyncmysql.benchmark.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/**
 * A fixed number of users, each of whom starts an operation, checks its answer and starts the next one from the
 * completion callback of the last, or after the call that blocked. Used by one thread; the load itself runs where the client's
 * callbacks do.
 */
public final class ClosedLoop {

    private static final long GRACE_SECONDS = 60;
    private static final long HIGHEST_LATENCY = TimeUnit.SECONDS.toNanos(GRACE_SECONDS);

    private final Scenario scenario;
    private final Executor start;
    private final Operation operation;
    private final long[] expected;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    public ClosedLoop(Scenario scenario, Executor start, Operation operation) {
        this.scenario = scenario;
        this.start = start;
        this.operation = operation;
        this.expected = scenario.expectedChecksums();
    }

    /** What one phase did. Latencies are in nanoseconds. Immutable but for the histogram. */
    public record Phase(long operations, long nanos, Histogram latencies) {}

    /**
     * Keeps all users busy for the given time. Begins and ends with nothing under way, so that everything that is spent
     * meanwhile belongs to the operations counted, and no operation is cut in two.
     */
    public Phase run(int seconds) throws Exception {
        AtomicHistogram latencies = new AtomicHistogram(HIGHEST_LATENCY, 3);
        CountDownLatch ended = new CountDownLatch(scenario.users());
        long begin = System.nanoTime();
        long deadline = begin + TimeUnit.SECONDS.toNanos(seconds);
        List<User> users = new ArrayList<>();
        for (int number = 1; number <= scenario.users(); number++) {
            users.add(new User(number, deadline, latencies, ended));
        }
        users.forEach(user -> start.execute(user::next));
        boolean over = ended.await(seconds + GRACE_SECONDS, TimeUnit.SECONDS);
        long nanos = System.nanoTime() - begin;
        if (failure.get() != null) {
            throw new IllegalStateException("an operation failed or answered wrongly", failure.get());
        }
        if (!over) {
            throw new IllegalStateException(ended.getCount() + " users got no answer for " + GRACE_SECONDS + " s");
        }
        return new Phase(users.stream().mapToLong(user -> user.operations).sum(), nanos, latencies);
    }

    private void fail(Throwable cause, CountDownLatch ended) {
        failure.compareAndSet(null, cause);
        ended.countDown();
    }

    /**
     * Thread-safe: whoever finds no operation under way starts the next one, so that operations follow each other also where
     * they end before the call that started them has returned, and on whatever thread.
     */
    private final class User implements Operation.Completion {

        private final AtomicInteger turns = new AtomicInteger();
        private final long deadline;
        private final AtomicHistogram latencies;
        private final CountDownLatch ended;
        private long random;
        private int id;
        private long started;
        private long operations;

        User(int number, long deadline, AtomicHistogram latencies, CountDownLatch ended) {
            this.deadline = deadline;
            this.latencies = latencies;
            this.ended = ended;
            this.random = number * 0x9E3779B97F4A7C15L;
        }

        void next() {
            if (turns.getAndIncrement() == 0) {
                do {
                    startOne();
                } while (turns.decrementAndGet() != 0);
            }
        }

        private void startOne() {
            started = System.nanoTime();
            if (started >= deadline || failure.get() != null) {
                ended.countDown();
                return;
            }
            id = expected.length == 1 ? 0 : 1 + nextRandom(expected.length - 1);
            try {
                operation.start(id, this);
            } catch (RuntimeException e) {
                failed(e);
            }
        }

        @Override
        public void done(int rows, long checksum) {
            if (rows != scenario.rows() || checksum != expected[id]) {
                failed(new IllegalStateException(String.format(
                        "id %d: expected %d rows with checksum %x, got %d rows with checksum %x",
                        id, scenario.rows(), expected[id], rows, checksum)));
                return;
            }
            operations++;
            if (!scenario.workload().isSlow(id)) {
                latencies.recordValue(Math.min(System.nanoTime() - started, HIGHEST_LATENCY));
            }
            next();
        }

        @Override
        public void failed(Throwable cause) {
            fail(cause, ended);
        }

        private int nextRandom(int bound) {
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            return (int) ((random >>> 1) % bound);
        }
    }
}
