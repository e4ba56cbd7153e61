package io.github.asyncmysql.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/**
 * A fixed number of users, each of whom starts an operation, checks its answer and starts the next one from the
 * completion callback of the last. Used by one thread, the load itself runs on the client's event loop.
 */
final class ClosedLoop {

    private static final long GRACE_SECONDS = 60;
    private static final long HIGHEST_LATENCY = TimeUnit.SECONDS.toNanos(GRACE_SECONDS);

    private final Workload workload;
    private final Operation operation;
    private final long[] expected;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    ClosedLoop(Workload workload, Operation operation) {
        this.workload = workload;
        this.operation = operation;
        this.expected = workload.expectedChecksums();
    }

    /** What one phase did. Latencies are in nanoseconds. Immutable but for the histogram. */
    record Phase(long operations, long nanos, Histogram latencies) {}

    /**
     * Keeps all users busy for the given time. Begins and ends with nothing under way, so that everything that is spent
     * meanwhile belongs to the operations counted, and no operation is cut in two.
     */
    Phase run(int seconds) throws Exception {
        AtomicHistogram latencies = new AtomicHistogram(HIGHEST_LATENCY, 3);
        CountDownLatch ended = new CountDownLatch(workload.users());
        long begin = System.nanoTime();
        long deadline = begin + TimeUnit.SECONDS.toNanos(seconds);
        List<User> users = new ArrayList<>();
        for (int number = 1; number <= workload.users(); number++) {
            users.add(new User(number, deadline, latencies, ended));
        }
        users.forEach(user -> operation.eventLoop().execute(user::next));
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

    /** Confined to the event loop while the phase runs. */
    private final class User implements Operation.Completion {

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
            if (rows != workload.rowsPerOperation() || checksum != expected[id]) {
                failed(new IllegalStateException(String.format(
                        "id %d: expected %d rows with checksum %x, got %d rows with checksum %x",
                        id, workload.rowsPerOperation(), expected[id], rows, checksum)));
                return;
            }
            operations++;
            latencies.recordValue(Math.min(System.nanoTime() - started, HIGHEST_LATENCY));
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
