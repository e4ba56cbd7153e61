package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Everything that the calling thread allocates from now on, garbage included: no single array can be larger than that.
 * Confined to one thread.
 */
final class MemoryBound {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long before = THREADS.getCurrentThreadAllocatedBytes();

    private MemoryBound() {}

    static MemoryBound start() {
        assertThat(THREADS.isThreadAllocatedMemoryEnabled()).isTrue();
        return new MemoryBound();
    }

    void check(String step, long bytes) {
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).as(step).isBetween(0L, bytes);
    }
}
