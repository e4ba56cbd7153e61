package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Very many who wait for very few resources. */
class ConnectionPoolCrowdTest extends ConnectionPoolFixture {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int RESOURCES = 4;
    private static final int CROWD = 10_000;

    private ConnectionPool<FakeResource> crowded(int maxWaiting) {
        ConnectionPool<FakeResource> pool = instantPool(
                PoolConfig.builder().minSize(RESOURCES).maxSize(RESOURCES).maxWaiting(maxWaiting));
        pool.start();
        for (int i = 0; i < RESOURCES; i++) {
            assertThat(acquire(pool).resource).isNotNull();
        }
        return pool;
    }

    private static List<FakeBorrower> borrowers(int number) {
        List<FakeBorrower> borrowers = new ArrayList<>(number);
        for (int i = 0; i < number; i++) {
            borrowers.add(new FakeBorrower());
        }
        return borrowers;
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    @Test
    @Covers("pool:C1")
    void waitingServingAndGivingUpTakeNoMemoryBesideTheBorrowers() {
        ConnectionPool<FakeResource> pool = crowded(-1);
        // Whatever is loaded or made once is there afterwards.
        turn(pool, borrowers(CROWD), borrowers(CROWD));
        List<FakeBorrower> crowd = borrowers(CROWD);
        List<FakeBorrower> followers = borrowers(CROWD);
        long before = allocated();
        turn(pool, crowd, followers);
        assertThat(allocated() - before).as("bytes for %d who wait", 2 * CROWD).isLessThan(100_000);
        assertThat(pool.stats().waiting()).isZero();
        assertThat(pool.stats().inUse()).isEqualTo(RESOURCES);
    }

    /** All of the crowd wait; each that is served is followed by another one; those give up. */
    private void turn(ConnectionPool<FakeResource> pool, List<FakeBorrower> crowd, List<FakeBorrower> followers) {
        for (FakeBorrower borrower : crowd) {
            pool.acquire(borrower);
        }
        for (int i = 0; i < crowd.size(); i++) {
            pool.release(opened.get(i % RESOURCES));
            if (crowd.get(i).resource == null) {
                throw new AssertionError("number " + i + " was not served in his turn");
            }
            pool.acquire(followers.get(i));
        }
        for (int i = followers.size() - 1; i >= 0; i--) {
            if (!pool.cancel(followers.get(i))) {
                throw new AssertionError("number " + i + " was not waiting");
            }
        }
    }

    /** If it took a look at each of those in front, this would be twenty billion looks. */
    @Test
    @Timeout(20)
    @Covers("pool:C1")
    void givingUpCostsTheSameHoweverManyWait() {
        ConnectionPool<FakeResource> pool = crowded(-1);
        List<FakeBorrower> crowd = borrowers(400_000);
        crowd.forEach(pool::acquire);
        List<FakeBorrower> leaving = new ArrayList<>(crowd);
        Collections.shuffle(leaving, new Random(5));
        leaving.subList(0, 200_000).forEach(borrower -> assertGivenUp(pool, borrower));
        assertThat(pool.stats().waiting()).isEqualTo(200_000);
        assertThat(pool.stats().cancelled()).isEqualTo(200_000);
    }

    private static void assertGivenUp(ConnectionPool<FakeResource> pool, FakeBorrower borrower) {
        if (!pool.cancel(borrower)) {
            throw new AssertionError("he was not waiting");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 1_000})
    @Covers("pool:B4")
    void theBoundIsExactHoweverManyThreadsAskAtOnce(int bound) throws Exception {
        ConnectionPool<FakeResource> pool = crowded(bound);
        int threads = 8;
        int each = 500;
        List<List<FakeBorrower>> all = new ArrayList<>();
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            List<FakeBorrower> own = borrowers(each);
            all.add(own);
            new Thread(() -> {
                        try {
                            start.await();
                            own.forEach(pool::acquire);
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        } finally {
                            done.countDown();
                        }
                    })
                    .start();
        }
        start.countDown();
        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        List<FakeBorrower> asked = all.stream().flatMap(List::stream).toList();
        assertThat(asked.stream().filter(FakeBorrower::isWaiting)).hasSize(bound);
        assertThat(asked.stream()
                        .filter(borrower -> borrower.failure instanceof MySqlPoolException refused
                                && refused.reason() == Reason.QUEUE_FULL))
                .hasSize(threads * each - bound);
        assertThat(pool.stats().waiting()).isEqualTo(bound);
    }
}
