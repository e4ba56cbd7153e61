package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A borrower that keeps what it was told. Thread-safe for one signal. */
class FakeBorrower extends Borrower<FakeResource> {

    volatile @Nullable FakeResource resource;
    volatile @Nullable MySqlException failure;
    volatile int signals;
    private final BiConsumer<FakeBorrower, FakeResource> then;

    FakeBorrower() {
        this((borrower, resource) -> {});
    }

    FakeBorrower(BiConsumer<FakeBorrower, FakeResource> then) {
        this.then = then;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // a second signal is the fault that is looked for, not a race
    protected void acquired(FakeResource resource) {
        signals++;
        signalled();
        this.resource = resource;
        then.accept(this, resource);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate")
    protected void acquireFailed(MySqlException failure) {
        signals++;
        signalled();
        this.failure = failure;
    }

    /** Called at every signal, before anything else happens. */
    void signalled() {}

    boolean isWaiting() {
        return signals == 0;
    }
}
