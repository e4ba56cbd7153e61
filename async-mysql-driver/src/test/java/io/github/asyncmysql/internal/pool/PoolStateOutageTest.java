package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connecting fails, for a while or for good. */
class PoolStateOutageTest {

    private static final MySqlConnectionException DOWN =
            new MySqlConnectionException(Kind.UNREACHABLE, "nobody listens at db:3306", Outcome.NOT_SENT, null);

    private static PoolConfig.Builder sizes(int min, int max) {
        return PoolConfig.builder().minSize(min).maxSize(max);
    }

    @Test
    @Covers("pool:E8")
    void whileConnectingFailsThereIsOneAttemptAtATimeAfterGrowingPauses() {
        PoolWorld world = new PoolWorld(sizes(4, 10)).start();
        assertThat(world.connecting).hasSize(4);
        while (!world.connecting.isEmpty()) {
            world.failConnect(DOWN, false);
        }
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            long failedAt = world.now;
            while (world.connecting.isEmpty()) {
                world.pass(Duration.ofMillis(1));
            }
            assertThat(world.connecting).hasSize(1);
            pauses.add((world.now - failedAt) / 1_000_000);
            world.failConnect(DOWN, false);
        }
        for (int i = 0; i < pauses.size(); i++) {
            long ceiling = Math.min(5_000, 50L << i);
            assertThat(pauses.get(i)).isBetween(ceiling / 2, ceiling + 1);
        }
        assertThat(world.attempts).isEqualTo(16);
    }

    @Test
    @Covers("pool:E8")
    void afterAnOutageThePoolGrowsAgainStepByStep() {
        PoolWorld world = new PoolWorld(sizes(10, 10)).start();
        while (!world.connecting.isEmpty()) {
            world.failConnect(DOWN, false);
        }
        world.pass(Duration.ofMillis(60));
        List<Integer> ramp = new ArrayList<>();
        while (!world.connecting.isEmpty()) {
            int round = world.connecting.size();
            ramp.add(round);
            for (int i = 0; i < round; i++) {
                world.connect();
            }
        }
        assertThat(ramp).containsExactly(1, 2, 4, 3);
        assertThat(world.state.stats().lastConnectFailure()).isNull();
    }

    @Test
    void thePauseEndsWhenSomebodyElseHasReachedTheServer() {
        PoolWorld world = new PoolWorld(sizes(4, 10)).start();
        for (int i = 0; i < 10; i++) {
            while (!world.connecting.isEmpty()) {
                world.failConnect(DOWN, false);
            }
            world.pass(Duration.ofSeconds(5));
        }
        while (!world.connecting.isEmpty()) {
            world.failConnect(DOWN, false);
        }
        world.serverReachable();
        assertThat(world.connecting).as("slowly at first").hasSize(1);
        world.connectAll();
        assertThat(world.state.stats().size()).isEqualTo(4);
    }

    @Test
    @Covers("pool:E8")
    void whoWaitsDuringAnOutageIsServedWhenItEnds() {
        PoolWorld world = new PoolWorld(sizes(0, 10)).start();
        FakeBorrower borrower = world.acquire();
        world.failConnect(DOWN, false);
        assertThat(borrower.isWaiting()).isTrue();
        assertThat(world.state.stats().lastConnectFailure()).isSameAs(DOWN);
        world.pass(Duration.ofMillis(50));
        FakeResource resource = world.connect();
        assertThat(borrower.resource).isSameAs(resource);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    @Covers("pool:E8")
    void whatEndsAsSoonAsItIsOpenIsOpenedMoreAndMoreSeldomHoweverTheyTakeTurns(int size) {
        PoolWorld world = new PoolWorld(sizes(size, size)).start();
        Deque<FakeResource> open = new ArrayDeque<>();
        for (int millis = 0; millis < 20_000; millis++) {
            if (!world.connecting.isEmpty()) {
                open.add(world.connect());
            }
            // One that is open still while another one ends.
            if (open.size() > (size > 1 && !world.connecting.isEmpty() ? 1 : 0)) {
                world.lose(open.remove());
            }
            world.pass(Duration.ofMillis(1));
        }
        // Pauses of 25, 50, 100 … 2500 ms at least, with two attempts for each of them at most.
        assertThat(world.attempts).isBetween(size + 8, 3 * size + 2 * 14);
    }

    @Test
    @Covers("pool:E8")
    void aServerThatLetsUsStayAgainIsUsedInFullAgain() {
        PoolWorld world = new PoolWorld(sizes(4, 4)).start();
        for (int i = 0; i < 50; i++) {
            while (!world.connecting.isEmpty()) {
                world.lose(world.connect());
            }
            world.pass(Duration.ofMillis(100));
        }
        long began = world.now;
        while (world.state.stats().idle() < 4) {
            world.connectAll();
            world.pass(Duration.ofMillis(10));
            assertThat(world.now - began)
                    .as("time for all four")
                    .isLessThan(Duration.ofSeconds(21).toNanos());
        }
        world.pass(Duration.ofSeconds(2));
        FakeResource lasting = world.take();
        world.lose(lasting);
        assertThat(world.connecting).as("replaced without a pause").hasSize(1);
    }

    @Test
    void aFailureForGoodReachesAllWhoWaitAtOnceAndIsNotRepeatedHotly() {
        PoolWorld world = new PoolWorld(sizes(0, 10)).start();
        List<FakeBorrower> borrowers =
                IntStream.range(0, 3).mapToObj(i -> world.acquire()).toList();
        world.failConnect(DOWN, true);
        assertThat(borrowers).allMatch(borrower -> borrower.failure == DOWN);
        FakeBorrower next = world.acquire();
        assertThat(world.attempts).isEqualTo(3);
        while (!world.connecting.isEmpty()) {
            world.failConnect(DOWN, false);
        }
        assertThat(world.attempts).isEqualTo(3);
        world.pass(Duration.ofMillis(50));
        assertThat(world.attempts).isEqualTo(4);
        assertThat(next.isWaiting()).isTrue();
    }
}
