package io.github.asyncmysql.internal.connection;

import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Knows which threads drive connections: one of them that waits for an answer may wait for itself.
 *
 * <p>Thread-safe.
 */
public final class EventLoopThread {

    private static final ThreadLocal<Boolean> DRIVES_CONNECTIONS = new ThreadLocal<>();

    private EventLoopThread() {}

    /** Notes the calling thread, which is that of the executor. An executor that has no thread of its own is none. */
    static void note(EventExecutor executor) {
        if (executor instanceof SingleThreadEventLoop) {
            DRIVES_CONNECTIONS.set(Boolean.TRUE);
        }
    }

    /** Runs something on the thread of an executor: now if this is it, else as soon as possible. */
    public static void run(EventExecutor executor, Runnable task) {
        if (executor.inEventLoop()) {
            task.run();
            return;
        }
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            // It has ended, and all its channels with it: nobody else can be at them any more.
            task.run();
        }
    }

    /** Whether the calling thread drives connections. */
    public static boolean isCurrent() {
        return DRIVES_CONNECTIONS.get() != null;
    }
}
