package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * Everything that the calling thread allocates from now on, garbage included: no single array can be larger than that.
 * Confined to one thread.
 */
public final class MemoryBound {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long before = THREADS.getCurrentThreadAllocatedBytes();

    private MemoryBound() {}

    public static MemoryBound start() {
        assertThat(THREADS.isThreadAllocatedMemoryEnabled()).isTrue();
        return new MemoryBound();
    }

    /**
     * Does something that allocates {@code bytes} at most. Where it was too much it is done once more, since the first time
     * may have had to load classes.
     */
    public static <T> T within(long bytes, String step, Supplier<T> work) {
        MemoryBound first = start();
        T result = work.get();
        if (THREADS.getCurrentThreadAllocatedBytes() - first.before > bytes) {
            MemoryBound second = start();
            result = work.get();
            second.check(step, bytes);
        }
        return result;
    }

    /** Fails if more than {@code bytes} have been allocated. */
    public void check(String step, long bytes) {
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as(step).isBetween(0L, bytes);
    }
}
