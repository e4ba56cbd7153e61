package io.github.asyncmysql.testsupport;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What all hostile cases and sweeps of a test run come to together, printed at its end. Thread-safe. */
public final class HostileTally {

    private static final HostileTally TALLY = new HostileTally();

    private final AtomicLong cases = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong largestBuffer = new AtomicLong();
    private final AtomicLong peakBytes = new AtomicLong();

    private HostileTally() {}

    /** Prints the sums when the run has ended. */
    public static void printAtTheEnd(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(HostileTally.class))
                .computeIfAbsent("print", key -> (AutoCloseable) () -> System.out.println(TALLY));
    }

    /** One step of a sweep in memory has ended, with these buffers. */
    public static void step(CountingAllocator buffers) {
        TALLY.steps.incrementAndGet();
        TALLY.note(buffers);
    }

    /** One case over loopback has ended, with these buffers. */
    public static void hostileCase(CountingAllocator buffers, long canaryAnswers, Duration longest) {
        TALLY.cases.incrementAndGet();
        TALLY.answers.addAndGet(canaryAnswers);
        TALLY.longestNanos.accumulateAndGet(longest.toNanos(), Math::max);
        TALLY.note(buffers);
    }

    private void note(CountingAllocator buffers) {
        largestBuffer.accumulateAndGet(buffers.largestBuffer(), Math::max);
        peakBytes.accumulateAndGet(buffers.peakBytes(), Math::max);
    }

    @Override
    public String toString() {
        return "Hostile servers: " + cases + " cases over loopback with " + answers
                + " answers to the canary, the slowest after " + longestNanos.get() / 1_000_000 + " ms; " + steps
                + " steps in memory; largest buffer " + largestBuffer.get() / 1024 + " KiB, most at a time "
                + peakBytes.get() / 1024 + " KiB";
    }
}
