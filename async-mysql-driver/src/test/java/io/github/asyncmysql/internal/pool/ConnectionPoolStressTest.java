package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several threads at once, with a ledger that must add up. */
class ConnectionPoolStressTest {

    private static final int THREADS = 4;
    private static final int OPERATIONS = 50_000;

    private final ScheduledExecutorService network = Executors.newScheduledThreadPool(2);
    private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicInteger lentTwice = new AtomicInteger();
    private final Queue<FakeResource> held = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        callers.shutdownNow();
        network.shutdownNow();
    }

    /** Connects, cleans and closes a little later on threads of its own. */
    private final class Network implements ResourceFactory<FakeResource>, PoolScheduler {

        @Override
        public Cancellable connect(ConnectCallback<FakeResource> callback) {
            network.execute(() -> {
                if (ThreadLocalRandom.current().nextInt(50) == 0) {
                    callback.failed(new MySqlConnectionException(Kind.UNREACHABLE, "down", Outcome.NOT_SENT, null));
                    return;
                }
                mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
                callback.connected(new FakeResource(new Peer(callback)));
            });
            return () -> {};
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Cancellable schedule(Runnable task, long delayNanos) {
            var future = network.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        }

        @Override
        public void execute(Runnable task) {
            network.execute(task);
        }
    }

    /** The other end of one resource. */
    private final class Peer implements FakeResource.Behaviour {

        private final ConnectCallback<FakeResource> pool;
        private final AtomicInteger ended = new AtomicInteger();

        Peer(ConnectCallback<FakeResource> pool) {
            this.pool = pool;
        }

        @Override
        public boolean recycle(FakeResource resource, UsableCallback done) {
            int dice = ThreadLocalRandom.current().nextInt(10);
            if (dice > 2) {
                return true;
            }
            network.execute(() -> done.done(dice != 0));
            return false;
        }

        @Override
        public void validate(FakeResource resource, UsableCallback done) {
            boolean alive = ThreadLocalRandom.current().nextInt(20) != 0;
            network.execute(() -> done.done(alive));
        }

        @Override
        public void closeGracefully(FakeResource resource) {
            network.execute(() -> end(resource));
        }

        @Override
        public void abort(FakeResource resource) {
            end(resource);
        }

        void end(FakeResource resource) {
            if (ended.getAndIncrement() == 0) {
                resource.open = false;
                open.decrementAndGet();
                pool.lost(resource);
            }
        }
    }

    private final class Caller implements Runnable {

        private final ConnectionPool<FakeResource> pool;
        private final SplittableRandom random;

        Caller(ConnectionPool<FakeResource> pool, long seed) {
            this.pool = pool;
            this.random = new SplittableRandom(seed);
        }

        @Override
        public void run() {
            for (int i = 0; i < OPERATIONS; i++) {
                int dice = random.nextInt(100);
                if (dice < 50) {
                    FakeBorrower borrower = borrow();
                    if (dice < 15 && pool.cancel(borrower)) {
                        cancelled.incrementAndGet();
                    }
                } else {
                    giveBack(dice);
                }
            }
        }

        private FakeBorrower borrow() {
            asked.incrementAndGet();
            FakeBorrower borrower =
                    new FakeBorrower((self, resource) -> {
                        if (resource.holders.incrementAndGet() != 1) {
                            lentTwice.incrementAndGet();
                        }
                        held.add(resource);
                    }) {
                        @Override
                        void signalled() {
                            heard.incrementAndGet();
                        }
                    };
            pool.acquire(borrower);
            return borrower;
        }

        private void giveBack(int dice) {
            FakeResource resource = held.poll();
            if (resource == null) {
                return;
            }
            if (dice == 98) {
                ((Peer) resource.behaviour).end(resource);
            } else if (dice == 99) {
                pool.control().evict(resource, CloseReason.DIRTY);
            }
            int lease = resource.lease();
            resource.holders.decrementAndGet();
            pool.release(resource, lease);
            pool.release(resource, lease);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Covers({"pool:A1", "pool:C2", "pool:C7", "pool:C8", "pool:H1", "aiomysql:P19", "guarantee:10"})
    void theLedgerAddsUpHoweverThreadsMeet(boolean closeInTheMiddle) throws Exception {
        Network peers = new Network();
        ConnectionPool<FakeResource> pool = new ConnectionPool<>(
                PoolConfig.builder()
                        .minSize(2)
                        .maxSize(8)
                        .maxWaiting(50)
                        .acquireTimeout(Duration.ofMillis(200))
                        .idleTimeout(Duration.ofMillis(20))
                        .keepalive(Duration.ofMillis(10))
                        .validateAfter(Duration.ofMillis(5))
                        .maxLifetime(Duration.ofMillis(100))
                        .closeTimeout(Duration.ofSeconds(closeInTheMiddle ? 1 : 60))
                        .build(),
                peers,
                peers,
                new SplittableRandom(7),
                failure -> false);
        pool.start();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            running.add(callers.submit(new Caller(pool, i)));
        }
        if (closeInTheMiddle) {
            Awaitility.await().until(() -> asked.get() > THREADS * OPERATIONS / 8);
            pool.closeAsync();
        }
        for (Future<?> one : running) {
            one.get(60, TimeUnit.SECONDS);
        }
        Awaitility.await().until(() -> {
            giveEverythingBack(pool);
            return heard.get() + cancelled.get() == asked.get();
        });
        CompletableFuture<Void> closed = pool.closeAsync();
        Awaitility.await().until(() -> {
            giveEverythingBack(pool);
            return closed.isDone();
        });
        Awaitility.await().until(() -> open.get() == 0);
        PoolStats end = pool.stats();
        assertThat(lentTwice).hasValue(0);
        assertThat(mostOpen.get()).isLessThanOrEqualTo(8);
        assertThat(end.size()).isZero();
        assertThat(end.created()).isEqualTo(end.closed());
        assertThat(end.acquired() + end.acquireTimeouts() + end.rejected() + end.cancelled())
                .isEqualTo(asked.get());
        assertThat(end.cancelled()).isEqualTo(cancelled.get());
        assertThat(end.acquired()).isPositive();
    }

    private void giveEverythingBack(ConnectionPool<FakeResource> pool) {
        for (FakeResource resource = held.poll(); resource != null; resource = held.poll()) {
            resource.holders.decrementAndGet();
            pool.release(resource);
        }
    }
}
