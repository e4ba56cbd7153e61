package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The server refuses to write, as the old primary does after a failover, or because it never takes writes. */
class PoolStateFailoverTest {

    private static final int SIZE = 6;

    private static PoolWorld fixedPool() {
        return new PoolWorld(PoolConfig.builder()
                        .minSize(SIZE)
                        .maxSize(SIZE)
                        .maxLifetime(Duration.ZERO)
                        .keepalive(Duration.ZERO)
                        .validateAfter(Duration.ofDays(1)))
                .filled();
    }

    /** Each of them is lent once, refuses to write, and comes back. */
    private static void writeOverEach(PoolWorld world) {
        List<FakeResource> lent =
                IntStream.range(0, SIZE).mapToObj(i -> world.take()).toList();
        for (FakeResource resource : lent) {
            world.readOnly(resource);
            world.release(resource);
        }
        world.endClosing();
        world.connectAll();
    }

    private static void writeOverOne(PoolWorld world) {
        FakeResource resource = world.take();
        world.readOnly(resource);
        world.release(resource);
        world.endClosing();
        world.connectAll();
    }

    @Test
    @Covers({"pool:E6", "pool:G7"})
    void whatWasDetachedSaysNothingAboutTheServerOfThePool() {
        PoolWorld world = fixedPool();
        FakeResource detached = world.take();
        world.detach(detached);
        world.connectAll();
        world.readOnly(detached);
        assertThat(detached.doomed).isNull();
        assertThat(world.state.stats().idle()).isEqualTo(SIZE);
        assertThat(world.reasons).containsExactly(CloseReason.DETACHED);
    }

    @Test
    @Covers("pool:E6")
    void afterAFailoverAllOldOnesAreReplacedAsSoonAsTheyShowIt() {
        PoolWorld world = fixedPool();
        Set<FakeResource> old = new HashSet<>(world.opened);
        world.pass(Duration.ofSeconds(5));
        writeOverEach(world);
        assertThat(world.reasons).hasSize(SIZE).containsOnly(CloseReason.READ_ONLY);
        assertThat(world.attempts).isEqualTo(2 * SIZE);
        for (int i = 0; i < SIZE; i++) {
            assertThat(world.take()).isNotIn(old);
        }
    }

    @Test
    @Covers("pool:E6")
    void oneThatWasLentForLongIsReplacedWheneverItShowsIt() {
        PoolWorld world = fixedPool();
        FakeResource late = world.take();
        world.pass(Duration.ofSeconds(1));
        writeOverOne(world);
        world.pass(Duration.ofMillis(10));
        world.readOnly(late);
        world.release(late);
        assertThat(world.closing).containsExactly(late);
    }

    @Test
    @Covers("pool:E6")
    void whereTheNewOnesShowItTooReplacingThemPausesForLongerAndLonger() {
        PoolWorld world = fixedPool();
        world.pass(Duration.ofSeconds(5));
        List<Long> rounds = new ArrayList<>();
        long end = world.now + Duration.ofMinutes(10).toNanos();
        while (world.now < end) {
            int before = world.attempts;
            writeOverOne(world);
            if (world.attempts > before
                    && (rounds.isEmpty() || world.now - rounds.get(rounds.size() - 1) > 300_000_000L)) {
                rounds.add(world.now);
            }
            world.pass(Duration.ofMillis(10));
        }
        for (int i = 1; i < rounds.size(); i++) {
            long ceiling = Math.min(60_000, 1_000L << i - 1);
            assertThat((rounds.get(i) - rounds.get(i - 1)) / 1_000_000)
                    .as("pause %d", i)
                    .isBetween(ceiling / 2, ceiling + 11);
        }
        assertThat(rounds).hasSizeBetween(12, 24);
        assertThat(world.attempts).isLessThanOrEqualTo(SIZE + rounds.size() * SIZE);
    }

    @Test
    @Covers("pool:E6")
    void inThreeSecondsOfRefusedWritesNoMoreThanThreeRoundsAreReplaced() {
        PoolWorld world = fixedPool();
        world.pass(Duration.ofSeconds(5));
        for (int i = 0; i < 3_000; i++) {
            writeOverEach(world);
            world.pass(Duration.ofMillis(1));
        }
        assertThat(world.attempts).isBetween(2 * SIZE, SIZE + 3 * SIZE);
    }

    @Test
    @Covers("pool:E6")
    void theNextFailoverIsTakenForWhatItIs() {
        PoolWorld world = fixedPool();
        world.pass(Duration.ofSeconds(5));
        for (int i = 0; i < 100; i++) {
            writeOverEach(world);
            world.pass(Duration.ofSeconds(1));
        }
        int before = world.attempts;
        writeOverEach(world);
        assertThat(world.attempts).as("in a pause").isEqualTo(before);
        world.pass(Duration.ofMinutes(3));
        writeOverEach(world);
        assertThat(world.attempts - before).isEqualTo(SIZE);
        world.pass(Duration.ofMillis(1_001));
        writeOverEach(world);
        assertThat(world.attempts - before).as("after the shortest pause").isEqualTo(2 * SIZE);
    }

    @Test
    @Covers("pool:E6")
    void whatIsClosedAlreadyForAnotherReasonKeepsIt() {
        PoolWorld world = fixedPool();
        FakeResource resource = world.take();
        world.evict(resource, CloseReason.EVICTED);
        world.readOnly(resource);
        world.release(resource);
        assertThat(world.reasons).containsExactly(CloseReason.EVICTED);
    }
}
