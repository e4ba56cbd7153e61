package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.testsupport.Covers;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Lending and taking back over the shell, and what callers do to it. */
class ConnectionPoolTest extends ConnectionPoolFixture {

    @Test
    @Covers({"pool:A2", "aiomysql:P04"})
    void anIdleResourceIsLentBeforeAcquireReturnsAndIsLentAgain() {
        ConnectionPool<FakeResource> pool =
                instantPool(PoolConfig.builder().minSize(1).maxSize(1));
        pool.start();
        FakeResource first = acquire(pool).resource;
        assertThat(first).isNotNull();
        assertThat(pool.freeSize()).isZero();
        pool.release(first);
        assertThat(pool.freeSize()).isEqualTo(1);
        assertThat(acquire(pool).resource).isSameAs(first);
        assertThat(opened).hasSize(1);
    }

    @Test
    @Covers("pool:B1")
    void borrowingWhatIsIdleAllocatesNothingAndStartsNoTimer() {
        ConnectionPool<FakeResource> pool = instantPool(PoolConfig.builder().minSize(2));
        pool.start();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        FakeBorrower[] borrowers = new FakeBorrower[100_000];
        Arrays.setAll(borrowers, i -> new FakeBorrower());
        for (int i = 0; i < 50_000; i++) {
            borrowAndGiveBack(pool, borrowers[i]);
        }
        int timers = time.scheduled();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 50_000; i < 100_000; i++) {
            borrowAndGiveBack(pool, borrowers[i]);
        }
        long perCycle = (threads.getCurrentThreadAllocatedBytes() - before) / 50_000;
        assertThat(perCycle).isZero();
        assertThat(time.scheduled()).isEqualTo(timers);
    }

    private static void borrowAndGiveBack(ConnectionPool<FakeResource> pool, FakeBorrower borrower) {
        pool.acquire(borrower);
        pool.release(Objects.requireNonNull(borrower.resource));
    }

    @Test
    @Covers("pool:C8")
    void aLeaseThatIsOverCannotBeGivenBackOnBehalfOfTheNextBorrower() {
        ConnectionPool<FakeResource> pool = instantPool(PoolConfig.builder().maxSize(1));
        FakeResource resource = Objects.requireNonNull(acquire(pool).resource);
        int lease = resource.lease();
        pool.release(resource, lease);
        pool.release(resource, lease);
        assertThat(pool.freeSize()).isEqualTo(1);
        FakeBorrower next = acquire(pool);
        pool.release(resource, lease);
        assertThat(next.resource).isSameAs(resource);
        assertThat(pool.stats().inUse()).isEqualTo(1);
        pool.release(resource);
        assertThat(pool.stats().inUse()).isZero();
    }

    @Test
    void aResourceOfAnotherPoolIsNotTakenBack() {
        ConnectionPool<FakeResource> pool = instantPool(PoolConfig.builder().name("orders"));
        FakeResource foreign =
                Objects.requireNonNull(acquire(instantPool(PoolConfig.builder().name("other"))).resource);
        assertThatThrownBy(() -> pool.release(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("orders");
    }

    @Test
    void aBorrowerIsUsedOnce() {
        ConnectionPool<FakeResource> pool = instantPool(PoolConfig.builder());
        FakeBorrower borrower = acquire(pool);
        assertThatThrownBy(() -> pool.acquire(borrower)).isInstanceOf(IllegalStateException.class);
        assertThat(pool.stats().inUse()).isEqualTo(1);
    }

    @Test
    @Covers("pool:B7")
    void aHundredThousandNestedAcquiresNeitherGrowTheStackNorLock() {
        ConnectionPool<FakeResource> pool = instantPool(PoolConfig.builder().maxSize(1));
        int[] left = {100_000};
        int[] deepest = {0};
        nest(pool, left, deepest);
        assertThat(left[0]).isZero();
        assertThat(pool.stats().acquired()).isEqualTo(100_001);
        assertThat(pool.freeSize()).isEqualTo(1);
        assertThat(deepest[0]).isLessThan(400);
    }

    private static void nest(ConnectionPool<FakeResource> pool, int[] left, int[] deepest) {
        pool.acquire(new FakeBorrower((self, resource) -> {
            if (left[0] % 10_000 == 0) {
                deepest[0] = Math.max(deepest[0], new Throwable().getStackTrace().length);
            }
            pool.release(resource);
            if (left[0] > 0) {
                left[0]--;
                nest(pool, left, deepest);
            }
        }));
    }

    @Test
    @Covers("pool:B7")
    void aHundredThousandWaitersAreServedOneFromTheOtherWithoutGrowingTheStack() {
        ConnectionPool<FakeResource> pool =
                instantPool(PoolConfig.builder().maxSize(1).maxWaiting(-1));
        FakeResource resource = Objects.requireNonNull(acquire(pool).resource);
        AtomicInteger served = new AtomicInteger();
        for (int i = 0; i < 100_000; i++) {
            pool.acquire(new FakeBorrower((self, got) -> {
                served.incrementAndGet();
                pool.release(got);
            }));
        }
        pool.release(resource);
        assertThat(served).hasValue(100_000);
        assertThat(pool.freeSize()).isEqualTo(1);
    }

    @Test
    @Covers("pool:E10")
    void aBorrowerThatThrowsLosesItsResourceToTheNext() {
        ConnectionPool<FakeResource> pool = instantPool(PoolConfig.builder().maxSize(1));
        pool.acquire(new FakeBorrower((self, resource) -> {
            throw new StackOverflowError("on purpose");
        }));
        assertThat(pool.freeSize()).isEqualTo(1);
        assertThat(acquire(pool).resource).isNotNull();
    }

    @Test
    @Covers("pool:E10")
    void aFactoryThatThrowsIsAFailedAttempt() {
        ConnectionPool<FakeResource> pool =
                pool(PoolConfig.builder().acquireTimeout(Duration.ofSeconds(2)), callback -> {
                    throw new AssertionError("no sockets left");
                });
        FakeBorrower borrower = acquire(pool);
        time.pass(Duration.ofSeconds(2));
        assertThat(borrower.failure).isInstanceOf(MySqlPoolException.class).hasRootCauseMessage("no sockets left");
        assertThat(pool.stats().createFailed()).isPositive();
    }

    @Test
    @Covers("pool:H7")
    void aListenerThatThrowsIsHarmless() {
        ConnectionPool<FakeResource> pool =
                instantPool(PoolConfig.builder().maxSize(1).maxWaiting(0).listener(new PoolListener() {
                    @Override
                    public void onAcquired(long waitNanos) {
                        throw new IllegalStateException("on purpose");
                    }

                    @Override
                    public void onReleased(long usageNanos) {
                        throw new IllegalStateException("on purpose");
                    }

                    @Override
                    public void onCreated(long creationNanos) {
                        throw new IllegalStateException("on purpose");
                    }

                    @Override
                    public void onAcquireFailed(long waitNanos, MySqlPoolException failure) {
                        throw new IllegalStateException("on purpose");
                    }
                }));
        FakeResource resource = Objects.requireNonNull(acquire(pool).resource);
        assertThat(acquire(pool).failure).isInstanceOf(MySqlPoolException.class);
        pool.release(resource);
        assertThat(acquire(pool).resource).isSameAs(resource);
    }

    @Test
    void aListenerHearsHowLongEverythingTook() {
        List<String> heard = new ArrayList<>();
        ConnectionPool<FakeResource> pool = pool(PoolConfig.builder().maxSize(1).listener(new PoolListener() {
            @Override
            public void onAcquired(long waitNanos) {
                heard.add("acquired " + waitNanos / 1_000_000);
            }

            @Override
            public void onReleased(long usageNanos) {
                heard.add("released " + usageNanos / 1_000_000);
            }

            @Override
            public void onCreated(long creationNanos) {
                heard.add("created " + creationNanos / 1_000_000);
            }

            @Override
            public void onCreateFailed(long creationNanos, Throwable failure) {
                heard.add("failed " + creationNanos / 1_000_000);
            }

            @Override
            public void onClosed(CloseReason reason) {
                heard.add("closed " + reason);
            }
        }));
        FakeBorrower borrower = acquire(pool);
        time.pass(Duration.ofMillis(30));
        connecting.remove(0).failed(new IllegalStateException("refused"));
        time.pass(Duration.ofMillis(50));
        FakeResource resource = connect();
        long waited = 80;
        time.pass(Duration.ofMillis(7));
        pool.release(resource);
        pool.control().clear();
        assertThat(borrower.resource).isSameAs(resource);
        assertThat(heard).first().isEqualTo("failed 30");
        assertThat(heard.get(1)).startsWith("created ");
        assertThat(heard.subList(2, heard.size()))
                .containsExactly("acquired " + waited, "released 7", "closed CLEARED");
    }

    @Test
    void aPermanentFailureReachesThoseWhoWaitAtOnceAndAsItIs() {
        ConnectionPool<FakeResource> pool = pool(PoolConfig.builder());
        FakeBorrower borrower = acquire(pool);
        MySqlException failure = new MySqlConnectionException(Kind.REFUSED, "no", Outcome.NOT_SENT, null);
        connecting.remove(0).failed(failure);
        assertThat(borrower.failure).isSameAs(failure);
    }

    @Test
    @Covers("pool:C4")
    void cleaningThatEndsBeforeThePoolHasNotedItsBeginningIsNotLost() {
        behaviour = new FakeResource.Behaviour() {
            @Override
            public boolean recycle(FakeResource resource, UsableCallback done) {
                done.done(true);
                return false;
            }
        };
        ConnectionPool<FakeResource> pool = instantPool(PoolConfig.builder().maxSize(1));
        pool.release(Objects.requireNonNull(acquire(pool).resource));
        assertThat(pool.freeSize()).isEqualTo(1);
        assertThat(pool.stats().cleaning()).isZero();
    }

    @Test
    void aResourceThatThrowsWhenCleanedOrValidatedIsClosed() {
        behaviour = new FakeResource.Behaviour() {
            @Override
            public boolean recycle(FakeResource resource, UsableCallback done) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void validate(FakeResource resource, UsableCallback done) {
                throw new IllegalStateException("on purpose");
            }
        };
        ConnectionPool<FakeResource> pool =
                instantPool(PoolConfig.builder().minSize(0).maxSize(1).keepalive(Duration.ofSeconds(1)));
        pool.release(Objects.requireNonNull(acquire(pool).resource));
        assertThat(pool.size()).isZero();
        pool.lost(opened.get(0));
        FakeBorrower next = acquire(pool);
        assertThat(next.resource).isNotNull();
        assertThat(pool.stats().closed()).isEqualTo(1);
    }

    @Test
    void anIdleOneForAPingIsLentEvenWhenNothingWasHeardOfItForLong() {
        ConnectionPool<FakeResource> pool = instantPool(PoolConfig.builder()
                .minSize(1)
                .maxSize(1)
                .keepalive(Duration.ZERO)
                .validateAfter(Duration.ofSeconds(1)));
        pool.start();
        time.pass(Duration.ofSeconds(10));
        FakeResource resource = Objects.requireNonNull(pool.tryAcquireIdle());
        assertThat(pool.tryAcquireIdle()).isNull();
        pool.release(resource);
        pool.closeAsync();
        assertThat(pool.tryAcquireIdle()).isNull();
    }
}
