package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out attempts to connect, and tells the pool what has become of them.
 *
 * <p>Thread-safe.
 */
final class Opener<R extends PooledResource> {

    private static final Logger LOG = LoggerFactory.getLogger(Opener.class);

    private final ResourceFactory<R> factory;
    private final Predicate<MySqlException> permanent;
    private final ReentrantLock lock;
    private final Events<R> events;

    /** Where the pool hears of its resources. */
    interface Events<R extends PooledResource> {

        void connected(ConnectAttempt attempt, R resource);

        void connectFailed(ConnectAttempt attempt, Throwable failure, boolean permanent);

        void lost(R resource);
    }

    /** @param lock the pool's */
    Opener(ResourceFactory<R> factory, Predicate<MySqlException> permanent, ReentrantLock lock, Events<R> events) {
        this.factory = factory;
        this.permanent = permanent;
        this.lock = lock;
        this.events = events;
    }

    void connect(ConnectAttempt attempt) {
        ConnectCallback<R> callback = new Callback(attempt);
        Cancellable cancellable;
        try {
            cancellable = factory.connect(callback);
        } catch (Throwable e) {
            callback.failed(e);
            return;
        }
        boolean givenUp;
        lock.lock();
        try {
            givenUp = attempt.started(cancellable);
        } finally {
            lock.unlock();
        }
        if (givenUp) {
            cancellable.cancel();
        }
    }

    void giveUp(ConnectAttempt attempt) {
        Cancellable cancellable;
        lock.lock();
        try {
            cancellable = attempt.giveUp();
        } finally {
            lock.unlock();
        }
        if (cancellable != null) {
            cancellable.cancel();
        }
    }

    private boolean isPermanent(@Nullable Throwable failure) {
        try {
            return failure instanceof MySqlException known && permanent.test(known);
        } catch (RuntimeException e) {
            LOG.error("It cannot be told whether a failure is permanent", e);
            return false;
        }
    }

    /** What the factory reports to. Thread-safe. */
    private final class Callback implements ConnectCallback<R> {

        private final ConnectAttempt attempt;

        Callback(ConnectAttempt attempt) {
            this.attempt = attempt;
        }

        @Override
        public void connected(R resource) {
            events.connected(attempt, resource);
        }

        @Override
        public void failed(Throwable failure) {
            events.connectFailed(attempt, failure, isPermanent(failure));
        }

        @Override
        public void lost(R resource) {
            events.lost(resource);
        }
    }
}
