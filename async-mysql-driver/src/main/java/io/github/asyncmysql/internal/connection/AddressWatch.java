package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.pool.BriefLock;
import io.github.asyncmysql.internal.pool.Cancellable;
import io.github.asyncmysql.internal.pool.PoolScheduler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks a host's name up from time to time, and tells which addresses it has lost: those that neither the latest answer
 * holds nor the one before it, so that one odd answer changes nothing.
 *
 * <p>Thread-safe.
 */
public final class AddressWatch {

    private final String host;
    private final NameLookup names;
    private final PoolScheduler scheduler;
    private final long intervalNanos;
    private final Consumer<Predicate<InetAddress>> lost;
    private final BriefLock lock = new BriefLock();
    private @Nullable Set<InetAddress> previous;
    private @Nullable Cancellable timer;
    private boolean stopped;

    /**
     * @param lost told after each answer whether an address is lost; called on the resolver's threads
     */
    public AddressWatch(
            String host,
            NameLookup names,
            PoolScheduler scheduler,
            long intervalNanos,
            Consumer<Predicate<InetAddress>> lost) {
        this.host = host;
        this.names = names;
        this.scheduler = scheduler;
        this.intervalNanos = intervalNanos;
        this.lost = lost;
    }

    /** Begins, unless the interval is 0. */
    public void start() {
        lock.lock();
        try {
            if (intervalNanos > 0 && !stopped) {
                timer = scheduler.schedule(this::ask, intervalNanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends it. Never blocks. */
    public void stop() {
        lock.lock();
        try {
            stopped = true;
            if (timer != null) {
                timer.cancel();
            }
        } finally {
            lock.unlock();
        }
    }

    private void ask() {
        try {
            names.start(this::lookUp);
        } catch (RejectedExecutionException e) {
            stop();
        }
    }

    private void lookUp() {
        try {
            answered(new HashSet<>(Arrays.asList(names.resolver().resolve(host))));
        } catch (UnknownHostException e) {
            // No answer says nothing about the addresses.
        } finally {
            start();
        }
    }

    private void answered(Set<InetAddress> current) {
        Set<InetAddress> before;
        lock.lock();
        try {
            before = previous;
            previous = current;
            if (stopped || before == null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        lost.accept(address -> !current.contains(address) && !before.contains(address));
    }
}
