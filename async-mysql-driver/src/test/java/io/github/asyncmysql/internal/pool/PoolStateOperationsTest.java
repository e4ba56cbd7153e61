package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.ConnectionSnapshot;
import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What those who run a pool do to it while it is in use. */
class PoolStateOperationsTest {

    private static final MySqlConnectionException DOWN =
            new MySqlConnectionException(Kind.UNREACHABLE, "nobody listens at db:3306", Outcome.NOT_SENT, null);

    private static PoolConfig.Builder sizes(int min, int max) {
        return PoolConfig.builder().minSize(min).maxSize(max);
    }

    static @Nullable Reason reason(FakeBorrower borrower) {
        return borrower.failure instanceof MySqlPoolException failure ? failure.reason() : null;
    }

    @Test
    @Covers("pool:A12")
    void growingServesThoseWhoWaitAtOnce() {
        PoolWorld world = new PoolWorld(sizes(1, 1)).filled();
        world.take();
        List<FakeBorrower> waiting =
                IntStream.range(0, 3).mapToObj(i -> world.acquire()).toList();
        assertThat(world.connecting).isEmpty();
        world.reconfigure(settings -> settings.maxSize(3));
        assertThat(world.connecting).hasSize(2);
        world.connectAll();
        assertThat(waiting).extracting(FakeBorrower::isWaiting).containsExactly(false, false, true);
        world.reconfigure(settings -> settings.maxSize(0));
        world.connectAll();
        assertThat(waiting).noneMatch(FakeBorrower::isWaiting);
    }

    @Test
    @Covers("pool:A12")
    void shrinkingClosesIdleOnesNowAndLentOnesWhenTheyComeBack() {
        PoolWorld world = new PoolWorld(sizes(6, 6)).filled();
        FakeResource one = world.take();
        FakeResource two = world.take();
        FakeResource three = world.take();
        world.reconfigure(settings -> settings.minSize(1).maxSize(2));
        assertThat(world.closing).as("the idle ones").hasSize(3);
        assertThat(world.state.stats().size()).isEqualTo(3);
        world.release(one);
        assertThat(world.closing).contains(one).hasSize(4);
        world.release(two);
        world.release(three);
        assertThat(world.closing).hasSize(4);
        assertThat(world.reasons).containsOnly(CloseReason.SURPLUS);
        world.endClosing();
        assertThat(world.state.stats().idle()).isEqualTo(2);
        assertThat(world.connecting).isEmpty();
    }

    @Test
    @Covers("pool:A12")
    void shrinkingGivesUpAttemptsThatThereIsNoRoomForAndDoesNotTakeThatForAnOutage() {
        PoolWorld world = new PoolWorld(sizes(4, 4)).start();
        world.reconfigure(settings -> settings.minSize(1).maxSize(1));
        assertThat(world.givenUp).hasSize(3);
        world.connect();
        while (!world.connecting.isEmpty()) {
            world.failConnect(DOWN, false);
        }
        assertThat(world.state.stats().size()).isLessThanOrEqualTo(1);
        assertThat(world.state.stats().createFailed()).isZero();
        world.reconfigure(settings -> settings.maxSize(2).minSize(2));
        assertThat(world.connecting).as("no pause").isNotEmpty();
    }

    @Test
    @Covers("pool:A12")
    void aLargerMinimumIsFilledInTheBackground() {
        PoolWorld world = new PoolWorld(sizes(1, 10)).filled();
        world.reconfigure(settings -> settings.minSize(4));
        assertThat(world.connecting).hasSize(3);
    }

    @Test
    @Covers("pool:I2")
    void newTimeLimitsCountForThoseWhoWaitAndForWhatIsOpen() {
        PoolWorld world = new PoolWorld(sizes(1, 1).acquireTimeout(Duration.ofSeconds(30))).filled();
        FakeResource resource = world.take();
        FakeBorrower waiting = world.acquire();
        world.pass(Duration.ofSeconds(1));
        world.reconfigure(settings -> settings.acquireTimeout(Duration.ofSeconds(2)));
        FakeBorrower later = world.acquire();
        world.pass(Duration.ofSeconds(1));
        assertThat(reason(waiting)).isEqualTo(Reason.TIMEOUT);
        assertThat(later.isWaiting()).isTrue();
        world.cancel(later);
        world.release(resource);
        world.reconfigure(settings -> settings.maxLifetime(Duration.ofSeconds(3)));
        world.pass(Duration.ofSeconds(1));
        assertThat(world.closing).as("it is 3 s old, and has no replacement").containsExactly(resource);
    }

