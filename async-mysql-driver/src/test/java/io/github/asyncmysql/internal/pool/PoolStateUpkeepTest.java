package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What time does to idle resources, signs of life, and how a pool ends. */
class PoolStateUpkeepTest {

    /** Nothing happens by itself but what the test asks for. */
    private static PoolConfig.Builder quiet(int min, int max) {
        return PoolConfig.builder()
                .minSize(min)
                .maxSize(max)
                .idleTimeout(Duration.ZERO)
                .maxLifetime(Duration.ZERO)
                .keepalive(Duration.ZERO)
                .validateAfter(Duration.ofDays(1));
    }

    /** A pool that has grown to its maximum and holds all of it idle. */
    private static PoolWorld grown(PoolConfig.Builder config) {
        PoolWorld world = new PoolWorld(config).filled();
        List<FakeBorrower> borrowers = new ArrayList<>();
        for (int i = 0; i < world.config.maxSize(); i++) {
            borrowers.add(world.acquire());
        }
        world.connectAll();
        borrowers.forEach(borrower -> world.release(Objects.requireNonNull(borrower.resource)));
        return world;
    }

    @Test
    @Covers({"pool:A9", "pool:D4"})
    void theLongestUnusedAreClosedFirstUntilTheMinimumIsLeft() {
        PoolWorld world = grown(quiet(2, 4).idleTimeout(Duration.ofSeconds(10)));
        world.pass(Duration.ofSeconds(5));
        FakeResource newest = world.take();
        world.release(newest);
        world.pass(Duration.ofMillis(4_999));
        assertThat(world.closing).isEmpty();
        world.pass(Duration.ofMillis(1));
        assertThat(world.closing).hasSize(2).doesNotContain(newest);
        assertThat(world.reasons).containsExactly(CloseReason.IDLE, CloseReason.IDLE);
        world.endClosing();
        world.pass(Duration.ofHours(1));
        assertThat(world.state.stats().size()).isEqualTo(2);
        assertThat(world.state.stats().idle()).isEqualTo(2);
    }

    @Test
    @Covers("pool:A5")
    void aPoolOfFixedSizeKeepsItsUnusedOnes() {
        PoolWorld world = new PoolWorld(quiet(3, 3).idleTimeout(Duration.ofSeconds(1))).filled();
        world.pass(Duration.ofHours(1));
        assertThat(world.state.stats().idle()).isEqualTo(3);
        assertThat(world.timer).as("no timer runs for nothing").isEqualTo(PoolState.NEVER);
    }

    @Test
    void oneThatComesToAGrownPoolRemindsOfTheUnusedOnes() {
        PoolWorld world = new PoolWorld(quiet(1, 2).idleTimeout(Duration.ofSeconds(1))).filled();
        world.pass(Duration.ofSeconds(30));
        FakeResource first = world.take();
        FakeBorrower borrower = world.acquire();
        world.release(first);
        assertThat(borrower.resource).isSameAs(first);
        FakeResource second = world.connect();
        world.pass(Duration.ofSeconds(1));
        world.release(first);
        assertThat(world.closing).containsExactly(second);
    }

    @Test
    @Covers("pool:D1")
    void whatIsLentOutlivesItsLifeTimeAndIsClosedWhenItComesBack() {
        PoolWorld world = new PoolWorld(quiet(1, 1).maxLifetime(Duration.ofMinutes(30))).filled();
        FakeResource resource = world.take();
        world.pass(Duration.ofHours(2));
        assertThat(world.closing).isEmpty();
        world.release(resource);
        assertThat(world.reasons).containsExactly(CloseReason.LIFETIME);
        world.endClosing();
        world.connectAll();
        assertThat(world.state.stats().idle()).isEqualTo(1);
    }

