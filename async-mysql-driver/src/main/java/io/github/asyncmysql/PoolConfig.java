package io.github.asyncmysql;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a pool. Immutable.
 *
 * <p>Messages of {@link IllegalArgumentException} start with the setting's name as it is written in URLs and in
 * {@code application.yml}, for example {@code max-size}.
 */
public final class PoolConfig {

    private static final Duration MAX_DURATION = Duration.ofDays(365);

    private final String name;
    private final int minSize;
    private final int maxSize;
    private final Duration acquireTimeout;
    private final int maxWaiting;
    private final Duration idleTimeout;
    private final Duration maxLifetime;
    private final Duration keepalive;
    private final Duration validateAfter;
    private final Duration closeTimeout;
    private final ResetMode onRelease;
    private final @Nullable PoolListener listener;

    private PoolConfig(Builder builder) {
        this.name = builder.name;
        this.minSize = builder.minSize;
        this.maxSize = builder.maxSize;
        this.acquireTimeout = builder.acquireTimeout;
        this.maxWaiting = builder.maxWaiting;
        this.idleTimeout = builder.idleTimeout;
        this.maxLifetime = builder.maxLifetime;
        this.keepalive = builder.keepalive;
        this.validateAfter = builder.validateAfter;
        this.closeTimeout = builder.closeTimeout;
        this.onRelease = builder.onRelease;
        this.listener = builder.listener;
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
        Builder builder = new Builder();
        builder.name = name;
        builder.minSize = minSize;
        builder.maxSize = maxSize;
        builder.acquireTimeout = acquireTimeout;
        builder.maxWaiting = maxWaiting;
        builder.idleTimeout = idleTimeout;
        builder.maxLifetime = maxLifetime;
        builder.keepalive = keepalive;
        builder.validateAfter = validateAfter;
        builder.closeTimeout = closeTimeout;
        builder.onRelease = onRelease;
        builder.listener = listener;
        return builder;
    }

    /** The pool's name, as in meters, logs and thread names. Default {@code async-mysql}. */
    public String name() {
        return name;
    }

    /** Connections that are kept open, 0 or more. Default 1. */
    public int minSize() {
        return minSize;
    }

    /** The greatest number of connections, counting those being opened; 0 for no limit. Default 10. */
    public int maxSize() {
        return maxSize;
    }

    /** How long a caller waits for a connection, opening one included; zero for no limit. Default 30 seconds. */
    public Duration acquireTimeout() {
        return acquireTimeout;
    }

    /** How many callers may wait for a connection at a time; 0 for none, -1 for no limit. Default 10,000. */
    public int maxWaiting() {
        return maxWaiting;
    }

    /** Unused connections above {@link #minSize()} are closed after this time; zero for never. Default 10 minutes. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /**
     * Connections are replaced at this age, shortened at random by up to a tenth so that not all are replaced at once;
     * zero for never. Borrowed ones are replaced when they come back. Default 30 minutes.
     */
    public Duration maxLifetime() {
        return maxLifetime;
    }

    /** Unused connections are pinged at this interval; zero for never. Default 2 minutes. */
    public Duration keepalive() {
        return keepalive;
    }

    /**
     * A connection that nothing was heard of for longer than this is pinged before it is lent; zero to ping each time.
     * Default 30 seconds.
     */
    public Duration validateAfter() {
        return validateAfter;
    }

    /** How long closing the pool waits for borrowed connections before it cuts them. Default 10 seconds. */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /** What is done to a session before the next borrower gets it. Default {@link ResetMode#SMART}. */
    public ResetMode onRelease() {
        return onRelease;
    }

    /** Hears what happens in the pool; {@code null} for nobody. */
    public @Nullable PoolListener listener() {
        return listener;
    }

    @Override
    public String toString() {
        return "PoolConfig[name=" + name + ", minSize=" + minSize + ", maxSize=" + maxSize + ", acquireTimeout="
                + acquireTimeout + ", maxWaiting=" + maxWaiting + ", idleTimeout=" + idleTimeout + ", maxLifetime="
                + maxLifetime + ", keepalive=" + keepalive + ", validateAfter=" + validateAfter + ", closeTimeout="
                + closeTimeout + ", onRelease=" + onRelease + "]";
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {

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
        private @Nullable PoolListener listener;

        private Builder() {}

        /** @see PoolConfig#name() */
        public Builder name(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("name must not be blank");
            }
            this.name = name;
            return this;
        }

        /** @see PoolConfig#minSize() */
        public Builder minSize(int minSize) {
            if (minSize < 0) {
                throw new IllegalArgumentException("min-size must be 0 or more, but is " + minSize);
            }
            this.minSize = minSize;
            return this;
        }

        /** @see PoolConfig#maxSize() */
        public Builder maxSize(int maxSize) {
            if (maxSize < 0) {
                throw new IllegalArgumentException("max-size must be 0 (no limit) or more, but is " + maxSize);
            }
            this.maxSize = maxSize;
            return this;
        }

        /** @see PoolConfig#acquireTimeout() */
        public Builder acquireTimeout(Duration acquireTimeout) {
            this.acquireTimeout = checkDuration("acquire-timeout", acquireTimeout);
            return this;
        }

        /** @see PoolConfig#maxWaiting() */
        public Builder maxWaiting(int maxWaiting) {
            if (maxWaiting < -1) {
                throw new IllegalArgumentException("max-waiting must be -1 (no limit) or more, but is " + maxWaiting);
            }
            this.maxWaiting = maxWaiting;
            return this;
        }

        /** @see PoolConfig#idleTimeout() */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = checkDuration("idle-timeout", idleTimeout);
            return this;
        }

        /** @see PoolConfig#maxLifetime() */
        public Builder maxLifetime(Duration maxLifetime) {
            this.maxLifetime = checkDuration("max-lifetime", maxLifetime);
            return this;
        }

        /** @see PoolConfig#keepalive() */
        public Builder keepalive(Duration keepalive) {
            this.keepalive = checkDuration("keepalive", keepalive);
            return this;
        }

        /** @see PoolConfig#validateAfter() */
        public Builder validateAfter(Duration validateAfter) {
            this.validateAfter = checkDuration("validate-after", validateAfter);
            return this;
        }

        /** @see PoolConfig#closeTimeout() */
        public Builder closeTimeout(Duration closeTimeout) {
            this.closeTimeout = checkDuration("close-timeout", closeTimeout);
            return this;
        }

        /** @see PoolConfig#onRelease() */
        public Builder onRelease(ResetMode onRelease) {
            this.onRelease = Objects.requireNonNull(onRelease, "on-release");
            return this;
        }

        /** @see PoolConfig#listener() */
        public Builder listener(@Nullable PoolListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if two of them contradict each other
         */
        public PoolConfig build() {
            if (maxSize != 0 && minSize > maxSize) {
                throw new IllegalArgumentException(
                        "min-size (" + minSize + ") must not be greater than max-size (" + maxSize + ")");
            }
            return new PoolConfig(this);
        }
    }

    static Duration checkDuration(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
        if (value.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException(name + " must be at most 365 days, but is " + value);
        }
        return value;
    }
}
