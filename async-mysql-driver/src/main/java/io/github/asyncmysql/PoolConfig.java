package io.github.asyncmysql;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool. Immutable.
 *
 * <p>Messages of {@link IllegalArgumentException} start with the setting's name as it is written in URLs and in
 * {@code application.yml}, for example {@code max-size}.
 */
public final class PoolConfig {

    private final Builder values;

    private PoolConfig(Builder values) {
        this.values = values;
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The defaults: 1 to 10 connections. */
    public static PoolConfig defaults() {
        return builder().build();
    }

    /** A builder that starts from these settings. */
    public Builder toBuilder() {
        return values.copy();
    }

    /** The pool's name, as in meters, logs and thread names. Default {@code async-mysql}. */
    public String name() {
        return values.name;
    }

    /** Connections that are kept open, 0 or more. Default 1. */
    public int minSize() {
        return values.minSize;
    }

    /** The greatest number of connections, counting those being opened; 0 for no limit. Default 10. */
    public int maxSize() {
        return values.maxSize;
    }

    /** How long a caller waits for a connection, opening one included; zero for no limit. Default 30 seconds. */
    public Duration acquireTimeout() {
        return values.acquireTimeout;
    }

    /** How many callers may wait for a connection at a time; 0 for none, -1 for no limit. Default 10,000. */
    public int maxWaiting() {
        return values.maxWaiting;
    }

    /** Unused connections above {@link #minSize()} are closed after this time; zero for never. Default 10 minutes. */
    public Duration idleTimeout() {
        return values.idleTimeout;
    }

    /**
     * Connections are replaced at this age, shortened at random by up to a tenth so that not all are replaced at once;
     * zero for never. Borrowed ones are replaced when they come back. Default 30 minutes.
     */
    public Duration maxLifetime() {
        return values.maxLifetime;
    }

    /** Unused connections are pinged at this interval; zero for never. Default 2 minutes. */
    public Duration keepalive() {
        return values.keepalive;
    }

    /**
     * A connection that nothing was heard of for longer than this is pinged before it is lent; zero to ping each time.
     * Default 30 seconds.
     */
    public Duration validateAfter() {
        return values.validateAfter;
    }

    /** How long closing the pool waits for borrowed connections before it cuts them. Default 10 seconds. */
    public Duration closeTimeout() {
        return values.closeTimeout;
    }

    /** What is done to a session before the next borrower gets it. Default {@link ResetMode#SMART}. */
    public ResetMode onRelease() {
        return values.onRelease;
    }

    /** Whether {@link #minSize()} is kept only once somebody has asked for a connection. Default {@code false}. */
    public boolean lazyStart() {
        return values.lazyStart;
    }

    /**
     * A caller who has less than this left of {@link #acquireTimeout()} when a connection becomes free is refused, and
     * the next one gets it; zero for serving everybody to the last moment. Default zero.
     */
    public Duration acquireMargin() {
        return values.acquireMargin;
    }

    /** Waiting for a connection for this long is logged, at most once in ten seconds; zero for never. Default 2 seconds. */
    public Duration slowAcquireThreshold() {
        return values.slowAcquireThreshold;
    }

    /**
     * A connection that user code has borrowed for longer than this is reported, with the stack of its borrower; zero
     * for never, which is the default. One that nobody can give back any more, because the object that stands for it was
     * garbage collected, is reported without waiting for that, closed and replaced. Of the statements started on the pool
     * itself those are watched that wait for their caller as well: streams, and statements with a {@link LargeValue} or a
     * local file.
     */
    public Duration leakDetectionThreshold() {
        return values.leakDetectionThreshold;
    }

    /** Whether a connection that is reported as leaked is also cut, to make room for another. Default {@code false}. */
    public boolean leakReclaim() {
        return values.leakReclaim;
    }

    /**
     * Whether callers are refused at once, instead of waiting, while no connection is open and the latest attempt to open
     * one has failed. The pool goes on trying with one attempt at a time. Default {@code false}.
     */
    public boolean failWhileDown() {
        return values.failWhileDown;
    }

    /**
     * How many reads of different callers may be on their way on one connection while none is free, or when they are sent in
     * the same turn of its event loop: 1 (each has its own) to 1,024, and at most {@link MySqlConfig#pipeliningLimit()}.
     * Default 16. {@code docs/pool.md} says which ones.
     */
    public int sharingLimit() {
        return values.sharingLimit;
    }

    /** What happens to work that has a connection and would have to wait for a second one. Default {@code WARN}. */
    public NestedAcquire nestedAcquire() {
        return values.nestedAcquire;
    }

    /**
     * How often the host's name is looked up to retire connections to addresses that it has no longer; zero for never,
     * which is the default. Not for names that resolve to different addresses each time.
     */
    public Duration dnsCheckInterval() {
        return values.dnsCheckInterval;
    }

    /** Server errors, by number, whose connection is closed in addition to those known to be fatal. Unmodifiable. */
    public Set<Integer> evictErrors() {
        return values.evictErrors;
    }

    /** Server errors, by number, whose connection is kept although they count as fatal. Unmodifiable. */
    public Set<Integer> keepErrors() {
        return values.keepErrors;
    }

    /** Whether the pool is a {@link MySqlPoolMXBean}, see there; needs {@code java.management}. Default {@code false}. */
    public boolean registerMbeans() {
        return values.registerMbeans;
    }

    /** Hears what happens in the pool; {@code null} for nobody. */
    public @Nullable PoolListener listener() {
        return values.listener;
    }

    /** Prepares each session before it is lent; {@code null} for nobody. */
    public @Nullable SessionInitializer sessionInitializer() {
        return values.sessionInitializer;
    }

    @Override
    public String toString() {
        return "PoolConfig[name=" + name() + ", minSize=" + minSize() + ", maxSize=" + maxSize() + ", acquireTimeout="
                + acquireTimeout() + ", maxWaiting=" + maxWaiting() + ", idleTimeout=" + idleTimeout()
                + ", maxLifetime=" + maxLifetime() + ", keepalive=" + keepalive() + ", validateAfter="
                + validateAfter() + ", leakDetectionThreshold=" + leakDetectionThreshold() + ", closeTimeout="
                + closeTimeout() + ", onRelease=" + onRelease() + "]";
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder implements PoolTuning, Cloneable {

        private String name = "async-mysql";
        private int minSize = 1;
        private int maxSize = 10;
        private Duration acquireTimeout = Duration.ofSeconds(30);
        private int maxWaiting = 10_000;
        private Duration idleTimeout = Duration.ofMinutes(10);
        private Duration maxLifetime = Duration.ofMinutes(30);
        private Duration keepalive = Duration.ofMinutes(2);
        private Duration validateAfter = Duration.ofSeconds(30);
        private Duration closeTimeout = Duration.ofSeconds(10);
        private ResetMode onRelease = ResetMode.SMART;
        private boolean lazyStart;
        private Duration acquireMargin = Duration.ZERO;
        private Duration slowAcquireThreshold = Duration.ofSeconds(2);
        private Duration leakDetectionThreshold = Duration.ZERO;
        private boolean leakReclaim;
        private boolean failWhileDown;
        private int sharingLimit = 16;
        private NestedAcquire nestedAcquire = NestedAcquire.WARN;
        private Duration dnsCheckInterval = Duration.ZERO;
        private Set<Integer> evictErrors = Set.of();
        private Set<Integer> keepErrors = Set.of();
        private boolean registerMbeans;
        private @Nullable PoolListener listener;
        private @Nullable SessionInitializer sessionInitializer;

        private Builder() {}

        private Builder copy() {
            return SettingChecks.attempt(() -> (Builder) clone());
        }

        /** @see PoolConfig#name() */
        public Builder name(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("name must not be blank");
            }
            this.name = name;
            return this;
        }

        @Override
        public Builder minSize(int minSize) {
            this.minSize = SettingChecks.checkAtLeast("min-size", minSize, 0, "0");
            return this;
        }

        @Override
        public Builder maxSize(int maxSize) {
            this.maxSize = SettingChecks.checkAtLeast("max-size", maxSize, 0, "0 (no limit)");
            return this;
        }

        @Override
        public Builder acquireTimeout(Duration acquireTimeout) {
            this.acquireTimeout = SettingChecks.checkDuration("acquire-timeout", acquireTimeout);
            return this;
        }

        @Override
        public Builder maxWaiting(int maxWaiting) {
            this.maxWaiting = SettingChecks.checkAtLeast("max-waiting", maxWaiting, -1, "-1 (no limit)");
            return this;
        }

        @Override
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = SettingChecks.checkDuration("idle-timeout", idleTimeout);
            return this;
        }

        @Override
        public Builder maxLifetime(Duration maxLifetime) {
            this.maxLifetime = SettingChecks.checkDuration("max-lifetime", maxLifetime);
            return this;
        }

        @Override
        public Builder keepalive(Duration keepalive) {
            this.keepalive = SettingChecks.checkDuration("keepalive", keepalive);
            return this;
        }

        @Override
        public Builder validateAfter(Duration validateAfter) {
            this.validateAfter = SettingChecks.checkDuration("validate-after", validateAfter);
            return this;
        }

        @Override
        public Builder closeTimeout(Duration closeTimeout) {
            this.closeTimeout = SettingChecks.checkDuration("close-timeout", closeTimeout);
            return this;
        }

        @Override
        public Builder acquireMargin(Duration acquireMargin) {
            this.acquireMargin = SettingChecks.checkDuration("acquire-margin", acquireMargin);
            return this;
        }

        @Override
        public Builder slowAcquireThreshold(Duration slowAcquireThreshold) {
            this.slowAcquireThreshold = SettingChecks.checkDuration("slow-acquire-threshold", slowAcquireThreshold);
            return this;
        }

        @Override
        public Builder leakDetectionThreshold(Duration leakDetectionThreshold) {
            this.leakDetectionThreshold =
                    SettingChecks.checkDuration("leak-detection-threshold", leakDetectionThreshold);
            return this;
        }

        @Override
        public Builder leakReclaim(boolean leakReclaim) {
            this.leakReclaim = leakReclaim;
            return this;
        }

        @Override
        public Builder failWhileDown(boolean failWhileDown) {
            this.failWhileDown = failWhileDown;
            return this;
        }

        @Override
        public Builder nestedAcquire(NestedAcquire nestedAcquire) {
            this.nestedAcquire = Objects.requireNonNull(nestedAcquire, "nested-acquire");
            return this;
        }

        /** @see PoolConfig#lazyStart() */
        public Builder lazyStart(boolean lazyStart) {
            this.lazyStart = lazyStart;
            return this;
        }

        /** @see PoolConfig#sharingLimit() */
        public Builder sharingLimit(int sharingLimit) {
            this.sharingLimit = SettingChecks.checkRange("sharing-limit", sharingLimit, 1, 1024);
            return this;
        }

        /** @see PoolConfig#dnsCheckInterval() */
        public Builder dnsCheckInterval(Duration dnsCheckInterval) {
            this.dnsCheckInterval = SettingChecks.checkDuration("dns-check-interval", dnsCheckInterval);
            return this;
        }

        /** @see PoolConfig#evictErrors() */
        public Builder evictErrors(Set<Integer> evictErrors) {
            this.evictErrors = SettingChecks.checkErrors("evict-errors", evictErrors);
            return this;
        }

        /** @see PoolConfig#keepErrors() */
        public Builder keepErrors(Set<Integer> keepErrors) {
            this.keepErrors = SettingChecks.checkErrors("keep-errors", keepErrors);
            return this;
        }

        /** @see PoolConfig#onRelease() */
        public Builder onRelease(ResetMode onRelease) {
            this.onRelease = Objects.requireNonNull(onRelease, "on-release");
            return this;
        }

        /** @see PoolConfig#registerMbeans() */
        public Builder registerMbeans(boolean registerMbeans) {
            this.registerMbeans = registerMbeans;
            return this;
        }

        /** @see PoolConfig#listener() */
        public Builder listener(@Nullable PoolListener listener) {
            this.listener = listener;
            return this;
        }

        /** @see PoolConfig#sessionInitializer() */
        public Builder sessionInitializer(@Nullable SessionInitializer sessionInitializer) {
            this.sessionInitializer = sessionInitializer;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if two of them contradict each other
         */
        public PoolConfig build() {
            return SettingChecks.checkTogether(new PoolConfig(copy()));
        }
    }
}
