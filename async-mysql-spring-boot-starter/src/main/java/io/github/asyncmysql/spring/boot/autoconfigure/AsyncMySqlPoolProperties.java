package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.NestedAcquire;
import io.github.asyncmysql.ResetMode;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a pool itself, {@code async-mysql.pool.*}. A property that is not set is {@code null}, so that it
 * neither overrides the URL nor the driver's default. Not thread-safe; not changed after binding.
 */
public class AsyncMySqlPoolProperties {

    /**
     * Name of the pool in meters, logs and thread names.
     */
    private @Nullable String name;

    /**
     * Number of connections that are kept open.
     */
    private @Nullable Integer minSize;

    /**
     * Maximum number of connections, counting those being opened. Zero for no limit.
     */
    private @Nullable Integer maxSize;

    /**
     * Time limit for waiting for a connection, opening one included. Zero for no limit.
     */
    private @Nullable Duration acquireTimeout;

    /**
     * Maximum number of callers that wait for a connection at a time. Zero for none, -1 for no limit.
     */
    private @Nullable Integer maxWaiting;

    /**
     * Time after which an unused connection above the minimum size is closed. Zero for never.
     */
    private @Nullable Duration idleTimeout;

    /**
     * Age at which a connection is replaced, shortened at random by up to a tenth. Zero for never.
     */
    private @Nullable Duration maxLifetime;

    /**
     * Interval at which unused connections are pinged. Zero for never.
     */
    private @Nullable Duration keepalive;

    /**
     * Time of silence after which a connection is pinged before it is lent. Zero to ping each time.
     */
    private @Nullable Duration validateAfter;

    /**
     * Time limit for borrowed connections to come back when the pool is closed.
     */
    private @Nullable Duration closeTimeout;

    /**
     * What is done to the session of a connection before the next borrower gets it.
     */
    private @Nullable ResetMode onRelease;

    /** Whether the pool is registered with JMX. */
    private @Nullable Boolean registerMbeans;

    /**
     * Whether the minimum size is kept only once somebody has asked for a connection.
     */
    private @Nullable Boolean lazyStart;

    /**
     * Time that a waiting caller must have left for a connection to be given to it rather than to the next one. Zero to
     * serve everybody to the last moment.
     */
    private @Nullable Duration acquireMargin;

    /**
     * Time of waiting for a connection that is logged, at most once in ten seconds. Zero for never.
     */
    private @Nullable Duration slowAcquireThreshold;

    /**
     * Time after which a borrowed connection is reported as leaked, with the stack of its borrower. With it, one that
     * was garbage collected without having been given back is reported, closed and replaced at once. Zero for never.
     */
    private @Nullable Duration leakDetectionThreshold;

    /**
     * Whether a connection that is reported as leaked is closed, to make room for another.
     */
    private @Nullable Boolean leakReclaim;

    /**
     * Whether callers are refused at once, instead of waiting, while the server cannot be reached.
     */
    private @Nullable Boolean failWhileDown;

    /**
     * What happens to work that has a connection and would have to wait for a second one.
     */
    private @Nullable NestedAcquire nestedAcquire;

    /**
     * How many reads of different callers a connection carries at a time while none is free, or when they are sent at once;
     * 1 for one.
     */
    private @Nullable Integer sharingLimit;

    /**
     * Interval at which the name of the host is looked up, to retire connections to addresses that it has lost. Zero for
     * never.
     */
    private @Nullable Duration dnsCheckInterval;

    /**
     * Numbers of server errors after which a connection is closed, in addition to those known to be fatal.
     */
    private @Nullable Set<Integer> evictErrors;

    /**
     * Numbers of server errors after which a connection is kept although they count as fatal.
     */
    private @Nullable Set<Integer> keepErrors;

    public @Nullable String getName() {
        return this.name;
    }

    public void setName(@Nullable String name) {
        this.name = name;
    }

    public @Nullable Integer getMinSize() {
        return this.minSize;
    }

    public void setMinSize(@Nullable Integer minSize) {
        this.minSize = minSize;
    }

    public @Nullable Integer getMaxSize() {
        return this.maxSize;
    }

    public void setMaxSize(@Nullable Integer maxSize) {
        this.maxSize = maxSize;
    }

    public @Nullable Duration getAcquireTimeout() {
        return this.acquireTimeout;
    }

