package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.PoolConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Two threads that meet in a pool of one resource, again and again; {@code -Draces} says how often. */
abstract class PoolRaces {

    private static final int RACES = Integer.getInteger("races", 5_000);

    static final PoolConfig ONE = PoolConfig.builder().minSize(0).maxSize(1).build();

    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        other.shutdownNow();
    }

    /** Both threads wait for each other before each race, and for the end of both after it. */
    final void race(Supplier<? extends Meeting> meetings) throws Exception {
        AtomicReference<Meeting> next = new AtomicReference<>();
        AtomicInteger started = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Future<?> opponent = other.submit(() -> {
            for (int race = 1; race <= RACES; race++) {
                started.incrementAndGet();
                await(started, 2 * race);
                next.get().other();
                ended.incrementAndGet();
                await(ended, 2 * race);
            }
        });
        for (int race = 1; race <= RACES; race++) {
            Meeting meeting = meetings.get();
            next.set(meeting);
            started.incrementAndGet();
            await(started, 2 * race);
            // Now the one comes a little earlier, now the other.
            for (int i = race % 64; i > 0; i--) {
                Thread.onSpinWait();
            }
            meeting.one();
            ended.incrementAndGet();
            await(ended, 2 * race);
            meeting.judge();
        }
        opponent.get(1, TimeUnit.MINUTES);
    }

    private static void await(AtomicInteger counter, int value) {
        for (int tries = 0; counter.get() < value; tries++) {
            if (tries % 100 == 99) {
                // Where there is only one processor, the other thread needs it.
                Thread.yield();
            }
            if (Thread.interrupted()) {
                throw new IllegalStateException("the other one has failed");
            }
            Thread.onSpinWait();
        }
    }

    static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    /** A pool whose only resource is lent; its network does everything at once, on the thread that asks for it. */
    abstract static class Meeting implements PoolScheduler, FakeResource.Behaviour {

        final List<FakeResource> opened = new ArrayList<>();
        final ConnectionPool<FakeResource> pool;
        final FakeResource resource;
        final int lease;

        @Nullable
        ConnectCallback<FakeResource> network;

        abstract void one();

        abstract void other();

        /** What must be true once both are through. */
        abstract void judge();

        Meeting() {
            this(ONE);
        }

        Meeting(PoolConfig config) {
            pool = new ConnectionPool<>(config, this::connect, this, new SplittableRandom(1), failure -> false);
            FakeResource lent = acquire().resource;
            require(lent != null, "lent at once");
            resource = lent;
            lease = resource.lease();
        }

        private Cancellable connect(ConnectCallback<FakeResource> callback) {
            network = callback;
            FakeResource next = new FakeResource(this);
            opened.add(next);
            callback.connected(next);
            return () -> {};
        }

        final FakeBorrower acquire() {
            FakeBorrower borrower = new FakeBorrower();
            pool.acquire(borrower);
            return borrower;
        }

        @Override
        public final void closeGracefully(FakeResource closing) {
            end(closing);
        }

        final void end(FakeResource ending) {
            ending.open = false;
            ConnectCallback<FakeResource> callback = network;
            if (callback != null) {
                callback.lost(ending);
            }
        }

        @Override
        public final long nanoTime() {
            return 0;
        }

        @Override
        public final Cancellable schedule(Runnable task, long delayNanos) {
            return () -> {};
        }

        @Override
        public final void execute(Runnable task) {
            task.run();
        }
    }
}
