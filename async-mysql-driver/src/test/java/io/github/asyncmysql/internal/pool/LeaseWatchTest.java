package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.LogCapture;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Resources whose borrowers were garbage collected. */
class LeaseWatchTest extends ConnectionPoolFixture {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<Throwable> leaks = new ArrayList<>();
    private final PoolListener listener = new PoolListener() {
        @Override
        public void onLeak(long usageNanos, Throwable borrower) {
            leaks.add(borrower);
        }
    };

    private PoolConfig.Builder watching() {
        return PoolConfig.builder()
                .minSize(0)
                .maxSize(1)
                .keepalive(Duration.ZERO)
                .maxLifetime(Duration.ZERO)
                .leakDetectionThreshold(Duration.ofMinutes(1))
                .listener(listener);
    }

    /** Borrows and forgets. */
    private static FakeResource forget(ConnectionPool<FakeResource> pool) {
        FakeResource resource = Objects.requireNonNull(acquire(pool).resource);
        pool.watch(resource, new Object());
        return resource;
    }

    /** The garbage collector would have found the object that stands for the lease. */
    private static void collect(FakeResource resource) {
        assertThat(Objects.requireNonNull(resource.watched).enqueue()).isTrue();
    }

    @Test
    @Covers({"pool:H10", "fault:F39"})
    void aForgottenResourceIsClosedAndReplacedLongBeforeItIsCalledALeak() {
        try (LogCapture log = LogCapture.of("io.github.asyncmysql.internal.pool")) {
            ConnectionPool<FakeResource> pool = instantPool(watching().minSize(1));
            pool.start();
            FakeResource forgotten = forget(pool);
            Awaitility.await().until(() -> {
                System.gc();
                time.pass(SECOND);
                return pool.totals().leaks() == 1;
            });
            assertThat(leaks).singleElement().satisfies(borrower -> assertThat(borrower)
                    .hasStackTraceContaining("forget"));
            assertThat(log.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("WARN")
                    .contains("connection " + forgotten.id(), "garbage collected", "forget"));
            assertThat(pool.totals().closed()).containsEntry(CloseReason.LEAK, 1L);
            pool.lost(forgotten);
            assertThat(opened).hasSize(2);
            assertThat(acquire(pool).resource).isSameAs(opened.get(1));
        }
    }

    @Test
    @Covers("pool:H10")
    void whoWaitsIsServedInPlaceOfTheOneWhoHasForgotten() {
        ConnectionPool<FakeResource> pool = instantPool(watching());
        FakeResource forgotten = forget(pool);
        FakeBorrower waiting = acquire(pool);
        collect(forgotten);
        assertThat(waiting.isWaiting()).isTrue();
        FakeBorrower next = acquire(pool);
        pool.lost(forgotten);
        assertThat(waiting.resource).isNotNull().isNotSameAs(forgotten);
        assertThat(next.isWaiting()).isTrue();
        assertThat(forgotten.lease()).isZero();
        pool.release(forgotten, 1);
        assertThat(pool.stats().inUse()).isEqualTo(1);
    }

    @Test
    @Covers("pool:H10")
    void whatWasGivenBackInTimeIsNotReportedWhenItIsCollected() {
        ConnectionPool<FakeResource> pool = instantPool(watching());
        Object handle = new Object();
        FakeResource resource = Objects.requireNonNull(acquire(pool).resource);
        pool.watch(resource, handle);
        LeaseWatch.Watched<?> watched = Objects.requireNonNull(resource.watched);
        pool.release(resource);
        WeakReference<Object> witness = new WeakReference<>(handle);
        handle = null;
        Awaitility.await().until(() -> {
            System.gc();
            return witness.refersTo(null);
        });
        watched.enqueue();
        FakeResource again = Objects.requireNonNull(acquire(pool).resource);
        time.pass(SECOND);
        assertThat(again).isSameAs(resource);
        assertThat(pool.stats().inUse()).isEqualTo(1);
        assertThat(pool.totals().leaks()).isZero();
    }

    @Test
    @Covers("pool:H10")
    void whatIsInSomebodysHandsIsNeverTaken() {
        ConnectionPool<FakeResource> pool = instantPool(watching().leakDetectionThreshold(Duration.ofHours(1)));
        Object handle = new Object();
        FakeResource resource = Objects.requireNonNull(acquire(pool).resource);
        pool.watch(resource, handle);
        WeakReference<Object> witness = new WeakReference<>(new Object());
        Awaitility.await().until(() -> {
            System.gc();
            time.pass(SECOND);
            return witness.refersTo(null);
        });
        time.pass(SECOND);
        assertThat(pool.stats().inUse()).isEqualTo(1);
        assertThat(Objects.requireNonNull(resource.watched).refersTo(null)).isFalse();
        assertThat(handle).isNotNull();
        pool.release(resource);
        assertThat(pool.totals().leaks()).isZero();
    }

    @Test
    @Covers("pool:H10")
    void oneThatWasReportedForKeepingItTooLongIsReportedOnce() {
        ConnectionPool<FakeResource> pool = instantPool(watching());
        FakeResource forgotten = forget(pool);
        time.pass(Duration.ofMinutes(1));
        assertThat(leaks).hasSize(1);
        collect(forgotten);
        time.pass(SECOND);
        assertThat(leaks).hasSize(1);
        assertThat(pool.totals().leaks()).isEqualTo(1);
        assertThat(pool.totals().closed()).containsEntry(CloseReason.LEAK, 1L);
    }

    @Test
    @Covers("pool:H10")
    void aPoolThatIsBeingClosedNeedNotWaitForWhatNobodyCanGiveBack() {
        ConnectionPool<FakeResource> pool = instantPool(watching().closeTimeout(Duration.ofMinutes(5)));
        FakeResource forgotten = forget(pool);
        CompletableFuture<Void> closed = pool.closeAsync();
        time.pass(SECOND);
        assertThat(closed).isNotDone();
        collect(forgotten);
        time.pass(SECOND);
        pool.lost(forgotten);
        assertThat(closed).isDone();
        assertThat(time.pending()).isZero();
    }

    @Test
    @Covers("pool:H10")
    void itIsLookedForOnlyWhileSomethingIsOut() {
        ConnectionPool<FakeResource> pool = instantPool(watching());
        FakeResource resource = forget(pool);
        time.pass(Duration.ofSeconds(10));
        int ticks = time.scheduled();
        assertThat(ticks).isBetween(10, 13);
        pool.release(resource);
        time.pass(Duration.ofSeconds(10));
        assertThat(time.scheduled()).isLessThanOrEqualTo(ticks + 1);
    }

    @Test
    void nothingIsWatchedWithoutLeakDetection() {
        ConnectionPool<FakeResource> pool = instantPool(watching().leakDetectionThreshold(Duration.ZERO));
        FakeResource resource = forget(pool);
        assertThat(resource.watched).isNull();
        assertThat(time.pending()).isLessThanOrEqualTo(1);
    }
}
