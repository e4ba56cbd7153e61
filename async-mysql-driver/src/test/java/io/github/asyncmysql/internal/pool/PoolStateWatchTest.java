package io.github.asyncmysql.internal.pool;

import static io.github.asyncmysql.internal.pool.PoolStateOperationsTest.reason;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.NestedAcquire;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.PoolTotals.CreateFailure;
import io.github.asyncmysql.PoolTotals.Reset;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the pool notices about its users and its server: leaks, long waits, nested borrowing, an outage. */
class PoolStateWatchTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static PoolConfig.Builder sizes(int min, int max) {
        return PoolConfig.builder().minSize(min).maxSize(max);
    }

    private static FakeBorrower watched(PoolWorld world) {
        FakeBorrower borrower = new FakeBorrower();
        borrower.askedAt = new Throwable("here");
        world.acquire(borrower);
        return borrower;
    }

    @Test
    @Covers("pool:H3")
    void aLeakIsReportedOnceWithWhereItWasBorrowedAndAgainWhenItComesBack() {
        PoolWorld world = new PoolWorld(sizes(2, 2).leakDetectionThreshold(SECOND)).filled();
        FakeBorrower leaking = watched(world);
        world.pass(Duration.ofMillis(500));
        FakeBorrower quick = watched(world);
        world.pass(Duration.ofMillis(499));
        assertThat(world.leaks).isEmpty();
        world.release(Objects.requireNonNull(quick.resource));
        world.pass(Duration.ofMillis(1));
        assertThat(world.leaks).containsExactly(leaking.askedAt);
        world.pass(Duration.ofSeconds(10));
        assertThat(world.leaks).hasSize(1);
        world.release(Objects.requireNonNull(leaking.resource));
        assertThat(world.leaksReturned).isEqualTo(1);
        PoolTotals totals = world.state.totals();
        assertThat(totals.leaks()).isEqualTo(1);
        assertThat(totals.leaksReturned()).isEqualTo(1);
        world.take();
        world.take();
        world.pass(Duration.ofSeconds(10));
        assertThat(world.leaks).as("borrowers that are not watched").hasSize(1);
    }

    @Test
    @Covers("pool:H3")
    void watchingForLeaksStartsOneTimerForManyBorrowers() {
        PoolWorld world = new PoolWorld(sizes(1, 1)
                        .leakDetectionThreshold(SECOND)
                        .keepalive(Duration.ZERO)
                        .maxLifetime(Duration.ZERO))
                .filled();
        FakeBorrower first = watched(world);
        long armed = world.timer;
        assertThat(armed).isEqualTo(world.now + SECOND.toNanos());
        world.release(Objects.requireNonNull(first.resource));
        for (int i = 0; i < 1_000; i++) {
            world.now++;
            FakeBorrower next = watched(world);
            assertThat(world.timer).isEqualTo(armed);
            world.release(Objects.requireNonNull(next.resource));
        }
    }

    @Test
    @Covers("pool:H3")
    void aReclaimedLeakIsClosedMakesRoomAndIsNeverLentAgain() {
        PoolWorld world = new PoolWorld(sizes(0, 1)
                        .leakDetectionThreshold(SECOND)
                        .leakReclaim(true)
                        .acquireTimeout(Duration.ofMinutes(1)))
                .start();
        FakeBorrower leaking = watched(world);
        FakeResource leaked = world.connect();
        FakeBorrower waiting = world.acquire();
        world.pass(SECOND);
        assertThat(world.aborted).containsExactly(leaked);
        assertThat(world.reasons).containsExactly(CloseReason.LEAK);
        assertThat(world.connecting).as("its socket is not closed yet").isEmpty();
        world.lose(leaked);
        FakeResource other = world.connect();
        assertThat(waiting.resource).isSameAs(other);
        world.release(Objects.requireNonNull(leaking.resource));
        assertThat(world.leaksReturned).isEqualTo(1);
        assertThat(world.state.stats().idle()).isZero();
        assertThat(world.state.stats().inUse()).isEqualTo(1);
    }

    @Test
    @Covers("pool:H3")
    void leakDetectionCanBeSwitchedOnAndOffWhileAConnectionIsOut() {
        PoolWorld world = new PoolWorld(sizes(1, 1)).filled();
        watched(world);
        world.pass(Duration.ofMinutes(1));
        assertThat(world.leaks).isEmpty();
        world.reconfigure(settings -> settings.leakDetectionThreshold(Duration.ofMinutes(2)));
        world.pass(Duration.ofMinutes(1));
        assertThat(world.leaks).hasSize(1);
    }

    @Test
    @Covers("pool:H4")
    void longWaitsAreReportedAtMostOnceInTenSeconds() {
        PoolWorld world = new PoolWorld(sizes(1, 1).slowAcquireThreshold(SECOND)).filled();
        for (int i = 0; i < 20; i++) {
            FakeResource lent = world.take();
            FakeBorrower slow = world.acquire();
            world.pass(i == 0 ? Duration.ofMillis(999) : SECOND);
            world.release(lent);
            world.release(Objects.requireNonNull(slow.resource));
        }
        assertThat(world.slow).as("in 20 s").hasSize(2).allMatch(waited -> waited == SECOND.toNanos());
        assertThat(world.state.totals().slow()).isEqualTo(19);
        assertThat(world.state.totals().waited()).isEqualTo(20);
        assertThat(world.state.totals().handedOver()).isEqualTo(20);
    }

    @Test
    @Covers("pool:B6")
    void whoHasTooLittleTimeLeftIsRefusedAndTheNextOneIsServed() {
        PoolWorld world =
                new PoolWorld(sizes(1, 1).acquireTimeout(Duration.ofSeconds(10)).acquireMargin(SECOND)).filled();
        FakeResource lent = world.take();
        FakeBorrower late = world.acquire();
        world.pass(Duration.ofMillis(500));
        FakeBorrower inTime = world.acquire();
        world.pass(Duration.ofMillis(8_501));
        world.release(lent);
        assertThat(reason(late)).isEqualTo(Reason.TIMEOUT);
        assertThat(Objects.requireNonNull(late.failure)).hasMessageContaining("acquire-margin");
        assertThat(inTime.resource).isSameAs(lent);
    }

    @Test
    @Covers("pool:B10")
    void workThatHasAConnectionAndWouldWaitForASecondOneIsNoticed() {
        PoolWorld world = new PoolWorld(sizes(1, 1)).filled();
        world.take();
        FakeBorrower nested = new FakeBorrower();
        nested.nested = true;
        world.acquire(nested);
        assertThat(world.nested).isEqualTo(1);
        assertThat(nested.isWaiting()).isTrue();
        world.reconfigure(settings -> settings.nestedAcquire(NestedAcquire.REFUSE));
        FakeBorrower refused = new FakeBorrower();
        refused.nested = true;
        world.acquire(refused);
        assertThat(reason(refused)).isEqualTo(Reason.NESTED);
        assertThat(Objects.requireNonNull(refused.failure).isTransient()).isFalse();
        world.reconfigure(settings -> settings.nestedAcquire(NestedAcquire.ALLOW));
        FakeBorrower allowed = new FakeBorrower();
        allowed.nested = true;
        world.acquire(allowed);
        assertThat(allowed.isWaiting()).isTrue();
        assertThat(world.nested).isEqualTo(1);
    }

    @Test
    @Covers("pool:B10")
    void workThatGetsASecondConnectionWithoutWaitingIsLeftAlone() {
        PoolWorld world = new PoolWorld(sizes(2, 2).nestedAcquire(NestedAcquire.REFUSE)).filled();
        world.take();
        FakeBorrower nested = new FakeBorrower();
        nested.nested = true;
        world.acquire(nested);
        assertThat(nested.resource).isNotNull();
        assertThat(world.nested).isZero();
    }

    private static final MySqlConnectionException DOWN =
            new MySqlConnectionException(Kind.UNREACHABLE, "nobody listens at db:3306", Outcome.NOT_SENT, null);

    @Test
    @Covers("pool:E12")
    void whileTheServerIsDownCallersAreRefusedAtOnceAndOneProbeGoesOn() {
        PoolWorld world = new PoolWorld(sizes(0, 10).failWhileDown(true)).start();
        FakeBorrower first = world.acquire();
        FakeBorrower second = world.acquire();
        assertThat(world.connecting).hasSize(2);
        world.failConnect(DOWN, false);
        assertThat(reason(first)).isEqualTo(Reason.DOWN);
        assertThat(reason(second)).isEqualTo(Reason.DOWN);
        assertThat(Objects.requireNonNull(second.failure)).hasCause(DOWN);
        world.failConnect(DOWN, false);
        for (int i = 0; i < 100; i++) {
            assertThat(reason(world.acquire())).isEqualTo(Reason.DOWN);
            world.pass(Duration.ofMillis(100));
            assertThat(world.connecting).hasSizeLessThanOrEqualTo(1);
            if (i % 10 == 9) {
                while (!world.connecting.isEmpty()) {
                    world.failConnect(DOWN, false);
                }
            }
        }
        assertThat(world.state.stats().down()).isTrue();
        world.pass(Duration.ofSeconds(5));
        assertThat(world.connecting).as("the probe, with nobody waiting").hasSize(1);
        world.connect();
        assertThat(world.state.stats().down()).isFalse();
        assertThat(world.acquire().resource).isNotNull();
    }

    @Test
    @Covers("pool:E12")
    void withoutTheSettingCallersWaitForTheServerToComeBack() {
        PoolWorld world = new PoolWorld(sizes(0, 10)).start();
        FakeBorrower borrower = world.acquire();
        world.failConnect(DOWN, false);
        assertThat(world.acquire().isWaiting()).isTrue();
        assertThat(borrower.isWaiting()).isTrue();
        assertThat(world.state.stats().down()).isTrue();
    }

    @Test
    void everythingThatHappensIsCountedByWhatItWas() {
        PoolWorld world = new PoolWorld(sizes(0, 10)).start();
        world.acquire();
        world.failConnect(new MySqlServerException(1045, "28000", "no", null, Outcome.NOT_EXECUTED), false);
        world.pass(Duration.ofSeconds(1));
        world.failConnect(new MySqlServerException(1040, "08004", "full", null, Outcome.NOT_EXECUTED), false);
        world.pass(Duration.ofSeconds(1));
        world.failConnect(DOWN, false);
        world.pass(Duration.ofSeconds(1));
        FakeResource resource = world.connect();
        world.release(resource);
        world.take();
        resource.cleanedBy(Reset.ROLLBACK);
        world.release(resource, Cleanliness.PENDING);
        world.recycled(resource, true);
        world.take();
        resource.cleanedBy(Reset.RESET);
        world.release(resource, Cleanliness.PENDING);
        world.recycled(resource, false);
        PoolTotals totals = world.state.totals();
        assertThat(totals.createFailures())
                .containsEntry(CreateFailure.ACCESS_DENIED, 1L)
                .containsEntry(CreateFailure.TOO_MANY_CONNECTIONS, 1L)
                .containsEntry(CreateFailure.UNREACHABLE, 1L)
                .containsEntry(CreateFailure.TLS, 0L);
        assertThat(totals.returned())
                .containsEntry(Reset.NONE, 1L)
                .containsEntry(Reset.ROLLBACK, 1L)
                .containsEntry(Reset.RESET, 0L)
                .containsEntry(Reset.DESTROYED, 1L);
        assertThat(totals.closed()).containsEntry(CloseReason.DIRTY, 1L).containsEntry(CloseReason.IDLE, 0L);
        assertThat(totals.acquired()).isEqualTo(3);
        assertThat(totals.created()).isEqualTo(1);
    }
}
