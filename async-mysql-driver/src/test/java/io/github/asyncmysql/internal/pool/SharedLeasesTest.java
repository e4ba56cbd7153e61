package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Seats in leases that several borrowers have in common. */
class SharedLeasesTest extends ConnectionPoolFixture {

    private static final int LIMIT = 3;
    private static final Pace SHORT = new FakePace(50_000);

    private long now;

    private static final class Sharer extends FakeBorrower {
        @Override
        protected boolean sharesLease() {
            return true;
        }
    }

    private static FakeResource resource(FakeBorrower borrower) {
        return Objects.requireNonNull(borrower.resource, "still waiting");
    }

    private static FakeBorrower acquireShared(ConnectionPool<FakeResource> pool) {
        FakeBorrower borrower = new Sharer();
        pool.acquire(borrower);
        return borrower;
    }

    private ConnectionPool<FakeResource> pool(int maxSize) {
        return instantPool(PoolConfig.builder().minSize(0).maxSize(maxSize));
    }

    private @Nullable FakeResource join(SharedLeases<FakeResource> leases) {
        return leases.join(SHORT, ++now);
    }

    private FakeResource open(ConnectionPool<FakeResource> pool, SharedLeases<FakeResource> leases) {
        FakeResource resource = resource(acquire(pool));
        leases.open(resource, SHORT, now);
        return resource;
    }

    @Test
    void nobodyJoinsALeaseThatIsNotOpen() {
        ConnectionPool<FakeResource> pool = pool(1);
        acquire(pool);

        assertThat(join(new SharedLeases<>(pool, LIMIT))).isNull();
    }

    @Test
    void anOpenLeaseHasSoManySeatsAndIsGivenBackByTheLast() {
        ConnectionPool<FakeResource> pool = pool(1);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakeResource resource = open(pool, leases);

        assertThat(join(leases)).isSameAs(resource);
        assertThat(join(leases)).isSameAs(resource);
        assertThat(join(leases)).isNull();
        leases.leave(resource);
        assertThat(join(leases)).isSameAs(resource);
        leases.leave(resource);
        leases.leave(resource);
        assertThat(pool.freeSize()).isZero();
        leases.leave(resource);

        assertThat(pool.freeSize()).isEqualTo(1);
        assertThat(pool.stats().inUse()).isZero();
        assertThat(pool.totals().shared()).isEqualTo(3);
        assertThat(pool.totals().acquired()).isEqualTo(1);
        assertThat(join(leases)).as("what is idle is not shared").isNull();
    }

    @Test
    void nobodyJoinsWhileSomethingIsIdle() {
        ConnectionPool<FakeResource> pool = pool(2);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakeResource idle = resource(acquire(pool));
        open(pool, leases);
        pool.release(idle);

        assertThat(join(leases)).isNull();
    }

    /** An open lease on the caller's event loop, whose output has not left, while another resource is idle. */
    private FakeResource gathering(ConnectionPool<FakeResource> pool, SharedLeases<FakeResource> leases, Pace pace) {
        FakeResource idle = resource(acquire(pool));
        FakeResource resource = resource(acquire(pool));
        pool.release(idle);
        resource.onCallersThread = true;
        resource.gathering = true;
        leases.open(resource, pace, now);
        return resource;
    }

    @Test
    void thoseWhoSendInOneTurnAreTogetherAlsoWhileSomethingIsIdle() {
        ConnectionPool<FakeResource> pool = pool(2);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakeResource resource = gathering(pool, leases, SHORT);

        assertThat(join(leases)).isSameAs(resource);
        assertThat(join(leases)).isSameAs(resource);
        assertThat(join(leases)).as("all seats are taken").isNull();
    }

    @Test
    void whatHasLeftIsJoinedByNobodyWhileSomethingIsIdle() {
        ConnectionPool<FakeResource> pool = pool(2);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakeResource resource = gathering(pool, leases, SHORT);

        resource.gathering = false;
        assertThat(join(leases)).isNull();
        resource.gathering = true;
        resource.onCallersThread = false;
        assertThat(join(leases)).isNull();
    }

    @Test
    void thoseWhoSendInOneTurnTakeNoLongerTogetherThanIsWorthIt() {
        ConnectionPool<FakeResource> pool = pool(2);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, 16);
        FakeResource resource = gathering(pool, leases, new FakePace(400_000));

