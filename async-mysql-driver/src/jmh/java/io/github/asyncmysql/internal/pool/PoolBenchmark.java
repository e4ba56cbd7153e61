package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.PoolConfig;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Borrowing what is idle and giving it back, with nothing behind the pool; per cycle. Confined to one thread. */
@State(Scope.Thread)
public class PoolBenchmark {

    private @Nullable ConnectionPool<FakeResource> pool;

    @Setup
    public void setUp() {
        pool = new ConnectionPool<>(
                PoolConfig.builder().maxSize(16).build(),
                callback -> {
                    callback.connected(new FakeResource());
                    return () -> {};
                },
                new ManualScheduler(),
                new SplittableRandom(1),
                failure -> false);
        pool.start();
    }

    /** Keeps what it is given. Confined to one thread. */
    private static final class Keeper extends Borrower<FakeResource> {
        private @Nullable FakeResource resource;

        @Override
        protected void acquired(FakeResource acquired) {
            resource = acquired;
        }

        @Override
        protected void acquireFailed(MySqlException failure) {
            throw failure;
        }
    }

    @Benchmark
    public int cycle() {
        ConnectionPool<FakeResource> open = Objects.requireNonNull(pool);
        Keeper borrower = new Keeper();
        open.acquire(borrower);
        FakeResource resource = Objects.requireNonNull(borrower.resource);
        open.release(resource);
        return resource.number;
    }
}
