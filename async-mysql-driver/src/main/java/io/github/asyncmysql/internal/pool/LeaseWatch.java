package io.github.asyncmysql.internal.pool;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/**
 * Finds resources that nobody can give back any more. Each lease is watched through the object that stands for it in the
 * borrower's hands; once that was garbage collected, nobody is left who could end the lease.
 *
 * <p>Thread-safe.
 *
 * @param <R> the kind of resource
 */
final class LeaseWatch<R extends PooledResource> {

    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /** Notes an object for as long as the result is kept, which is to be forgotten when the lease ends. */
    Watched<R> watch(R resource, Object handle) {
        return new Watched<>(resource, handle, collected);
    }

    /** The next one that nobody can give back; its lease is ended. {@code null} if there is none. */
    @SuppressWarnings("unchecked") // nothing else is in the queue
    @Nullable
    R poll() {
        for (Reference<?> next = collected.poll(); next != null; next = collected.poll()) {
            Watched<R> watched = (Watched<R>) next;
            if (watched.resource.endLease(watched.lease)) {
                return watched.resource;
            }
        }
        return null;
    }

    /** A lease, and the object that stands for it. Immutable. */
    static final class Watched<R extends PooledResource> extends PhantomReference<Object> {

        private final R resource;
        private final int lease;

        private Watched(R resource, Object handle, ReferenceQueue<Object> collected) {
            super(handle, collected);
            this.resource = resource;
            this.lease = resource.lease();
        }
    }
}
