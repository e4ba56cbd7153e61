package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Borrowing, waiting, growing and giving back. */
class PoolStateTest {

    private static final MySqlConnectionException DOWN =
            new MySqlConnectionException(Kind.UNREACHABLE, "nobody listens at db:3306", Outcome.NOT_SENT, null);

    private static PoolConfig.Builder sizes(int min, int max) {
        return PoolConfig.builder().minSize(min).maxSize(max);
    }

    private static List<FakeBorrower> acquire(PoolWorld world, int count) {
        return IntStream.range(0, count).mapToObj(i -> world.acquire()).toList();
    }

    private static MySqlPoolException refusal(FakeBorrower borrower) {
        return (MySqlPoolException) Objects.requireNonNull(borrower.failure);
    }

    @Test
    @Covers({"aiomysql:P02", "pool:A6"})
    void theMinimalSizeIsOpenedInParallelAtTheStart() {
        PoolWorld world = new PoolWorld(sizes(10, 20)).start();
        assertThat(world.connecting).hasSize(10);
        world.connectAll();
        assertThat(world.state.stats().size()).isEqualTo(10);
        assertThat(world.state.stats().idle()).isEqualTo(10);
        assertThat(world.attempts).isEqualTo(10);
    }

    @Test
    @Covers({"pool:A7", "aiomysql:P09", "aiomysql:P16"})
    void aPoolWithoutMinimumOpensWhatIsAskedForAndKeepsIt() {
        PoolWorld world = new PoolWorld(sizes(0, 10)).start();
        assertThat(world.attempts).isZero();
        world.acquire();
        FakeResource first = world.connect();
        world.acquire();
        FakeResource second = world.connect();
        assertThat(world.state.stats().size()).isEqualTo(2);
        assertThat(world.state.stats().idle()).isZero();
        world.release(first);
        assertThat(world.state.stats().idle()).isEqualTo(1);
        world.release(second);
        assertThat(world.state.stats().idle()).isEqualTo(2);
        assertThat(world.state.stats().size()).isEqualTo(2);
    }

    @Test
    @Covers("aiomysql:P17")
    void whatIsOpenIsLentBeforeAnythingIsOpened() {
        PoolWorld world = new PoolWorld(sizes(2, 4)).filled();
        world.take();
        world.take();
        assertThat(world.attempts).isEqualTo(2);
        assertThat(world.state.stats().idle()).isZero();
    }

    @Test
    @Covers("pool:A1")
    void theMaximumHoldsCountingTheOnesBeingOpenedAndTheOnesStillClosing() {
        PoolWorld world = new PoolWorld(sizes(0, 3)).start();
        acquire(world, 10);
        assertThat(world.connecting).hasSize(3);
        FakeResource resource = world.connect();
        world.release(resource, Cleanliness.DIRTY);
        assertThat(world.closing).containsExactly(resource);
        assertThat(world.connecting).as("its place is not free yet").hasSize(2);
        world.lose(resource);
        assertThat(world.connecting).hasSize(3);
    }

    @Test
    @Covers("pool:A8")
    void zeroMeansNoMaximum() {
        PoolWorld world = new PoolWorld(sizes(0, 0)).start();
        List<FakeBorrower> borrowers = acquire(world, 500);
        while (!world.connecting.isEmpty()) {
            world.connect();
        }
        assertThat(borrowers).allMatch(borrower -> borrower.resource != null);
        assertThat(world.state.stats().size()).isEqualTo(500);
    }

    @Test
    @Covers({"pool:A3", "pool:A4"})
    void aBurstOpensNoMoreThanWhatIsStillNeededWhenConnectsEnd() {
        PoolWorld world = new PoolWorld(sizes(0, 100)).start();
        List<FakeBorrower> burst = acquire(world, 100);
        assertThat(world.connecting).hasSize(ConnectPacer.PARALLEL);
        FakeResource first = world.connect();
        for (int i = 0; i < 99; i++) {
            world.release(first);
        }
        assertThat(burst).allMatch(borrower -> borrower.resource == first);
        world.release(first);
        world.connectAll();
        assertThat(world.attempts)
                .as("one more began before the burst was over")
                .isLessThanOrEqualTo(17);
    }

    @Test
    @Covers({"pool:B5", "pool:A10"})
    void whoWaitsTakesWhateverComesFirstInTheOrderOfAsking() {
        PoolWorld world = new PoolWorld(sizes(1, 2)).filled();
        FakeResource lent = world.take();
        FakeBorrower first = world.acquire();
        FakeBorrower second = world.acquire();
        world.release(lent);
        assertThat(first.resource).isSameAs(lent);
        assertThat(second.isWaiting()).isTrue();
        FakeResource fresh = world.connect();
        assertThat(second.resource).isSameAs(fresh);
    }