    @Test
    @Covers("pool:D2")
    void lifeTimesAreSpreadOverATenth() {
        PoolWorld world =
                new PoolWorld(quiet(0, 0).maxLifetime(Duration.ofSeconds(1_000)), new SplittableRandom(5)).start();
        for (int i = 0; i < 200; i++) {
            world.acquire();
        }
        world.connectAll();
        assertThat(world.opened).allSatisfy(resource -> {
            assertThat(resource.expireAt).isEqualTo(Duration.ofSeconds(1_000).toNanos());
            assertThat(resource.retireAt)
                    .isBetween(
                            Duration.ofSeconds(900).toNanos(),
                            Duration.ofSeconds(1_000).toNanos());
        });
        assertThat(world.opened.stream()
                        .map(resource -> resource.retireAt / 10_000_000_000L)
                        .distinct())
                .as("tenths of the spread that are used")
                .hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    @Covers("pool:D3")
    void anOldOneIsClosedAfterItsReplacementIsOpen() {
        PoolWorld world = new PoolWorld(quiet(1, 2).maxLifetime(Duration.ofSeconds(100))).filled();
        FakeResource old = world.opened.get(0);
        world.pass(Duration.ofNanos(old.retireAt));
        assertThat(world.connecting).hasSize(1);
        assertThat(world.closing).isEmpty();
        assertThat(world.state.stats().idle()).as("still there to be lent").isEqualTo(1);
        FakeResource fresh = world.connect();
        assertThat(world.closing).containsExactly(old);
        assertThat(world.take()).isSameAs(fresh);
    }

    @Test
    void anOldOneIsClosedFirstWhenThereIsNoRoomForItsReplacement() {
        PoolWorld world = new PoolWorld(quiet(1, 1).maxLifetime(Duration.ofSeconds(100))).filled();
        world.pass(Duration.ofSeconds(100));
        assertThat(world.reasons).containsExactly(CloseReason.LIFETIME);
        world.endClosing();
        assertThat(world.connecting).hasSize(1);
    }

    @Test
    @Covers("pool:D7")
    void oneThatIsTooOldIsSkippedByWhoBorrows() {
        PoolWorld world = new PoolWorld(quiet(2, 2).maxLifetime(Duration.ofSeconds(100))).filled();
        world.opened.get(1).expireAt = 0;
        assertThat(world.take()).isSameAs(world.opened.get(0));
        FakeBorrower waiting = world.acquire();
        assertThat(world.closing).containsExactly(world.opened.get(1));
        world.endClosing();
        assertThat(waiting.resource).isNull();
        world.connect();
        assertThat(waiting.resource).isSameAs(world.opened.get(2));
    }

    @Test
    @Covers("pool:D5")
    void idleOnesAreAskedForASignOfLifeAtTheIntervalAndLentOnesAreNot() {
        PoolWorld world = new PoolWorld(quiet(2, 2).keepalive(Duration.ofSeconds(60))).filled();
        FakeResource lent = world.take();
        FakeResource idle = world.opened.get(0);
        world.pass(Duration.ofSeconds(59));
        assertThat(world.validating).isEmpty();
        world.pass(Duration.ofSeconds(1));
        assertThat(world.validating).containsExactly(idle);
        world.validated(idle, true);
        world.pass(Duration.ofSeconds(60));
        assertThat(world.validating).containsExactly(idle);
        assertThat(lent.state).isEqualTo(PooledResource.State.LEASED);
    }

    @Test
    @Covers("pool:D5")
    void aSignOfLifeThatDoesNotComeHoldsUpNobodyElse() {
        PoolWorld world = new PoolWorld(quiet(1, 2).keepalive(Duration.ofSeconds(60))).filled();
        world.pass(Duration.ofSeconds(60));
        assertThat(world.validating).hasSize(1);
        FakeBorrower borrower = world.acquire();
        FakeResource fresh = world.connect();
        assertThat(borrower.resource).isSameAs(fresh);
    }

    @Test
    void aSignOfLifeDoesNotMakeItLookUsed() {
        PoolWorld world = grown(quiet(0, 3).keepalive(Duration.ofSeconds(60)).idleTimeout(Duration.ofSeconds(100)));
        world.pass(Duration.ofSeconds(1));
        FakeResource newest = world.take();
        world.release(newest);
        world.pass(Duration.ofSeconds(59));
        for (FakeResource resource : List.copyOf(world.validating)) {
            world.validated(resource, true);
        }
        assertThat(world.take()).as("the one used last").isSameAs(newest);
        world.release(newest);
        world.pass(Duration.ofSeconds(40));
        assertThat(world.closing).hasSize(2).doesNotContain(newest);
    }

    @Test
    @Covers("pool:E1")
    void oneThatWasUsedRecentlyIsLentWithoutAsking() {
        PoolWorld world = new PoolWorld(quiet(1, 1).validateAfter(Duration.ofSeconds(30))).filled();
        world.pass(Duration.ofMillis(29_999));
        world.release(world.take());
        assertThat(world.validating).isEmpty();
    }

    @Test
    @Covers("pool:E1")
    void oneThatNothingWasHeardOfForLongIsAskedBeforeItIsLent() {
        PoolWorld world = new PoolWorld(quiet(1, 2).validateAfter(Duration.ofSeconds(30))).filled();
        world.pass(Duration.ofSeconds(30));
        FakeBorrower borrower = world.acquire();
        assertThat(borrower.isWaiting()).isTrue();
        assertThat(world.validating).hasSize(1);
        assertThat(world.connecting).isEmpty();
        assertThat(world.state.stats().cleaning()).isEqualTo(1);
        world.validated(world.opened.get(0), true);
        assertThat(borrower.resource).isSameAs(world.opened.get(0));
    }

    @Test
    void withoutWindowEachBorrowAsks() {
        PoolWorld world = new PoolWorld(quiet(1, 1).validateAfter(Duration.ZERO)).filled();
        FakeBorrower borrower = world.acquire();
        assertThat(world.validating).hasSize(1);
        world.validated(world.opened.get(0), true);
        assertThat(borrower.resource).isNotNull();
    }

    @Test
    @Covers("pool:E2")
    void oneDeadResourceMakesAllSuspectThatNothingWasHeardOfSince() {
        PoolWorld world = new PoolWorld(quiet(5, 5).validateAfter(Duration.ofSeconds(30))).filled();
        world.pass(Duration.ofSeconds(20));
        FakeResource recent = world.take();
        world.pass(Duration.ofSeconds(10));
        FakeBorrower borrower = world.acquire();
        FakeResource dead = world.validating.get(0);
        world.pass(Duration.ofSeconds(1));
        world.release(recent);
        assertThat(borrower.resource).isSameAs(recent);
        world.release(recent);
        world.validated(dead, false);
        assertThat(world.reasons).containsExactly(CloseReason.VALIDATION);
        assertThat(world.validating).as("all in parallel, in the background").hasSize(3);
        assertThat(world.take()).as("heard of meanwhile").isSameAs(recent);
    }

    @Test
    @Covers("pool:G4")
    void anEvictedOneIsClosedNowOrWhenItComesBack() {
        PoolWorld world = new PoolWorld(quiet(2, 2)).filled();
        FakeResource lent = world.take();
        world.evict(lent, CloseReason.DIRTY);
        world.evict(world.opened.get(0), CloseReason.DIRTY);
        assertThat(world.closing).containsExactly(world.opened.get(0));
        world.release(lent);
        assertThat(world.closing).containsExactly(world.opened.get(0), lent);
        world.endClosing();
        assertThat(world.connecting).hasSize(2);
    }

    @Test
    @Covers({"aiomysql:P08", "pool:G4"})
    void clearingClosesWhatIsIdleAndIsDoneWhenThatHasEnded() {
        PoolWorld world = new PoolWorld(quiet(3, 3)).filled();
        FakeResource lent = world.take();
        int[] done = {0};
        world.clear(() -> done[0]++);
        assertThat(world.state.stats().idle()).isZero();
        assertThat(world.closing).hasSize(2).doesNotContain(lent);
        world.lose(world.closing.get(0));
        assertThat(done[0]).isZero();
        world.endClosing();
        assertThat(done[0]).isEqualTo(1);
        world.connectAll();
        assertThat(world.state.stats().size()).isEqualTo(3);
        world.release(lent);
        assertThat(world.state.stats().idle()).isEqualTo(3);
    }

    @Test
    void clearingNothingIsDoneAtOnce() {
        PoolWorld world = new PoolWorld(quiet(0, 3)).filled();
        int[] done = {0};
        world.clear(() -> done[0]++);
        assertThat(done[0]).isEqualTo(1);
    }

    @Test
    void oneThatDoesNotEndWhenItIsClosedIsCutAndItsPlaceIsUsed() {
        PoolWorld world = new PoolWorld(quiet(1, 1)).filled();
        FakeResource stuck = world.take();
        world.release(stuck, Cleanliness.DIRTY);
        assertThat(world.connecting).isEmpty();
        world.pass(Duration.ofNanos(Upkeep.CLOSING_LIMIT));
        assertThat(world.aborted).containsExactly(stuck);
        assertThat(world.connecting).hasSize(1);
        world.lose(stuck);
        assertThat(world.state.stats().closed()).isEqualTo(1);
    }

    @Test
    @Covers("pool:G5")
    void closingStopsAttemptsAndClosesWhatArrivesNevertheless() {
        PoolWorld world = new PoolWorld(quiet(2, 2)).start();
        world.close();
        assertThat(world.givenUp).hasSize(2);
        FakeResource late = world.connect();
        assertThat(world.closing).containsExactly(late);
        world.failConnect(new IllegalStateException("cancelled"), false);
        assertThat(world.finished).isZero();
        world.endClosing();
        assertThat(world.finished).isEqualTo(1);
        assertThat(world.state.stats().createFailed())
                .as("not a failure of the server")
                .isZero();
    }

    @Test
    @Covers("pool:C7")
    void whatComesBackToAClosingPoolIsClosed() {
        PoolWorld world = new PoolWorld(quiet(1, 1)).filled();
        FakeResource resource = world.take();
        world.close();
        world.release(resource);
        assertThat(world.reasons).containsExactly(CloseReason.POOL_CLOSED);
        world.endClosing();
        assertThat(world.finished).isEqualTo(1);
        assertThat(world.connecting).isEmpty();
    }

    @Test
    void aPoolThatIsClosedHasNoTimer() {
        PoolWorld world = grown(quiet(1, 3).keepalive(Duration.ofSeconds(5)).idleTimeout(Duration.ofSeconds(5)));
        world.close();
        world.endClosing();
        assertThat(world.finished).isEqualTo(1);
        assertThat(world.state.armedAt()).isEqualTo(PoolState.NEVER);
        world.pass(Duration.ofHours(1));
        assertThat(world.finished).isEqualTo(1);
    }
}
