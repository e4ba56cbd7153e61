package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.HandshakeTimes;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolListener;
import java.util.List;

/**
 * Tells several listeners, in order. Thread-safe.
 *
 * @param listeners the listeners
 */
record CompositePoolListener(List<PoolListener> listeners) implements PoolListener {

    @Override
    public void onAcquired(long waitNanos) {
        listeners.forEach(listener -> listener.onAcquired(waitNanos));
    }

    @Override
    public void onAcquireFailed(long waitNanos, MySqlPoolException failure) {
        listeners.forEach(listener -> listener.onAcquireFailed(waitNanos, failure));
    }

    @Override
    public void onReleased(long usageNanos) {
        listeners.forEach(listener -> listener.onReleased(usageNanos));
    }

    @Override
    public void onCreated(long creationNanos) {
        listeners.forEach(listener -> listener.onCreated(creationNanos));
    }

    @Override
    public void onCreateFailed(long creationNanos, Throwable failure) {
        listeners.forEach(listener -> listener.onCreateFailed(creationNanos, failure));
    }

    @Override
    public void onClosed(CloseReason reason) {
        listeners.forEach(listener -> listener.onClosed(reason));
    }

    @Override
    public void onLeak(long usageNanos, Throwable borrower) {
        listeners.forEach(listener -> listener.onLeak(usageNanos, borrower));
    }

    @Override
    public void onLeakReturned(long usageNanos) {
        listeners.forEach(listener -> listener.onLeakReturned(usageNanos));
    }

    @Override
    public void onHandshake(HandshakeTimes times) {
        listeners.forEach(listener -> listener.onHandshake(times));
    }

    @Override
    public void onPoolClosed() {
        listeners.forEach(PoolListener::onPoolClosed);
    }
}