    public void setAcquireTimeout(@Nullable Duration acquireTimeout) {
        this.acquireTimeout = acquireTimeout;
    }

    public @Nullable Integer getMaxWaiting() {
        return this.maxWaiting;
    }

    public void setMaxWaiting(@Nullable Integer maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    public @Nullable Duration getIdleTimeout() {
        return this.idleTimeout;
    }

    public void setIdleTimeout(@Nullable Duration idleTimeout) {
        this.idleTimeout = idleTimeout;
    }

    public @Nullable Duration getMaxLifetime() {
        return this.maxLifetime;
    }

    public void setMaxLifetime(@Nullable Duration maxLifetime) {
        this.maxLifetime = maxLifetime;
    }

    public @Nullable Duration getKeepalive() {
        return this.keepalive;
    }

    public void setKeepalive(@Nullable Duration keepalive) {
        this.keepalive = keepalive;
    }

    public @Nullable Duration getValidateAfter() {
        return this.validateAfter;
    }

    public void setValidateAfter(@Nullable Duration validateAfter) {
        this.validateAfter = validateAfter;
    }

    public @Nullable Duration getCloseTimeout() {
        return this.closeTimeout;
    }

    public void setCloseTimeout(@Nullable Duration closeTimeout) {
        this.closeTimeout = closeTimeout;
    }

    public @Nullable Boolean getRegisterMbeans() {
        return this.registerMbeans;
    }

    public void setRegisterMbeans(@Nullable Boolean registerMbeans) {
        this.registerMbeans = registerMbeans;
    }

    public @Nullable ResetMode getOnRelease() {
        return this.onRelease;
    }

    public void setOnRelease(@Nullable ResetMode onRelease) {
        this.onRelease = onRelease;
    }

    public @Nullable Boolean getLazyStart() {
        return this.lazyStart;
    }

    public void setLazyStart(@Nullable Boolean lazyStart) {
        this.lazyStart = lazyStart;
    }

    public @Nullable Duration getAcquireMargin() {
        return this.acquireMargin;
    }

    public void setAcquireMargin(@Nullable Duration acquireMargin) {
        this.acquireMargin = acquireMargin;
    }

    public @Nullable Duration getSlowAcquireThreshold() {
        return this.slowAcquireThreshold;
    }

    public void setSlowAcquireThreshold(@Nullable Duration slowAcquireThreshold) {
        this.slowAcquireThreshold = slowAcquireThreshold;
    }

    public @Nullable Duration getLeakDetectionThreshold() {
        return this.leakDetectionThreshold;
    }

    public void setLeakDetectionThreshold(@Nullable Duration leakDetectionThreshold) {
        this.leakDetectionThreshold = leakDetectionThreshold;
    }

    public @Nullable Boolean getLeakReclaim() {
        return this.leakReclaim;
    }

    public void setLeakReclaim(@Nullable Boolean leakReclaim) {
        this.leakReclaim = leakReclaim;
    }

    public @Nullable Boolean getFailWhileDown() {
        return this.failWhileDown;
    }

    public void setFailWhileDown(@Nullable Boolean failWhileDown) {
        this.failWhileDown = failWhileDown;
    }

    public @Nullable Integer getSharingLimit() {
        return this.sharingLimit;
    }

    public void setSharingLimit(@Nullable Integer sharingLimit) {
        this.sharingLimit = sharingLimit;
    }

    public @Nullable NestedAcquire getNestedAcquire() {
        return this.nestedAcquire;
    }

    public void setNestedAcquire(@Nullable NestedAcquire nestedAcquire) {
        this.nestedAcquire = nestedAcquire;
    }

    public @Nullable Duration getDnsCheckInterval() {
        return this.dnsCheckInterval;
    }

    public void setDnsCheckInterval(@Nullable Duration dnsCheckInterval) {
        this.dnsCheckInterval = dnsCheckInterval;
    }

    public @Nullable Set<Integer> getEvictErrors() {
        return this.evictErrors;
    }

    public void setEvictErrors(@Nullable Set<Integer> evictErrors) {
        this.evictErrors = evictErrors;
    }

    public @Nullable Set<Integer> getKeepErrors() {
        return this.keepErrors;
    }

    public void setKeepErrors(@Nullable Set<Integer> keepErrors) {
        this.keepErrors = keepErrors;
    }
}
