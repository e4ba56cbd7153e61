package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.NestedAcquire;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random events, and after each of them what must hold at all times. */
class PoolStateRandomWalkTest {

    private static final Throwable LEAKING = new Throwable("borrowed here");
    private static final int STEPS = 100_000;

    private PoolWorld world;
    private SplittableRandom random;
    private final List<FakeBorrower> borrowers = new ArrayList<>();
    private final List<FakeResource> lent = new ArrayList<>();
    private final List<FakeResource> cleaning = new ArrayList<>();
    private final List<FakeResource> kept = new ArrayList<>();
    private long cancelled;
    private long tried;
    private long rounds;
    private long roundsDone;
    private int warmUps;
    private final List<List<@Nullable Throwable>> warmedUp = new ArrayList<>();
    /** The greatest number there may be: that of the settings, or what is left of a time when it was greater. */
    private int allowed;

    private int attemptsBefore;
    private long asked;
    private long lastServed;
    private final IdentityHashMap<FakeBorrower, Long> order = new IdentityHashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @Covers({
        "pool:A1",
        "pool:A10",
        "pool:A12",
        "pool:C1",
        "pool:C2",
        "pool:C8",
        "pool:G3",
        "pool:G4",
        "pool:H1",
        "guarantee:10"
    })
    void everyStepKeepsThePromises(long seed) {
        random = new SplittableRandom(seed);
        int max = random.nextInt(0, 6);
        int timeout = random.nextInt(0, 3) * 400;
        boolean watching = random.nextBoolean();
        world = new PoolWorld(
                PoolConfig.builder()
                        .minSize(random.nextInt(0, max == 0 ? 4 : max + 1))
                        .maxSize(max)
                        .maxWaiting(random.nextInt(-1, 12))
                        .acquireTimeout(Duration.ofMillis(timeout))
                        .acquireMargin(Duration.ofMillis(random.nextInt(0, timeout / 4 + 1)))
                        .failWhileDown(random.nextInt(4) == 0)
                        .nestedAcquire(NestedAcquire.REFUSE)
                        .leakDetectionThreshold(Duration.ofSeconds(watching ? random.nextInt(1, 4) : 0))
                        .leakReclaim(watching && random.nextBoolean())
                        .idleTimeout(Duration.ofSeconds(random.nextInt(0, 20)))
                        .keepalive(Duration.ofSeconds(random.nextInt(0, 10)))
                        .validateAfter(Duration.ofSeconds(random.nextInt(0, 8)))
                        .maxLifetime(Duration.ofSeconds(random.nextInt(0, 60))),
                new SplittableRandom(seed));
        world.start();
        for (int step = 0; step < STEPS; step++) {
            attemptsBefore = world.attempts;
            String event = step();
            check("seed " + seed + " step " + step + " " + event);
        }
        world.close();
        settleEverything();
        PoolStats end = world.state.stats();
        assertThat(end.size()).isZero();
        assertThat(end.created()).isEqualTo(end.closed()).isEqualTo(world.opened.size());
        assertThat(world.finished).isEqualTo(1);
        assertThat(borrowers).allMatch(borrower -> borrower.signals == 1);
        assertThat(end.cancelled()).isEqualTo(cancelled);
        assertThat(roundsDone).as("rounds of eviction").isEqualTo(rounds);
        assertThat(warmedUp).hasSize(warmUps).allMatch(result -> result.size() == 1);
        assertThat(world.state.totals().leaks())
                .isEqualTo(world.leaks.size())
                .isEqualTo(world.leaksReturned + world.collected);
        assertThat(world.collected).isPositive();
        assertThat(kept).isNotEmpty().doesNotContainAnyElementsOf(world.aborted);
        assertThat(world.reasons).contains(CloseReason.DETACHED);
        assertThat(end.acquired() - tried + end.acquireTimeouts() + end.rejected() + permanentFailures())
                .isEqualTo(borrowers.size());
    }

    private String step() {
        int dice = random.nextInt(100);
        if (dice < 30) {
            acquire();
            return "acquire";
        } else if (dice < 52) {
            return pick(lent, ending()) + "release";
        } else if (dice < 57) {
            return pick(cleaning, resource -> {
                        cleaning.remove(resource);
                        world.recycled(resource, random.nextInt(5) != 0);
                    })
                    + "recycled";
        } else if (dice < 70) {
            if (!world.connecting.isEmpty()) {
                world.connect();
            }
            return "connected";
        } else if (dice < 73) {
            if (!world.connecting.isEmpty()) {
                world.failConnect(
                        new MySqlConnectionException(Kind.UNREACHABLE, "refused", Outcome.NOT_SENT, null),
                        random.nextInt(4) == 0);
            }
            return "connect failed";
        } else if (dice < 79) {
            return pick(world.validating, resource -> world.validated(resource, random.nextInt(4) != 0)) + "validated";
        } else if (dice < 86) {
            return pick(world.closing, world::lose) + "ended";
        } else if (dice < 88) {
            return pick(youngest(), world::lose) + "lost";
        } else if (dice < 90) {
            return pick(youngest(), resource -> world.evict(resource, CloseReason.DIRTY)) + "evicted";
        } else if (dice < 93) {
            return pick(new ArrayList<>(world.queue), borrower -> {
                        assertThat(world.cancel(borrower)).isTrue();
                        borrowers.remove(borrower);
                        cancelled++;
                    })
                    + "cancel";
        } else if (dice == 93) {
            return operation();
        }
        world.pass(Duration.ofMillis(random.nextInt(400)));
        return "time";
    }

