package io.github.asyncmysql.spring.boot.actuate;

import io.github.asyncmysql.HandshakeTimes;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanCreationNotAllowedException;

/**
 * Measures what happens in a pool: the timers {@code async.mysql.pool.acquire} (waiting that ended without a connection
 * included), {@code .usage}, {@code .creation} and, by {@code step}, {@code .handshake}, and the counter {@code .timeouts}. All have the tag {@code name} with the
 * pool's name, and are removed when it is closed. {@link AsyncMySqlPoolMetrics} has the rest.
 *
 * <p>The auto-configured pool has one already; a pool made by hand gets it through its {@code PoolConfig}. Thread-safe.
 */
public final class MicrometerPoolListener implements PoolListener {

    private static final Logger LOGGER = LoggerFactory.getLogger(MicrometerPoolListener.class);

    static final String PREFIX = "async.mysql.pool.";

    private final Timer acquire;
    private final Timer usage;
    private final Timer creation;
    private final Timer connect;
    private final Timer tls;
    private final Timer auth;
    private final Timer init;
    private final Counter timeouts;
    private final List<Meter> meters;
    private final MeterRegistry registry;

    /**
     * @param registry where the meters are registered
     * @param poolName the pool's name
     */
    public MicrometerPoolListener(MeterRegistry registry, String poolName) {
        this.registry = registry;
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
        this.connect = step(registry, tags, "connect");
        this.tls = step(registry, tags, "tls");
        this.auth = step(registry, tags, "auth");
        this.init = step(registry, tags, "init");
        this.meters = List.of(acquire, usage, creation, connect, tls, auth, init, timeouts);
    }

    private static Timer step(MeterRegistry registry, Tags tags, String step) {
        return Timer.builder(PREFIX + "handshake")
                .description("Time that a step of opening a connection took")
                .tags(tags.and("step", step))
                .register(registry);
    }

    @Override
    public void onAcquired(long waitNanos) {
        record(() -> acquire.record(waitNanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public void onAcquireFailed(long waitNanos, MySqlPoolException failure) {
        record(() -> acquire.record(waitNanos, TimeUnit.NANOSECONDS));
        if (failure.reason() == MySqlPoolException.Reason.TIMEOUT) {
            record(timeouts::increment);
        }
    }

    @Override
    public void onReleased(long usageNanos) {
        record(() -> usage.record(usageNanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public void onCreated(long creationNanos) {
        record(() -> creation.record(creationNanos, TimeUnit.NANOSECONDS));
    }

    @Override
    public void onHandshake(HandshakeTimes times) {
        record(() -> {
            connect.record(times.connect(), TimeUnit.NANOSECONDS);
            tls.record(times.tls(), TimeUnit.NANOSECONDS);
            auth.record(times.auth(), TimeUnit.NANOSECONDS);
            init.record(times.init(), TimeUnit.NANOSECONDS);
        });
    }

    // Where exemplars are on, recording looks up the tracer, which is refused once the application context is closing;
    // the
    // pool closes after that, and nobody will read what it does until then.
    private static void record(Runnable measurement) {
        try {
            measurement.run();
        } catch (BeanCreationNotAllowedException closing) {
            LOGGER.trace("Not measured, since the application context is closing", closing);
        }
    }

    /** Removes the meters. */
    @Override
    public void onPoolClosed() {
        meters.forEach(registry::remove);
    }
}
