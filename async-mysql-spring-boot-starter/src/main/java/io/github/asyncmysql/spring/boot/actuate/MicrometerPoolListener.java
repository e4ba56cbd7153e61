package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures what happens in a pool: the timers {@code async.mysql.pool.acquire} (waiting that ended without a connection
 * included), {@code .usage} and {@code .creation}, the counters {@code .timeouts} and {@code .closed} with the tag
 * {@code reason}. All have the tag {@code name} with the pool's name.
 *
 * <p>The auto-configured pool has one already; a pool made by hand gets it through its {@code PoolConfig}. Thread-safe.
 */
public final class MicrometerPoolListener implements PoolListener {

    static final String PREFIX = "async.mysql.pool.";

    private final Timer acquire;
    private final Timer usage;
    private final Timer creation;
    private final Counter timeouts;
    private final Counter creationFailures;
    private final Map<CloseReason, Counter> closed = new EnumMap<>(CloseReason.class);

    /**
     * @param registry where the meters are registered
     * @param poolName the pool's name
     */
    public MicrometerPoolListener(MeterRegistry registry, String poolName) {
        Tags tags = Tags.of("name", poolName);
        this.acquire = Timer.builder(PREFIX + "acquire")
                .description("Time that callers waited for a connection, in vain included")
                .tags(tags)
                .register(registry);
        this.usage = Timer.builder(PREFIX + "usage")
                .description("Time for which connections were borrowed")
                .tags(tags)
                .register(registry);
        this.creation = Timer.builder(PREFIX + "creation")
                .description("Time that opening a connection took, login included")
                .tags(tags)
                .register(registry);
        this.timeouts = Counter.builder(PREFIX + "timeouts")
                .description("Callers that waited for a connection until their time was over")
                .tags(tags)
                .register(registry);
        this.creationFailures = Counter.builder(PREFIX + "creation.failures")
                .description("Attempts to open a connection that failed")
                .tags(tags)
                .register(registry);
        for (CloseReason reason : CloseReason.values()) {
            closed.put(
                    reason,
                    Counter.builder(PREFIX + "closed")
                            .description("Connections that have left the pool")
                            .tags(tags.and(
                                    "reason",
                                    reason.name().toLowerCase(Locale.ROOT).replace('_', '-')))
                            .register(registry));
        }
    }

    @Override
    public void onAcquired(long waitNanos) {
        acquire.record(waitNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onAcquireFailed(long waitNanos, MySqlPoolException failure) {
        acquire.record(waitNanos, TimeUnit.NANOSECONDS);
        if (failure.reason() == MySqlPoolException.Reason.TIMEOUT) {
            timeouts.increment();
        }
    }

    @Override
    public void onReleased(long usageNanos) {
        usage.record(usageNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onCreated(long creationNanos) {
        creation.record(creationNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onCreateFailed(long creationNanos, Throwable failure) {
        creationFailures.increment();
    }

    @Override
    public void onClosed(CloseReason reason) {
        Counter counter = closed.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }
}