        assertThat(leases.join(new FakePace(400_000), ++now)).isSameAs(resource);
        assertThat(leases.join(new FakePace(400_000), ++now)).isNull();
        assertThat(leases.join(new FakePace(200_000), ++now)).isSameAs(resource);
        assertThat(leases.join(new FakePace(1), ++now)).isNull();
        leases.leave(resource);
        leases.leave(resource);
        leases.leave(resource);

        pool.acquire(new Sharer());
        leases.open(resource, new FakePace(Long.MAX_VALUE), now);
        assertThat(leases.join(new FakePace(1), ++now))
                .as("behind one of whom nothing is known")
                .isNull();
    }

    @Test
    void whereNothingIsIdleThoseOfOneTurnAreStillTogetherFirst() {
        ConnectionPool<FakeResource> pool = pool(2);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakeResource resource = gathering(pool, leases, SHORT);
        FakeResource other = open(pool, leases);
        other.onCallersThread = false;

        assertThat(join(leases)).isSameAs(resource);
        assertThat(join(leases)).isSameAs(resource);
        assertThat(join(leases)).isSameAs(other);
    }

    @Test
    void inATrialOneOfTheSameKindIsLetIn() {
        ConnectionPool<FakeResource> pool = pool(2);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakePace unknown = new FakePace(1_000_001);
        unknown.trial = true;
        FakeResource resource = gathering(pool, leases, unknown);

        assertThat(join(leases)).as("another kind").isNull();
        assertThat(leases.join(unknown, ++now)).isSameAs(resource);
        assertThat(leases.join(unknown, ++now)).as("a third one").isNull();
    }

    @Test
    void whatIsNotFastIsJoinedByItsOwnKindOnlyAndNotOnceItHasLeft() {
        ConnectionPool<FakeResource> pool = pool(2);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakePace slow = new FakePace(Long.MAX_VALUE);
        slow.fast = false;
        FakeResource resource = gathering(pool, leases, slow);
        acquire(pool);
        assertThat(pool.freeSize()).isZero();

        assertThat(join(leases)).isNull();
        resource.gathering = false;
        assertThat(leases.join(slow, ++now)).isNull();
        resource.gathering = true;
        assertThat(leases.join(slow, ++now)).isSameAs(resource);
    }

    @Test
    void theLeaseWithTheFewestSeatsTakenIsJoinedAndOneOnTheOwnEventLoopFirst() {
        ConnectionPool<FakeResource> pool = pool(3);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakeResource one = open(pool, leases);
        FakeResource other = open(pool, leases);
        FakeResource near = open(pool, leases);
        near.onCallersThread = true;

        assertThat(join(leases)).isSameAs(near);
        assertThat(join(leases)).isSameAs(near);
        assertThat(List.of(Objects.requireNonNull(join(leases)), Objects.requireNonNull(join(leases))))
                .containsExactlyInAnyOrder(one, other);
    }

    @Test
    void whoWantsAResourceToHimselfIsNotOvertaken() {
        ConnectionPool<FakeResource> pool = pool(1);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakeResource resource = open(pool, leases);
        FakeBorrower alone = acquire(pool);

        assertThat(join(leases)).isNull();
        FakeBorrower behind = acquireShared(pool);
        leases.leave(resource);

        assertThat(resource(alone)).isSameAs(resource);
        assertThat(behind.isWaiting()).isTrue();
        assertThat(resource.seats()).isZero();
    }

    @Test
    void thoseWhoWaitGetTheFirstSeatsUntilOneComesWhoWantsNone() {
        ConnectionPool<FakeResource> pool = pool(1);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, 5);
        FakeResource resource = resource(acquire(pool));
        List<FakeBorrower> sharing = List.of(acquireShared(pool), acquireShared(pool), acquireShared(pool));
        FakeBorrower alone = acquire(pool);
        FakeBorrower last = acquireShared(pool);
        pool.release(resource);
        assertThat(sharing.get(0).isSeated()).isFalse();

        leases.open(resource, SHORT, now);

        assertThat(sharing)
                .allSatisfy(borrower -> assertThat(resource(borrower)).isSameAs(resource));
        assertThat(sharing.get(2).isSeated()).isTrue();
        assertThat(resource.seats()).isEqualTo(3);
        assertThat(alone.isWaiting()).isTrue();
        assertThat(last.isWaiting()).isTrue();
        sharing.forEach(borrower -> leases.leave(resource));
        assertThat(resource(alone)).isSameAs(resource);
        assertThat(pool.totals().waited()).isEqualTo(5);
    }

    @Test
    void noMoreOfThoseWhoWaitGetSeatsThanThereAre() {
        ConnectionPool<FakeResource> pool = pool(1);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakeResource resource = resource(acquire(pool));
        List<FakeBorrower> sharing = new ArrayList<>();
        for (int i = 0; i < LIMIT; i++) {
            sharing.add(acquireShared(pool));
        }

        leases.open(resource, SHORT, now);

        assertThat(sharing.stream().filter(FakeBorrower::isWaiting)).hasSize(1);
        assertThat(resource.seats()).isEqualTo(LIMIT);
    }

    @Test
    void aSeatedBorrowerThatFailsLosesHisSeatAlone() {
        ConnectionPool<FakeResource> pool = pool(1);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakeResource resource = resource(acquire(pool));
        pool.acquire(
                new FakeBorrower((self, got) -> {
                    throw new IllegalStateException("a fault of the test's");
                }) {
                    @Override
                    protected boolean sharesLease() {
                        return true;
                    }
                });

        leases.open(resource, SHORT, now);

        assertThat(resource.seats()).isEqualTo(1);
        assertThat(pool.stats().inUse()).isEqualTo(1);
        leases.leave(resource);
        assertThat(pool.freeSize()).isEqualTo(1);
    }

    @Test
    void nobodyJoinsWhatIsClosedToBeClosedShutOrStalled() {
        ConnectionPool<FakeResource> pool = pool(4);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        open(pool, leases).open = false;
        pool.control().evict(open(pool, leases), CloseReason.EVICTED);
        leases.shut(open(pool, leases));
        FakeResource stalled = open(pool, leases);

        now += 6_000_000;
        assertThat(join(leases)).isNull();
        assertThat(leases.sinceAnswer(stalled, now)).isGreaterThanOrEqualTo(6_000_000);
        time.pass(Duration.ofMillis(6));
        leases.answered(stalled);
        assertThat(join(leases)).isSameAs(stalled);
    }

    @Test
    void aLeaseThatIsNeverEmptyEndsAllTheSame() {
        ConnectionPool<FakeResource> pool = pool(1);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakeResource resource = open(pool, leases);
        int rides = 0;
        while (join(leases) != null) {
            leases.leave(resource);
            rides++;
        }

        assertThat(rides).isEqualTo(999);
        leases.leave(resource);
        assertThat(pool.freeSize()).isEqualTo(1);
        open(pool, leases);
        assertThat(join(leases)).isSameAs(resource);
    }

    @Test
    void whoMakesDoWithASeatLetsThePoolGrow() {
        ConnectionPool<FakeResource> pool = pool(PoolConfig.builder().minSize(0).maxSize(3));
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        acquire(pool);
        leases.open(connect(), SHORT, now);

        assertThat(join(leases)).isNotNull();
        assertThat(connecting).hasSize(1);
        assertThat(join(leases)).isNotNull();
        assertThat(connecting).as("one is on its way already").hasSize(1);
        FakeResource second = connect();
        assertThat(pool.freeSize()).isEqualTo(1);
        assertThat(resource(acquire(pool))).isSameAs(second);
    }

    @Test
    void aSuspendedOrClosedPoolHasNoSeats() {
        ConnectionPool<FakeResource> pool = pool(1);
        SharedLeases<FakeResource> leases = new SharedLeases<>(pool, LIMIT);
        FakeResource resource = open(pool, leases);

        pool.control().suspend(false);
        assertThat(join(leases)).isNull();
        pool.control().resume();
        assertThat(join(leases)).isSameAs(resource);
        pool.closeAsync();
        assertThat(join(leases)).isNull();
        leases.leave(resource);
        leases.leave(resource);
        assertThat(pool.stats().inUse()).isZero();
    }
}