    @Test
    @Covers({"pool:G3", "pool:D9"})
    void asSuspendedPoolLendsNothingAndOpensNothingUntilItIsResumed() {
        PoolWorld world = new PoolWorld(sizes(2, 4).acquireTimeout(Duration.ofSeconds(5))).filled();
        FakeResource lent = world.take();
        world.suspend(false);
        FakeBorrower early = world.acquire();
        world.pass(Duration.ofSeconds(2));
        FakeBorrower late = world.acquire();
        assertThat(world.tryAcquire()).isNull();
        world.release(lent);
        assertThat(world.state.stats().idle()).isEqualTo(2);
        assertThat(world.state.stats().suspended()).isTrue();
        world.pass(Duration.ofSeconds(3));
        assertThat(reason(early)).isEqualTo(Reason.TIMEOUT);
        assertThat(Objects.requireNonNull(early.failure)).hasMessageContaining("suspended");
        world.lose(lent);
        assertThat(world.connecting).as("not refilled").isEmpty();
        world.resume();
        assertThat(late.resource).isNotNull();
        assertThat(world.connecting).hasSize(1);
    }

    @Test
    @Covers("pool:G3")
    void aSuspendedPoolRefusesAtOnceIfThatIsWanted() {
        PoolWorld world = new PoolWorld(sizes(1, 4)).filled();
        world.suspend(true);
        assertThat(reason(world.acquire())).isEqualTo(Reason.SUSPENDED);
        world.resume();
        assertThat(world.acquire().resource).isNotNull();
    }

    @Test
    @Covers({"pool:D9", "pool:G4"})
    void suspendingAndEvictingLeavesNoSocketAndResumingOpensThemAgain() {
        PoolWorld world = new PoolWorld(sizes(2, 4)).filled();
        FakeResource lent = world.take();
        world.acquire();
        world.acquire();
        assertThat(world.connecting).hasSize(1);
        List<String> done = new ArrayList<>();
        world.suspend(false);
        world.evictAll(() -> done.add("all"));
        world.connect();
        assertThat(world.closing).as("one that was being opened is not kept").hasSize(1);
        world.endClosing();
        for (FakeResource resource : world.opened) {
            world.release(resource);
        }
        world.release(lent);
        assertThat(done).isEmpty();
        world.endClosing();
        assertThat(done).containsExactly("all");
        assertThat(world.state.stats().size()).isZero();
        world.resume();
        world.connectAll();
        assertThat(world.state.stats().size()).isEqualTo(2);
        assertThat(world.reasons).containsOnly(CloseReason.EVICTED);
    }

    @Test
    @Covers("pool:G4")
    void evictingAllTwiceEndsBothRoundsWhenTheLastOldOneHasEnded() {
        PoolWorld world = new PoolWorld(sizes(0, 2)).start();
        world.acquire();
        FakeResource lent = world.connect();
        List<String> done = new ArrayList<>();
        world.evictAll(() -> done.add("first"));
        world.evictAll(() -> done.add("second"));
        assertThat(done).isEmpty();
        world.release(lent);
        world.endClosing();
        assertThat(done).containsExactly("first", "second");
        world.evictAll(() -> done.add("nothing left"));
        assertThat(done).hasSize(3);
    }

    @Test
    @Covers("pool:I4")
    void whatFailsWithTheOldCredentialsFailsNobodyWhoWaitsForTheNewOnes() {
        PoolWorld world = new PoolWorld(sizes(1, 1)).start();
        world.failConnect(DOWN, true);
        world.pass(Duration.ofMillis(50));
        assertThat(world.connecting).as("with the old ones").hasSize(1);
        world.rotate();
        FakeBorrower borrower = world.acquire();
        List<@Nullable Throwable> warmUp = world.warmUp();
        world.failConnect(DOWN, true);
        assertThat(borrower.isWaiting()).isTrue();
        assertThat(warmUp).isEmpty();
        assertThat(world.connecting).as("with the new ones, without a pause").hasSize(1);
        world.connect();
        assertThat(borrower.resource).isNotNull();
        assertThat(warmUp).hasSize(1);
    }

    @Test
    @Covers("pool:I4")
    void newCredentialsEndThePauseThatTheOldOnesHaveCaused() {
        PoolWorld world = new PoolWorld(sizes(1, 1)).start();
        for (int i = 0; i < 10; i++) {
            world.failConnect(DOWN, true);
            world.pass(Duration.ofSeconds(5));
        }
        world.failConnect(DOWN, true);
        assertThat(world.connecting).isEmpty();
        world.rotate();
        assertThat(world.connecting).hasSize(1);
    }