    @Test
    void nobodyOvertakesThoseWhoWait() {
        PoolWorld world = new PoolWorld(sizes(1, 1)).filled();
        FakeResource resource = world.take();
        List<FakeBorrower> waiting = acquire(world, 3);
        world.release(resource);
        FakeBorrower late = world.acquire();
        assertThat(waiting.get(0).resource).isSameAs(resource);
        assertThat(late.isWaiting()).isTrue();
    }

    @Test
    @Covers("pool:A9")
    void theOneGivenBackLastIsLentFirst() {
        PoolWorld world = new PoolWorld(sizes(3, 3)).filled();
        FakeResource a = world.take();
        FakeResource b = world.take();
        FakeResource c = world.take();
        world.release(b);
        world.release(c);
        world.release(a);
        assertThat(List.of(world.take(), world.take(), world.take())).containsExactly(a, c, b);
    }

    @Test
    void oneOnTheCallersEventLoopIsPreferredAmongTheNewest() {
        PoolWorld world = new PoolWorld(sizes(8, 8)).filled();
        FakeResource near = world.opened.get(5);
        FakeResource tooOld = world.opened.get(2);
        near.onCallersThread = true;
        tooOld.onCallersThread = true;
        assertThat(world.take()).isSameAs(near);
        assertThat(world.take()).as("beyond the newest four").isSameAs(world.opened.get(7));
    }

    @Test
    @Covers("pool:B3")
    void waitingEndsAtItsLimitWithTheNumbersAndTheLatestFailureToConnect() {
        PoolWorld world = new PoolWorld(sizes(0, 5).acquireTimeout(Duration.ofSeconds(2))).start();
        FakeBorrower borrower = world.acquire();
        world.pass(Duration.ofMillis(500));
        world.failConnect(DOWN, false);
        world.pass(Duration.ofMillis(1_499));
        assertThat(borrower.isWaiting()).isTrue();
        world.pass(Duration.ofMillis(1));
        MySqlPoolException failure = refusal(borrower);
        assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
        assertThat(failure)
                .hasCause(DOWN)
                .hasMessageContaining("acquire-timeout (PT2S)")
                .hasMessageContaining("max-size 5")
                .hasMessageContaining("0 in use")
                .hasMessageContaining("1 waiting")
                .hasMessageContaining("nobody listens at db:3306");
        assertThat(Objects.requireNonNull(failure.stats()).waiting()).isEqualTo(1);
        assertThat(world.state.stats().acquireTimeouts()).isEqualTo(1);
        assertThat(world.state.stats().waiting()).isZero();
    }

    @Test
    void everyBorrowerHasItsOwnLimit() {
        PoolWorld world = new PoolWorld(sizes(0, 1).acquireTimeout(Duration.ofSeconds(1))).start();
        FakeBorrower early = world.acquire();
        world.pass(Duration.ofMillis(400));
        FakeBorrower late = world.acquire();
        world.pass(Duration.ofMillis(600));
        assertThat(early.failure).isNotNull();
        assertThat(late.isWaiting()).isTrue();
        world.pass(Duration.ofMillis(400));
        assertThat(late.failure).isNotNull();
    }

    @Test
    void withoutLimitWaitingNeverEnds() {
        PoolWorld world = new PoolWorld(sizes(0, 1).acquireTimeout(Duration.ZERO)).start();
        FakeBorrower borrower = world.acquire();
        world.pass(Duration.ofDays(300));
        assertThat(borrower.isWaiting()).isTrue();
    }

    @Test
    @Covers("pool:B4")
    void theQueueHoldsExactlyAsManyAsAllowed() {
        for (int allowed : new int[] {0, 1, 7}) {
            PoolWorld world = new PoolWorld(sizes(2, 2).maxWaiting(allowed)).filled();
            acquire(world, 2);
            List<FakeBorrower> queued = acquire(world, allowed);
            FakeBorrower tooMany = world.acquire();
            assertThat(queued).allMatch(FakeBorrower::isWaiting);
            assertThat(refusal(tooMany).reason()).isEqualTo(Reason.QUEUE_FULL);
            assertThat(tooMany.failure).hasMessageContaining("max-waiting (" + allowed + ")");
            assertThat(world.state.stats().rejected()).isEqualTo(1);
        }
    }

    @Test
    @Covers("pool:B4")
    void whoseConnectionIsBeingOpenedDoesNotCountAsWaitingInLine() {
        PoolWorld world = new PoolWorld(sizes(0, 2).maxWaiting(0)).start();
        FakeBorrower first = world.acquire();
        FakeBorrower second = world.acquire();
        FakeBorrower third = world.acquire();
        assertThat(refusal(third).reason()).isEqualTo(Reason.QUEUE_FULL);
        world.connectAll();
        assertThat(first.resource).isNotNull();
        assertThat(second.resource).isNotNull();
    }

