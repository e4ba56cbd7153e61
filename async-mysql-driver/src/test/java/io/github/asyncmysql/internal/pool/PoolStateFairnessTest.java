package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many more users than connections, each of whom comes back as soon as he was served, in time of its own. */
class PoolStateFairnessTest {

    private static final int ROUNDS = 200;
    private static final Duration SHORTEST = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofMillis(15);

    /** Somebody who has a connection until a certain time. */
    private record Use(int user, FakeResource resource, long until) {}

    private final SplittableRandom random = new SplittableRandom(7);
    private final PriorityQueue<Use> uses = new PriorityQueue<>((one, other) -> Long.compare(one.until, other.until));

    @ParameterizedTest
    @CsvSource({"8, 4", "64, 4", "200, 10", "300, 3"})
    @Covers({"pool:B12", "guarantee:10"})
    void everybodyIsServedAsOftenAndNobodyWaitsForMuchLongerThanHisTurn(int users, int connections) {
        PoolWorld world = new PoolWorld(PoolConfig.builder()
                        .minSize(connections)
                        .maxSize(connections)
                        .keepalive(Duration.ZERO)
                        .maxLifetime(Duration.ZERO)
                        .acquireTimeout(Duration.ZERO)
                        .maxWaiting(-1))
                .filled();
        FakeBorrower[] borrowers = new FakeBorrower[users];
        long[] asked = new long[users];
        int[] served = new int[users];
        List<Long> waits = new ArrayList<>();
        for (int user = 0; user < users; user++) {
            borrowers[user] = ask(world, user, asked);
        }
        collect(world, borrowers, asked, served, waits);
        while (Arrays.stream(served).min().orElseThrow() < ROUNDS) {
            Use use = Objects.requireNonNull(uses.poll());
            world.pass(Duration.ofNanos(Math.max(0, use.until - world.now)));
            world.release(use.resource);
            borrowers[use.user] = ask(world, use.user, asked);
            collect(world, borrowers, asked, served, waits);
        }
        assertThat(Arrays.stream(served).max().orElseThrow())
                .as("how often the luckiest was served, while the others were %d times", ROUNDS)
                .isLessThanOrEqualTo(ROUNDS + ROUNDS / 20);
        // With every connection in use all the time a turn is as many uses as there are users for each connection.
        long mean = (SHORTEST.toNanos() + LONGEST.toNanos()) / 2;
        double turn = (double) users / connections * mean;
        waits.sort(null);
        assertThat(waits.get((int) (waits.size() * 0.999)) / turn).as("p99.9").isLessThan(1.35);
        assertThat(waits.get(waits.size() - 1))
                .as("longest")
                .isLessThan((users + connections - 1L) / connections * LONGEST.toNanos());
    }

    /** Nobody is preferred for the event loop that he is on, so the bound on how long others wait for that is zero. */
    @Test
    @Covers({"pool:A10", "pool:A11"})
    void theFirstOfThoseWhoWaitIsServedWhateverEventLoopsAreConcerned() {
        PoolWorld world = new PoolWorld(PoolConfig.builder()
                        .minSize(2)
                        .maxSize(2)
                        .acquireTimeout(Duration.ZERO)
                        .maxWaiting(-1))
                .filled();
        List<FakeResource> lent = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            FakeBorrower borrower = new FakeBorrower();
            world.acquire(borrower);
            lent.add(Objects.requireNonNull(borrower.resource));
        }
        List<FakeBorrower> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(new FakeBorrower());
            lent.forEach(resource -> resource.onCallersThread = random.nextBoolean());
            world.acquire(waiting.get(i));
        }
        for (FakeBorrower first : waiting) {
            FakeResource resource = lent.get(random.nextInt(2));
            lent.forEach(each -> each.onCallersThread = random.nextBoolean());
            world.release(resource);
            assertThat(first.resource).isSameAs(resource);
        }
    }

    private static FakeBorrower ask(PoolWorld world, int user, long[] asked) {
        asked[user] = world.now;
        FakeBorrower borrower = new FakeBorrower();
        world.acquire(borrower);
        return borrower;
    }

    /** Those who have got a connection keep it for a while. */
    private void collect(PoolWorld world, FakeBorrower[] borrowers, long[] asked, int[] served, List<Long> waits) {
        for (int user = 0; user < borrowers.length; user++) {
            FakeResource resource = borrowers[user] == null ? null : borrowers[user].resource;
            if (resource != null) {
                borrowers[user] = null;
                served[user]++;
                waits.add(world.now - asked[user]);
                uses.add(new Use(user, resource, world.now + random.nextLong(SHORTEST.toNanos(), LONGEST.toNanos())));
            }
        }
    }
}
