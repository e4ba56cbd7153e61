package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How a pool ends. */
class ConnectionPoolClosingTest extends ConnectionPoolFixture {

    @Test
    @Covers({"pool:G5", "pool:C7", "aiomysql:P20", "aiomysql:P21", "guarantee:11"})
    void closingWaitsForWhatIsLentAndRefusesEverybodyElse() {
        ConnectionPool<FakeResource> pool =
                instantPool(PoolConfig.builder().minSize(0).maxSize(1));
        FakeResource resource = Objects.requireNonNull(acquire(pool).resource);
        FakeBorrower waiting = acquire(pool);
        CompletableFuture<Void> closed = pool.closeAsync();
        CompletableFuture<Void> again = pool.closeAsync();
        assertThat(pool.isClosed()).isTrue();
        assertThat(((MySqlPoolException) Objects.requireNonNull(waiting.failure)).reason())
                .isEqualTo(MySqlPoolException.Reason.CLOSED);
        assertThat(acquire(pool).failure).isInstanceOf(MySqlPoolException.class);
        assertThat(closed).isNotDone();
        pool.release(resource);
        assertThat(closed).isNotDone();
        pool.lost(resource);
        assertThat(closed).isCompleted();
        assertThat(again).isCompleted();
        assertThat(time.pending()).isZero();
    }

    @Test
    @Covers({"pool:G5", "aiomysql:P23"})
    void whatIsStillLentAfterTheCloseTimeoutIsCut() {
        ConnectionPool<FakeResource> pool = instantPool(PoolConfig.builder().closeTimeout(Duration.ofSeconds(3)));
        FakeResource resource = Objects.requireNonNull(acquire(pool).resource);
        CompletableFuture<Void> closed = pool.closeAsync();
        time.pass(Duration.ofMillis(2_999));
        assertThat(closed).isNotDone();
        time.pass(Duration.ofMillis(1));
        assertThat(closed).isCompleted();
        assertThat(resource.isOpen()).isFalse();
        assertThat(time.pending()).isZero();
        pool.release(resource);
        pool.lost(resource);
        assertThat(pool.stats().closed()).isEqualTo(1);
    }

    @Test
    @Covers({"pool:G5", "aiomysql:P23"})
    void terminatingCutsEverythingAtOnce() {
        ConnectionPool<FakeResource> pool = pool(PoolConfig.builder().minSize(3).maxSize(3));
        pool.start();
        FakeResource idle = connect();
        FakeBorrower borrower = acquire(pool);
        assertThat(borrower.resource).isSameAs(idle);
        FakeResource other = connect();
        pool.terminate();
        assertThat(idle.isOpen()).isFalse();
        assertThat(other.isOpen()).isFalse();
        assertThat(cancelledConnects).hasPositiveValue();
        assertThat(pool.closeAsync()).isCompleted();
        FakeResource late = connect();
        assertThat(late.isOpen()).isFalse();
        assertThat(pool.size()).isZero();
        assertThat(time.pending()).isZero();
    }

    @Test
    void closingInsideABorrowersCallDoesNotLock() {
        ConnectionPool<FakeResource> pool = instantPool(PoolConfig.builder().maxSize(1));
        List<CompletableFuture<Void>> closed = new ArrayList<>();
        pool.acquire(new FakeBorrower((self, resource) -> {
            closed.add(pool.closeAsync());
            pool.release(resource);
            pool.lost(resource);
        }));
        assertThat(closed).hasSize(1).allMatch(CompletableFuture::isDone);
    }
}
