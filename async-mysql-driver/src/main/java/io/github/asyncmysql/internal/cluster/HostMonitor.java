package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.internal.pool.BriefLock;
import io.github.asyncmysql.internal.pool.Cancellable;
import io.github.asyncmysql.internal.pool.PoolScheduler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Has one host checked, again and again: after an interval that is longer or shorter by up to a tenth, so that not all hosts
 * are asked at the same moment, or sooner when somebody wants to know. One check runs at a time.
 *
 * <p>Thread-safe.
 */
final class HostMonitor {

    /** Between the beginnings of two checks that somebody has asked for. */
    private static final long LEAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final double SPREAD = 0.1;

    private final HostCheck check;
    private final PoolScheduler scheduler;
    private final RandomGenerator random;
    private final long intervalNanos;
    private final Observer observer;
    private final BriefLock lock = new BriefLock();
    private long begun;
    private long begunAt;
    private boolean running;
    private boolean wanted;
    private boolean stopped;
    private @Nullable Cancellable timer;

    /** Hears of the end of each check. */
    interface Observer {

        /** @param number how many checks had begun when this one had, itself included */
        void checked(long number, HostReport report);
    }

    HostMonitor(
            HostCheck check, PoolScheduler scheduler, RandomGenerator random, long intervalNanos, Observer observer) {
        this.check = check;
        this.scheduler = scheduler;
        this.random = random;
        this.intervalNanos = intervalNanos;
        this.observer = observer;
    }

    /** Begins the first check. */
    void start() {
        lock.lock();
        try {
            schedule(0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has the host checked as soon as possible, by a check that begins only now.
     *
     * @return the number of that check, for {@link Observer#checked}
     */
    long wanted() {
        lock.lock();
        try {
            if (running) {
                wanted = true;
            } else {
                schedule(Math.max(0, begunAt + LEAST_PAUSE_NANOS - scheduler.nanoTime()));
            }
            return begun + 1;
        } finally {
            lock.unlock();
        }
    }

    private void schedule(long delayNanos) {
        if (stopped) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timer = scheduler.schedule(this::begin, delayNanos);
    }

    private void begin() {
        long number;
        lock.lock();
        try {
            if (stopped || running) {
                return;
            }
            running = true;
            wanted = false;
            timer = null;
            begunAt = scheduler.nanoTime();
            number = ++begun;
        } finally {
            lock.unlock();
        }
        CompletableFuture<HostReport> answer;
        try {
            answer = check.check();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        answer.whenComplete(
                (report, failure) -> ended(number, failure == null ? report : HostReport.unreachable(failure, false)));
    }

    private void ended(long number, HostReport report) {
        boolean over;
        lock.lock();
        try {
            running = false;
            over = stopped;
            double spread = 1 - SPREAD + 2 * SPREAD * random.nextDouble();
            schedule(wanted ? LEAST_PAUSE_NANOS : (long) (intervalNanos * spread));
        } finally {
            lock.unlock();
        }
        if (!over) {
            observer.checked(number, report);
        }
    }

    /** Begins no further check, and gives up the one that is running. Never blocks. */
    void stop() {
        lock.lock();
        try {
            stopped = true;
            if (timer != null) {
                timer.cancel();
            }
        } finally {
            lock.unlock();
        }
        check.close();
    }
}
