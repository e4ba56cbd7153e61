package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two threads that meet in a pool of one resource, again and again; {@code -Draces} says how often. */
class ConnectionPoolRacesTest {

    private static final int RACES = Integer.getInteger("races", 5_000);

    private static final PoolConfig ONE =
            PoolConfig.builder().minSize(0).maxSize(1).build();

    private static final PoolConfig WATCHING =
            ONE.toBuilder().leakDetectionThreshold(Duration.ofDays(1)).build();

    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        other.shutdownNow();
    }

    /** Both threads wait for each other before each race, and for the end of both after it. */
    private void race(Supplier<? extends Meeting> meetings) throws Exception {
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

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    /** A pool whose only resource is lent; its network does everything at once, on the thread that asks for it. */
    private abstract static class Meeting implements PoolScheduler, FakeResource.Behaviour {

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

    /** The first of two who wait gives up while the resource comes back. */
    private static final class CancelAgainstRelease extends Meeting {

        private final FakeBorrower first = acquire();
        private final FakeBorrower second = acquire();
        private volatile boolean cancelled;

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            cancelled = pool.cancel(first);
        }

        @Override
        void judge() {
            require(first.signals == (cancelled ? 0 : 1), "the first one is served, unless he has given up");
            require(second.signals == (cancelled ? 1 : 0), "else the second one is, and never both");
            require(pool.stats().waiting() == (cancelled ? 0 : 1), "who was not served still waits");
        }
    }

    @Test
    @Covers({"pool:A10", "pool:C1", "pool:C2"})
    void whoGivesUpWhileItIsHandedToHimHasItOrLeavesItToTheNext() throws Exception {
        race(CancelAgainstRelease::new);
    }

    /** Somebody asks while the resource comes back. */
    private static final class AcquireAgainstRelease extends Meeting {

        private volatile @Nullable FakeBorrower asker;

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            asker = acquire();
        }

        @Override
        void judge() {
            FakeBorrower borrower = asker;
            require(borrower != null && borrower.resource == resource && borrower.signals == 1, "he has it");
            require(opened.size() == 1, "and no second one was opened");
        }
    }

    @Test
    @Covers({"pool:A1", "pool:B5"})
    void whoAsksWhileItIsGivenBackGetsIt() throws Exception {
        race(AcquireAgainstRelease::new);
    }

    /** The same lease is given back twice. */
    private static final class ReleaseTwice extends Meeting {

        private final FakeBorrower first = acquire();
        private final FakeBorrower second = acquire();

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            pool.release(resource, lease);
        }

        @Override
        void judge() {
            require(first.signals == 1 && second.signals == 0, "one lease serves one");
        }
    }

    @Test
    @Covers("pool:C8")
    void whatIsGivenBackTwiceServesOne() throws Exception {
        race(ReleaseTwice::new);
    }

    /** The resource ends while it comes back. */
    private static final class EndAgainstRelease extends Meeting {

        private final FakeBorrower waiting = acquire();

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            end(resource);
        }

        @Override
        void judge() {
            require(waiting.signals == 1, "he is served, if only with one that has just ended");
            require(pool.size() == (waiting.resource == resource ? 0 : 1), "what has ended is not counted");
        }
    }

    @Test
    @Covers({"pool:E3", "pool:E13"})
    void whoWaitsIsServedAlthoughItEndsWhileItIsGivenBack() throws Exception {
        race(EndAgainstRelease::new);
    }

    /** Cleaning ends on another thread while the pool notes that it has begun. */
    private static final class CleaningAgainstRelease extends Meeting {

        private final FakeBorrower waiting = acquire();
        private final AtomicReference<UsableCallback> cleaning = new AtomicReference<>();

        @Override
        public boolean recycle(FakeResource cleaned, UsableCallback done) {
            cleaning.set(done);
            for (int i = ThreadLocalRandom.current().nextInt(200); i > 0; i--) {
                Thread.onSpinWait();
            }
            return false;
        }

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            UsableCallback done = cleaning.get();
            while (done == null) {
                Thread.onSpinWait();
                done = cleaning.get();
            }
            done.done(true);
        }

        @Override
        void judge() {
            require(waiting.resource == resource && waiting.signals == 1, "he has it as soon as it is clean");
        }
    }

    @Test
    @Covers("pool:C4")
    void whatIsCleanBeforeThePoolHasNotedItsReturnIsLentAgain() throws Exception {
        race(CleaningAgainstRelease::new);
    }

    /** The object that stands for the lease is taken for lost while it is given back after all. */
    private static final class CollectionAgainstRelease extends Meeting {

        private volatile @Nullable FakeBorrower asker;

        CollectionAgainstRelease() {
            super(WATCHING);
            pool.watch(resource, this);
        }

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            LeaseWatch.Watched<?> watched = resource.watched;
            if (watched != null) {
                watched.enqueue();
            }
            asker = acquire();
        }

        @Override
        void judge() {
            FakeBorrower borrower = asker;
            require(borrower != null && borrower.signals == 1, "who asks is served");
            long leaks = pool.totals().leaks();
            require(opened.size() == 1 + leaks, "either it came back or it was replaced");
            require(resource.open == (leaks == 0), "and is closed only in that case");
            require(pool.stats().inUse() == 1, "it is lent once");
        }
    }

    @Test
    @Covers({"pool:H10", "pool:C8"})
    void whatIsTakenForLostWhileItIsGivenBackIsOneOrTheOther() throws Exception {
        race(CollectionAgainstRelease::new);
    }

    /** The pool is closed while the resource comes back. */
    private static final class CloseAgainstRelease extends Meeting {

        private final FakeBorrower waiting = acquire();
        private @Nullable CompletableFuture<Void> closed;

        @Override
        void one() {
            pool.release(resource, lease);
        }

        @Override
        void other() {
            closed = pool.closeAsync();
        }

        @Override
        void judge() {
            require(waiting.signals == 1, "he is served or refused");
            if (waiting.resource != null) {
                require(closed != null && !closed.isDone(), "closing waits for him");
                pool.release(waiting.resource);
            }
            require(closed != null && closed.isDone() && pool.size() == 0 && !resource.open, "all has ended");
        }
    }

    @Test
    @Covers({"pool:C7", "pool:G5"})
    void whatComesBackWhileThePoolClosesIsClosed() throws Exception {
        race(CloseAgainstRelease::new);
    }
}
