package io.github.asyncmysql.driver;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.MySqlPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a pool in JMX. The module {@code java.management} is not needed by anything else, and may be absent then.
 *
 * <p>Thread-safe.
 */
final class ManagedPool implements MySqlPoolMXBean {

    private static final Logger log = LoggerFactory.getLogger(ManagedPool.class);

    private final MySqlPool pool;

    private ManagedPool(MySqlPool pool) {
        this.pool = pool;
    }

    /** Whether the JVM has JMX, and this module sees it. */
    static boolean isPossible() {
        Module own = ManagedPool.class.getModule();
        return ModuleLayer.boot()
                .findModule("java.management")
                .filter(own::canRead)
                .isPresent();
    }

    /**
     * Registers a pool.
     *
     * @return ends that; does nothing where another pool of the same name was there before, which is logged
     */
    static Runnable register(MySqlPool pool) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName name = new ObjectName("io.github.asyncmysql:type=Pool,name=" + ObjectName.quote(pool.name()));
            server.registerMBean(new ManagedPool(pool), name);
            return () -> unregister(server, name);
        } catch (JMException e) {
            log.warn("Pool {} is not registered with JMX", pool.name(), e);
            return () -> {};
        }
    }

    private static void unregister(MBeanServer server, ObjectName name) {
        try {
            server.unregisterMBean(name);
        } catch (JMException e) {
            log.debug("{} was not registered with JMX any more", name, e);
        }
    }

    @Override
    public String getName() {
        return pool.name();
    }

    @Override
    public int getSize() {
        return pool.stats().size();
    }

    @Override
    public int getIdle() {
        return pool.stats().idle();
    }

    @Override
    public int getInUse() {
        return pool.stats().inUse();
    }

    @Override
    public int getConnecting() {
        return pool.stats().connecting();
    }

    @Override
    public int getWaiting() {
        return pool.stats().waiting();
    }

    @Override
    public boolean isSuspended() {
        return pool.stats().suspended();
    }

    @Override
    public boolean isDown() {
        return pool.stats().down();
    }

    @Override
    public @Nullable String getLastConnectFailure() {
        Throwable failure = pool.stats().lastConnectFailure();
        return failure == null ? null : failure.toString();
    }

    @Override
    public long getAcquired() {
        return pool.totals().acquired();
    }

    @Override
    public long getAcquireTimeouts() {
        return pool.totals().refused().getOrDefault(Reason.TIMEOUT, 0L);
    }

    @Override
    public Map<String, Long> getRefused() {
        return named(pool.totals().refused());
    }

    @Override
    public long getCreated() {
        return pool.totals().created();
    }

    @Override
    public Map<String, Long> getCreateFailures() {
        return named(pool.totals().createFailures());
    }

    @Override
    public Map<String, Long> getClosed() {
        return named(pool.totals().closed());
    }

    private static Map<String, Long> named(Map<? extends Enum<?>, Long> counts) {
        Map<String, Long> named = new TreeMap<>();
        counts.forEach(
                (key, count) -> named.put(key.name().toLowerCase(Locale.ROOT).replace('_', '-'), count));
        return named;
    }

    @Override
    public long getLeaks() {
        return pool.totals().leaks();
    }

    @Override
    public int getMinSize() {
        return pool.minSize();
    }

    @Override
    public void setMinSize(int minSize) {
        pool.reconfigure(settings -> settings.minSize(minSize));
    }

    @Override
    public int getMaxSize() {
        return pool.maxSize();
    }

    @Override
    public void setMaxSize(int maxSize) {
        pool.reconfigure(settings -> settings.maxSize(maxSize));
    }

    @Override
    public long getAcquireTimeoutMillis() {
        return pool.config().acquireTimeout().toMillis();
    }

    @Override
    public void setAcquireTimeoutMillis(long millis) {
        pool.reconfigure(settings -> settings.acquireTimeout(Duration.ofMillis(millis)));
    }

    @Override
    public long getIdleTimeoutMillis() {
        return pool.config().idleTimeout().toMillis();
    }

    @Override
    public void setIdleTimeoutMillis(long millis) {
        pool.reconfigure(settings -> settings.idleTimeout(Duration.ofMillis(millis)));
    }

    @Override
    public long getMaxLifetimeMillis() {
        return pool.config().maxLifetime().toMillis();
    }

    @Override
    public void setMaxLifetimeMillis(long millis) {
        pool.reconfigure(settings -> settings.maxLifetime(Duration.ofMillis(millis)));
    }

    @Override
    public long getKeepaliveMillis() {
        return pool.config().keepalive().toMillis();
    }

    @Override
    public void setKeepaliveMillis(long millis) {
        pool.reconfigure(settings -> settings.keepalive(Duration.ofMillis(millis)));
    }

    @Override
    public long getLeakDetectionThresholdMillis() {
        return pool.config().leakDetectionThreshold().toMillis();
    }

    @Override
    public void setLeakDetectionThresholdMillis(long millis) {
        pool.reconfigure(settings -> settings.leakDetectionThreshold(Duration.ofMillis(millis)));
    }

    @Override
    public void suspend() {
        pool.suspend(MySqlPool.Suspension.WAIT);
    }

    @Override
    public void resume() {
        pool.resume();
    }

    @Override
    public void evictAll() {
        pool.evictAll();
    }

    @Override
    public void clear() {
        pool.clear();
    }

    @Override
    public void warmUp() {
        pool.warmUp();
    }
}
