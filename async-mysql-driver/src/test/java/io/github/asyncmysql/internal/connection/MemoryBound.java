package io.github.asyncmysql.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Everything that the calling thread allocates from now on, garbage included: no single array can be larger than that.
 * Confined to one thread.
 */
public final class MemoryBound {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    // A fuzzer instruments classes when they are loaded, and then watches comparisons, both on the thread that is
    // watched
    // here. What a length makes somebody allocate who believes in it is more than that by orders of magnitude.
    private static final boolean FUZZED = System.getProperty("fuzz.target") != null;
    private static final int ATTEMPTS = FUZZED ? 8 : 2;
    private static final int ALLOWANCE = FUZZED ? 8 : 1;

    private final long before = THREADS.getCurrentThreadAllocatedBytes();

    private MemoryBound() {}

    /** Whether a fuzzer runs in this JVM. */
    public static boolean isFuzzed() {
        return FUZZED;
    }

    public static MemoryBound start() {
        assertThat(THREADS.isThreadAllocatedMemoryEnabled()).isTrue();
        return new MemoryBound();
    }

    /**
     * Does something that allocates {@code bytes} at most. Where it was too much it is done once more, since the first time
     * may have had to load classes.
     */
    public static <T> T within(long bytes, String step, Supplier<T> work) {
        List<T> results = new ArrayList<>();
        measured(bytes, step, () -> {
            MemoryBound bound = start();
            results.add(work.get());
            return bound.allocated();
        });
        return results.get(results.size() - 1);
    }

    /**
     * The same for what measures itself.
     *
     * @param work does it, and returns what {@link #allocated()} says of the part that matters
     */
    public static void measured(long bytes, String step, LongSupplier work) {
        long allowed = bytes * ALLOWANCE;
        long allocated = work.getAsLong();
        for (int attempt = 1; attempt < ATTEMPTS && allocated > allowed; attempt++) {
            allocated = work.getAsLong();
        }
        assertThat(allocated).as(step).isBetween(0L, allowed);
    }

    /** Bytes so far. */
    public long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Fails if more than {@code bytes} have been allocated. */
    public void check(String step, long bytes) {
        assertThat(allocated()).as(step).isBetween(0L, bytes);
    }
}