    @Test
    @Covers("pool:B11")
    void tryAcquireTakesWhatIsIdleAndElseNothing() {
        PoolWorld world = new PoolWorld(sizes(1, 4)).filled();
        assertThat(world.tryAcquire()).isNotNull();
        assertThat(world.tryAcquire()).isNull();
        assertThat(world.connecting).as("nor does it open one").isEmpty();
        assertThat(world.state.stats().waiting()).isZero();
    }

    @Test
    @Covers("pool:B11")
    void tryAcquireLeavesAloneWhatWouldHaveToBeAskedForASignOfLife() {
        PoolWorld world =
                new PoolWorld(sizes(1, 1).validateAfter(Duration.ofSeconds(5)).keepalive(Duration.ZERO)).filled();
        world.pass(Duration.ofSeconds(6));
        assertThat(world.tryAcquire()).isNull();
        assertThat(world.validating).isEmpty();
    }

    @Test
    @Covers("pool:G2")
    void warmingUpOpensTheMinimumInParallelAndTwiceIsOnce() {
        PoolWorld world = new PoolWorld(sizes(5, 10).lazyStart(true)).start();
        assertThat(world.connecting).isEmpty();
        List<@Nullable Throwable> first = world.warmUp();
        List<@Nullable Throwable> second = world.warmUp();
        assertThat(world.connecting).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(first).isEmpty();
            world.connect();
        }
        assertThat(first).containsExactly((Throwable) null);
        assertThat(second).containsExactly((Throwable) null);
        assertThat(world.warmUp()).as("when it is warm").containsExactly((Throwable) null);
        assertThat(world.attempts).isEqualTo(5);
    }

    @Test
    @Covers("pool:G2")
    void warmingUpReportsItsFirstErrorAndThePoolGoesOnTrying() {
        PoolWorld world = new PoolWorld(sizes(0, 10)).start();
        List<@Nullable Throwable> result = world.warmUp();
        assertThat(world.connecting).as("one, although the minimum is 0").hasSize(1);
        world.failConnect(DOWN, false);
        assertThat(result).containsExactly(DOWN);
        List<@Nullable Throwable> again = world.warmUp();
        world.pass(Duration.ofMillis(50));
        world.connectAll();
        assertThat(again).containsExactly((Throwable) null);
        world.close();
        assertThat(world.warmUp()).hasSize(1).first().isInstanceOf(MySqlPoolException.class);
    }

    @Test
    @Covers("pool:G1")
    void aLazyPoolOpensNothingBeforeSomebodyAsksAndKeepsItsMinimumFromThenOn() {
        PoolWorld world = new PoolWorld(sizes(3, 10).lazyStart(true)).start();
        assertThat(world.attempts).isZero();
        world.acquire();
        assertThat(world.connecting).hasSize(3);
    }

    @Test
    void theSnapshotTellsWhatEachOneIsDoing() {
        PoolWorld world = new PoolWorld(sizes(3, 3).leakDetectionThreshold(Duration.ofMinutes(1))).filled();
        world.pass(Duration.ofSeconds(1));
        FakeBorrower borrower = new FakeBorrower();
        Throwable here = new Throwable();
        borrower.askedAt = here;
        world.acquire(borrower);
        FakeResource lent = Objects.requireNonNull(borrower.resource);
        world.evict(lent, CloseReason.EVICTED);
        FakeResource cleaning = world.take();
        world.release(cleaning, Cleanliness.PENDING);
        world.pass(Duration.ofSeconds(2));
        List<ConnectionSnapshot> all = world.state.snapshot(world.now);
        assertThat(all)
                .extracting(ConnectionSnapshot::state)
                .containsExactlyInAnyOrder(
                        ConnectionSnapshot.State.IDLE,
                        ConnectionSnapshot.State.IN_USE,
                        ConnectionSnapshot.State.CLEANING);
        ConnectionSnapshot used =
                all.stream().filter(one -> one.id() == lent.number).findFirst().orElseThrow();
        assertThat(used.age()).isEqualTo(Duration.ofSeconds(3));
        assertThat(used.inState()).isEqualTo(Duration.ofSeconds(2));
        assertThat(used.leases()).isEqualTo(1);
        assertThat(used.borrower()).isSameAs(here);
        assertThat(used.evicted()).isEqualTo(CloseReason.EVICTED);
    }
}
