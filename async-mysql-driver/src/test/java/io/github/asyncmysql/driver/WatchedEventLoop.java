package io.github.asyncmysql.driver;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A group of one event loop that knows its timers and what its thread is doing. Thread-safe. */
final class WatchedEventLoop extends MultiThreadIoEventLoopGroup {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Thread thread;

    WatchedEventLoop(String name) {
        super(1, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
        this.thread = next().submit(Thread::currentThread).syncUninterruptibly().getNow();
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory ioHandlerFactory, Object... args) {
        return new Loop(this, executor, ioHandlerFactory);
    }

    /** Timers that have neither run nor been cancelled. */
    int timers() {
        int timers = 0;
        for (EventExecutor loop : this) {
            timers += ((Loop) loop).timers.size();
        }
        return timers;
    }

    /** Whether the thread waits for something other than its channels and tasks. */
    boolean isBlocked() {
        Thread.State state = thread.getState();
        // Waiting for channels happens in native code, which counts as running.
        return state == Thread.State.BLOCKED || state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    /** From now on looks at how long the thread computes before it returns to its channels. */
    Turns turns() {
        return new Turns();
    }

    boolean isThreadAlive() {
        return thread.isAlive();
    }

    /** The turns of the event loop from a moment on. It does not sleep while somebody looks at its turns. Thread-safe. */
    final class Turns implements Runnable {

        private final SingleThreadIoEventLoop loop = (SingleThreadIoEventLoop) WatchedEventLoop.this.next();
        private volatile long longest;
        private volatile boolean ended;
        private volatile long began = cpuNanos();

        private Turns() {
            loop.execute(this::tail);
        }

        // A task that repeats itself would be given a second before channels have their turn again.
        private void tail() {
            loop.executeAfterEventLoopIteration(this);
        }

        @Override
        public void run() {
            if (!ended) {
                turn();
                loop.execute(this::tail);
            }
        }

        private void turn() {
            long now = cpuNanos();
            longest = Math.max(longest, now - began);
            began = now;
        }

        private long cpuNanos() {
            return THREADS.getThreadCpuTime(thread.getId());
        }

        /** Ends it. To be called on the event loop, or when it has ended. */
        void end() {
            if (!ended) {
                ended = true;
                turn();
            }
        }

        /** How long the longest turn was computing so far, in nanoseconds. */
        long longestNanos() {
            return longest;
        }
    }

    private static final class Loop extends SingleThreadIoEventLoop {

        private final Set<Future<?>> timers = ConcurrentHashMap.newKeySet();

        Loop(MultiThreadIoEventLoopGroup parent, Executor executor, IoHandlerFactory handlers) {
            super(parent, executor, handlers);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            return noted(super.schedule(command, delay, unit));
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
            return noted(super.schedule(callable, delay, unit));
        }

        private <V> ScheduledFuture<V> noted(ScheduledFuture<V> timer) {
            timers.add(timer);
            timer.addListener(timers::remove);
            return timer;
        }
    }
}
