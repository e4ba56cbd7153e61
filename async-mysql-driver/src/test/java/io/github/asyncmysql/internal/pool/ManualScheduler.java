package io.github.asyncmysql.internal.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that passes when the test says so. Thread-safe. */
public final class ManualScheduler implements PoolScheduler {

    private record Task(long at, Runnable action) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now = -1_000_000_000_000L;
    private int scheduled;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Cancellable schedule(Runnable action, long delayNanos) {
        Task task = new Task(now + delayNanos, action);
        tasks.add(task);
        scheduled++;
        return () -> {
            synchronized (this) {
                tasks.removeIf(other -> other == task);
            }
        };
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    /** Timers that are running. */
    public synchronized int pending() {
        return tasks.size();
    }

    /** Timers that were ever started. */
    synchronized int scheduled() {
        return scheduled;
    }

    /** Lets time pass, running what becomes due on the calling thread. */
    public void pass(Duration duration) {
        long until;
        synchronized (this) {
            until = now + duration.toNanos();
        }
        for (Optional<Task> due = next(until); due.isPresent(); due = next(until)) {
            due.get().action().run();
        }
        synchronized (this) {
            now = until;
        }
    }

    private synchronized Optional<Task> next(long until) {
        Optional<Task> due = tasks.stream().filter(task -> task.at() <= until).min(Comparator.comparingLong(Task::at));
        due.ifPresent(task -> {
            tasks.remove(task);
            now = Math.max(now, task.at());
        });
        return due;
    }
}
