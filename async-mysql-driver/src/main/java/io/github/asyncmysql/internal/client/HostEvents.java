package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.HandshakeTimes;
import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener;
import io.github.asyncmysql.SessionInitializer;
import java.util.Objects;

/**
 * Hears what happens in the pool of one of several hosts: tells the user's listener, and calls for a check when it looks as if
 * the host were not what it was.
 *
 * <p>Thread-safe.
 *
 * @param listener the user's
 * @param suspect has the hosts checked
 */
record HostEvents(PoolListener listener, Runnable suspect) implements PoolListener {

    /** Where users have none. */
    private static final PoolListener SILENT = new PoolListener() {};

    /**
     * The settings for the pool of one host.
     *
     * @param tracking whether sessions report what they commit
     */
    static PoolConfig hostConfig(PoolConfig config, HostAndPort address, boolean tracking, Runnable suspect) {
        PoolListener listener = Objects.requireNonNullElse(config.listener(), SILENT);
        SessionInitializer initializer = config.sessionInitializer();
        return config.toBuilder()
                .name(config.name() + "@" + address)
                // Who cannot be served there is to be led elsewhere at once.
                .failWhileDown(true)
                .registerMbeans(false)
                .sessionInitializer(tracking ? CausalHistory.tracking(initializer) : initializer)
                .listener(new HostEvents(listener, suspect))
                .build();
    }

    @Override
    public void onAcquired(long waitNanos) {
        listener.onAcquired(waitNanos);
    }

    @Override
    public void onAcquireFailed(long waitNanos, MySqlPoolException failure) {
        listener.onAcquireFailed(waitNanos, failure);
    }

    @Override
    public void onReleased(long usageNanos) {
        listener.onReleased(usageNanos);
    }

    @Override
    public void onCreated(long creationNanos) {
        listener.onCreated(creationNanos);
    }

    @Override
    public void onHandshake(HandshakeTimes times) {
        listener.onHandshake(times);
    }

    @Override
    public void onCreateFailed(long creationNanos, Throwable failure) {
        suspect.run();
        listener.onCreateFailed(creationNanos, failure);
    }

    @Override
    public void onClosed(CloseReason reason) {
        switch (reason) {
            case LOST, VALIDATION, FATAL_ERROR, READ_ONLY -> suspect.run();
            default -> {}
        }
        listener.onClosed(reason);
    }

    @Override
    public void onLeak(long usageNanos, Throwable borrower) {
        listener.onLeak(usageNanos, borrower);
    }

    @Override
    public void onLeakReturned(long usageNanos) {
        listener.onLeakReturned(usageNanos);
    }

    // There are further hosts: the end of all of them is told by whoever closes them.
    @Override
    public void onPoolClosed() {}
}
