package io.github.asyncmysql.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.testsupport.Covers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * While one thread chooses what it gets, no other gets at what the pool holds. The first is stopped in the middle of its
 * choice until the other one waits for the lock, or is through, which is the fault that is looked for: so both orders do not
 * depend on chance.
 */
class PoolLockTest extends ConnectionPoolFixture {

    private final AtomicReference<Runnable> whileChoosing = new AtomicReference<>();
    private ConnectionPool<FakeResource> pool;
    private FakeResource idle;
    private FakeResource lent;
    private ConnectCallback<FakeResource> opening;

    /** One resource is idle, one is lent, one is being opened. */
    @BeforeEach
    void fill() {
        behaviour = new FakeResource.Behaviour() {
            @Override
            public void chosenFrom() {
                Runnable once = whileChoosing.getAndSet(null);
                if (once != null) {
                    once.run();
                }
            }
        };
        pool = pool(PoolConfig.builder().minSize(0).maxSize(3));
        FakeBorrower first = acquire(pool);
        connect();
        FakeBorrower second = acquire(pool);
        connect();
        FakeBorrower third = acquire(pool);
        opening = connecting.remove(0);
        pool.cancel(third);
        lent = Objects.requireNonNull(first.resource);
        idle = Objects.requireNonNull(second.resource);
        pool.release(idle);
    }

    /** Ways to get what is idle. */
    private static final Map<String, Consumer<PoolLockTest>> CHOICES = Map.of(
            "acquire", test -> assertThat(acquire(test.pool).resource).isSameAs(test.idle),
            "tryAcquire", test -> assertThat(test.pool.tryAcquire()).isSameAs(test.idle));

    private static Map<String, Consumer<PoolLockTest>> calls() {
        Map<String, Consumer<PoolLockTest>> calls = new LinkedHashMap<>();
        calls.put("acquire", test -> acquire(test.pool));
        calls.put("tryAcquire", test -> test.pool.tryAcquire());
        calls.put("tryAcquireIdle", test -> test.pool.tryAcquireIdle());
        calls.put("cancel", test -> test.pool.cancel(new FakeBorrower()));
        calls.put("release", test -> test.pool.release(test.lent));
        calls.put("detach", test -> test.pool.detach(test.lent, test.lent.lease()));
        calls.put("watch", test -> test.pool.watch(test.lent, test));
        calls.put("lost", test -> test.pool.lost(test.lent));
        calls.put("readOnly", test -> test.pool.readOnly(test.lent));
        calls.put("cleaned", test -> test.lent.cleaned.done(true));
        calls.put("validated", test -> test.idle.validated.done(true));
        calls.put("connected", test -> test.opening.connected(new FakeResource()));
        calls.put(
                "failed to connect",
                test -> test.opening.failed(
                        new MySqlConnectionException(Kind.UNREACHABLE, "down", Outcome.NOT_SENT, null)));
        calls.put("tick", test -> test.time.pass(Duration.ofHours(1)));
        calls.put("evict", test -> test.pool.control().evict(test.idle, CloseReason.EVICTED));
        calls.put("evictIf", test -> test.pool.control().evictIf(any -> true, CloseReason.EVICTED));
        calls.put("evictAll", test -> test.pool.control().evictAll(CloseReason.EVICTED));
        calls.put("clear", test -> test.pool.control().clear());
        calls.put("warmUp", test -> test.pool.control().warmUp());
        calls.put("suspend", test -> test.pool.control().suspend(true));
        calls.put("resume", test -> test.pool.control().resume());
        calls.put("serverReachable", test -> test.pool.control().serverReachable());
        calls.put("reconfigure", test -> test.pool.reconfigure(test.pool.config(), PoolConfig.defaults()));
        calls.put("stats", test -> test.pool.stats());
        calls.put("totals", test -> test.pool.totals());
        calls.put("snapshot", test -> test.pool.snapshot());
        calls.put("closeAsync", test -> test.pool.closeAsync());
        calls.put("terminate", test -> test.pool.terminate());
        return calls;
    }

    static List<Arguments> pairs() {
        return CHOICES.keySet().stream()
                .flatMap(choice -> calls().keySet().stream().map(call -> Arguments.of(choice, call)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    @Covers({"pool:A1", "pool:C2"})
    void nobodyGetsInBetween(String choice, String call) throws Exception {
        Consumer<PoolLockTest> action = Objects.requireNonNull(calls().get(call));
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread other = new Thread(() -> action.accept(this), call);
        other.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        whileChoosing.set(() -> {
            other.start();
            while (!isWaitingForLock(other)) {
                assertThat(other.isAlive())
                        .as("%s went on during %s", call, choice)
                        .isTrue();
                Thread.yield();
            }
        });
        Objects.requireNonNull(CHOICES.get(choice)).accept(this);
        other.join(60_000);
        assertThat(other.isAlive()).isFalse();
        assertThat(failure).hasValue(null);
        assertThat(whileChoosing).as("was stopped in between").hasValue(null);
    }

    private static boolean isWaitingForLock(Thread thread) {
        return thread.getState() == Thread.State.WAITING
                && LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer;
    }
}