    @Test
    @Covers("pool:B4")
    void minusOneMeansThatTheQueueHasNoEnd() {
        PoolWorld world = new PoolWorld(sizes(0, 1).maxWaiting(-1)).start();
        assertThat(acquire(world, 50_000)).allMatch(FakeBorrower::isWaiting);
    }

    @Test
    @Covers("pool:C1")
    void whoGivesUpLeavesTheQueueAndHearsNothing() {
        PoolWorld world = new PoolWorld(sizes(1, 1)).filled();
        FakeResource resource = world.take();
        List<FakeBorrower> waiting = acquire(world, 3);
        assertThat(world.cancel(waiting.get(1))).isTrue();
        assertThat(world.cancel(waiting.get(1))).isFalse();
        assertThat(world.state.stats().waiting()).isEqualTo(2);
        world.release(resource);
        world.release(resource);
        assertThat(waiting.get(0).resource).isSameAs(resource);
        assertThat(waiting.get(1).signals).isZero();
        assertThat(waiting.get(2).resource).isSameAs(resource);
        assertThat(world.cancel(waiting.get(0))).isFalse();
        assertThat(world.state.stats().cancelled()).isEqualTo(1);
    }

    @Test
    @Covers("pool:C3")
    void anAttemptGoesOnWhenTheBorrowerWhoNeededItGivesUp() {
        PoolWorld world = new PoolWorld(sizes(0, 5)).start();
        FakeBorrower borrower = world.acquire();
        world.cancel(borrower);
        FakeResource resource = world.connect();
        assertThat(world.givenUp).isEmpty();
        assertThat(world.state.stats().idle()).isEqualTo(1);
        assertThat(world.take()).isSameAs(resource);
        assertThat(world.attempts).isEqualTo(1);
    }

    @Test
    @Covers({"pool:E3", "pool:A6", "aiomysql:P05", "aiomysql:P24"})
    void whatEndsByItselfIsReplacedAtOnceAndGivingItBackDoesNothing() {
        PoolWorld world = new PoolWorld(sizes(10, 10)).filled();
        FakeResource lent = world.take();
        world.lose(lent);
        world.release(lent);
        assertThat(world.state.stats().idle()).isEqualTo(9);
        assertThat(world.state.stats().inUse()).isZero();
        assertThat(world.connecting).as("refilled without anybody asking").hasSize(1);
        world.lose(world.opened.get(0));
        assertThat(world.connecting).hasSize(2);
        world.connectAll();
        assertThat(world.state.stats().idle()).isEqualTo(10);
    }

    @Test
    @Covers("pool:E13")
    void whenAllThatAreLentEndTheQueueIsServedByNewOnes() {
        PoolWorld world = new PoolWorld(sizes(3, 3)).filled();
        List<FakeBorrower> holders = acquire(world, 3);
        List<FakeBorrower> waiting = acquire(world, 3);
        holders.forEach(holder -> world.lose(Objects.requireNonNull(holder.resource)));
        world.connectAll();
        assertThat(waiting).allMatch(borrower -> borrower.resource != null);
    }

    @Test
    void oneThatIsKnownToBeClosedIsNotLent() {
        PoolWorld world = new PoolWorld(sizes(2, 2)).filled();
        world.opened.get(1).open = false;
        assertThat(world.take()).isSameAs(world.opened.get(0));
        FakeBorrower next = world.acquire();
        assertThat(next.isWaiting()).isTrue();
        assertThat(world.closing).containsExactly(world.opened.get(1));
    }

    @Test
    @Covers("pool:F5")
    void oneThatCannotBeCleanedIsClosedAndTheNextBorrowerGetsANewOne() {
        PoolWorld world = new PoolWorld(sizes(1, 1)).filled();
        FakeResource resource = world.take();
        FakeBorrower next = world.acquire();
        world.release(resource, Cleanliness.PENDING);
        assertThat(next.isWaiting()).isTrue();
        assertThat(world.state.stats().cleaning()).isEqualTo(1);
        world.recycled(resource, false);
        assertThat(next.isWaiting()).isTrue();
        world.endClosing();
        assertThat(next.resource).isNull();
        FakeResource fresh = world.connect();
        assertThat(next.resource).isSameAs(fresh);
    }

    @Test
    @Covers("pool:C4")
    void oneThatIsBeingCleanedGoesToTheNextBorrowerWhenItIsClean() {
        PoolWorld world = new PoolWorld(sizes(1, 5)).filled();
        FakeResource resource = world.take();
        world.release(resource, Cleanliness.PENDING);
        FakeBorrower next = world.acquire();
        assertThat(world.connecting).as("it will be back in a moment").isEmpty();
        world.recycled(resource, true);
        assertThat(next.resource).isSameAs(resource);
    }
}
