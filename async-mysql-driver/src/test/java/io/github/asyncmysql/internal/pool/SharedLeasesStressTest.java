package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.PoolConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several threads share leases, want resources to themselves, and give up; nobody has what is somebody else's own. */
class SharedLeasesStressTest extends ConnectionPoolFixture {

    private static final int THREADS = 4;
    private static final int OPERATIONS = 100_000;
    private static final int LIMIT = 3;
    private static final int ALONE = 1_000;
    private static final Pace PACE = new FakePace(100);

    private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    /** What is held, each once for each of those who have it. */
    private final Queue<Held> held = new ConcurrentLinkedQueue<>();

    private record Held(FakeResource resource, boolean alone) {}

    @AfterEach
    void stop() {
        callers.shutdownNow();
    }

    /** One who counts himself among those who have a resource: those alone as a thousand. */
    private final class Caller extends FakeBorrower {

        private final boolean shares;
        private final SharedLeases<FakeResource> leases;

        Caller(boolean shares, SharedLeases<FakeResource> leases) {
            this.shares = shares;
            this.leases = leases;
        }

        @Override
        protected boolean sharesLease() {
            return shares;
        }

        @Override
        protected void acquired(FakeResource resource) {
            heard.incrementAndGet();
            if (shares && !isSeated()) {
                // Before anybody can give back on behalf of this one.
                leases.open(resource, PACE, leases.now());
            }
            take(resource, !shares);
        }

        @Override
        void signalled() {
            heard.incrementAndGet();
        }
    }

    private void take(FakeResource resource, boolean alone) {
        int others = resource.holders.getAndAdd(alone ? ALONE : 1);
        if (alone ? others != 0 : others >= LIMIT) {
            wrong.incrementAndGet();
        }
        held.add(new Held(resource, alone));
    }

    private void giveOneBack(ConnectionPool<FakeResource> pool, SharedLeases<FakeResource> leases) {
        @Nullable Held one = held.poll();
        if (one == null) {
            return;
        }
        FakeResource resource = one.resource();
        resource.holders.addAndGet(one.alone() ? -ALONE : -1);
        if (one.alone()) {
            pool.release(resource);
        } else {
            leases.answered(resource);
            leases.leave(resource);
        }
    }

    private void call(ConnectionPool<FakeResource> pool, SharedLeases<FakeResource> leases, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < OPERATIONS; i++) {
            int dice = random.nextInt(100);
            if (dice < 50) {
                boolean shares = dice < 40;
                FakeResource joined = shares ? leases.join(PACE, leases.now()) : null;
                if (joined != null) {
                    take(joined, false);
                    continue;
                }
                Caller caller = new Caller(shares, leases);
                asked.incrementAndGet();
                pool.acquire(caller);
                if (random.nextInt(10) == 0 && pool.cancel(caller)) {
                    cancelled.incrementAndGet();
                }
            } else {
                giveOneBack(pool, leases);
            }
        }
    }

    @Test
    void theLedgerAddsUpHoweverThreadsMeet() throws Exception {
        ConnectionPool<FakeResource> pool =
                instantPool(PoolConfig.builder().minSize(0).maxSize(4).maxWaiting(-1));
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int seed = i;
            running.add(callers.submit(() -> call(pool, leases, seed)));
        }
        for (Future<?> one : running) {
            one.get(60, TimeUnit.SECONDS);
        }
        Awaitility.await().until(() -> {
            while (!held.isEmpty()) {
                giveOneBack(pool, leases);
            }
            return held.isEmpty() && heard.get() + cancelled.get() == asked.get();
        });

        assertThat(wrong).hasValue(0);
        assertThat(pool.totals().shared()).isPositive();
        assertThat(pool.totals().waited()).isPositive();
        assertThat(pool.stats().inUse()).isZero();
        assertThat(pool.stats().waiting()).isZero();
        assertThat(pool.freeSize()).isEqualTo(pool.size());
    }
}