    /** What those who run a pool may do at any time. */
    private String operation() {
        switch (random.nextInt(12)) {
            case 0 -> {
                rounds++;
                world.clear(() -> roundsDone++);
                return "clear";
            }
            case 1 -> {
                rounds++;
                world.evictAll(() -> roundsDone++);
                return "evict all";
            }
            case 2 -> {
                world.suspend(random.nextBoolean());
                return "suspend";
            }
            case 3, 4, 5 -> {
                world.resume();
                return "resume";
            }
            case 6 -> {
                warmUps++;
                warmedUp.add(world.warmUp());
                return "warm up";
            }
            case 7, 8 -> {
                world.serverReachable();
                return "server reachable";
            }
            case 9, 10 -> {
                FakeResource resource = world.tryAcquire();
                if (resource != null) {
                    tried++;
                    assertThat(resource.holders.incrementAndGet())
                            .as("lent twice")
                            .isEqualTo(1);
                    lent.add(resource);
                }
                return "try";
            }
            default -> {
                int max = random.nextInt(0, 6);
                int min = random.nextInt(0, max == 0 ? 4 : max + 1);
                world.reconfigure(settings ->
                        settings.minSize(min).maxSize(max).idleTimeout(Duration.ofSeconds(random.nextInt(0, 20))));
                return "resize to " + min + ".." + max;
            }
        }
    }

    private void acquire() {
        FakeBorrower borrower = new FakeBorrower((self, resource) -> {
            assertThat(resource.holders.incrementAndGet()).as("lent twice").isEqualTo(1);
            lent.add(resource);
            long mine = order.remove(self);
            assertThat(mine).as("first come, first served").isGreaterThan(lastServed);
            lastServed = mine;
        });
        order.put(borrower, ++asked);
        borrowers.add(borrower);
        borrower.nested = random.nextInt(20) == 0;
        borrower.askedAt = random.nextBoolean() ? LEAKING : null;
        world.acquire(borrower);
    }

    private void giveBack(FakeResource resource) {
        lent.remove(resource);
        resource.holders.decrementAndGet();
        int dice = random.nextInt(10);
        if (dice == 0) {
            world.release(resource, Cleanliness.DIRTY);
        } else if (dice < 3) {
            world.release(resource, Cleanliness.PENDING);
            cleaning.add(resource);
        } else {
            world.release(resource);
        }
    }

    /** What becomes of one that is lent. */
    private Consumer<FakeResource> ending() {
        return switch (random.nextInt(100)) {
            case 0, 1 -> this::forget;
            case 2 -> this::detach;
            default -> this::giveBack;
        };
    }

    private void detach(FakeResource resource) {
        lent.remove(resource);
        resource.holders.decrementAndGet();
        if (resource.state == PooledResource.State.LEASED) {
            kept.add(resource);
        }
        world.detach(resource);
    }

    /** Whoever has it is garbage collected, if that would be noticed. */
    private void forget(FakeResource resource) {
        if (resource.state == PooledResource.State.LEASED && resource.borrowedAt != null) {
            lent.remove(resource);
            resource.holders.decrementAndGet();
            world.collected(resource);
        } else {
            giveBack(resource);
        }
    }

    private List<FakeResource> youngest() {
        return world.opened.subList(Math.max(0, world.opened.size() - 6), world.opened.size());
    }

    private <T> String pick(List<T> from, Consumer<T> action) {
        if (!from.isEmpty()) {
            action.accept(from.get(random.nextInt(from.size())));
        }
        return "";
    }

    private void check(String step) {
        PoolStats stats = world.state.stats();
        assertThat(stats.size())
                .as(step)
                .isEqualTo(stats.idle() + stats.inUse() + stats.connecting() + stats.cleaning());
        int there = stats.size() + world.closing.size();
        allowed = stats.maxSize() == 0 ? Integer.MAX_VALUE : Math.max(stats.maxSize(), Math.min(allowed, there));
        assertThat(there).as(step).isLessThanOrEqualTo(Math.max(allowed, stats.maxSize()));
        if (stats.suspended()) {
            assertThat(world.attempts).as(step).isEqualTo(attemptsBefore);
        }
        assertThat(stats.connecting()).as(step).isEqualTo(world.connecting.size());
        assertThat(stats.waiting()).as(step).isEqualTo(world.queue.size());
        assertThat(stats.created()).as(step).isEqualTo(world.opened.size());
        assertThat(stats.created() - stats.closed())
                .as(step)
                .isEqualTo(stats.idle() + stats.inUse() + stats.cleaning());
        if (stats.waiting() > 0 && !stats.suspended()) {
            assertThat(stats.idle() > 0 && stats.connecting() + stats.cleaning() < stats.waiting())
                    .as(step + ": idle ones while others wait")
                    .isFalse();
        }
        if (world.connecting.isEmpty()
                && stats.waiting() > stats.cleaning()
                && stats.maxSize() > 0
                && !stats.suspended()) {
            assertThat(stats.size() + world.closing.size() >= stats.maxSize() || world.timer < PoolState.NEVER)
                    .as(step + ": who waits has something to wait for")
                    .isTrue();
        }
    }

    private void settleEverything() {
        for (FakeResource resource : List.copyOf(lent)) {
            lent.remove(resource);
            world.release(resource);
        }
        while (!world.connecting.isEmpty()) {
            world.connect();
        }
        world.endClosing();
    }

    private long permanentFailures() {
        return borrowers.stream()
                .filter(borrower -> borrower.failure instanceof MySqlConnectionException)
                .count();
    }
}
