package io.github.asyncmysql.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.TcpProxy.Direction;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** One fault after the other, at random, on one pool under one load; nothing may grow by that. */
class SoakIT extends FaultTest {

    private static final long MIB = 1 << 20;
    /** What the ledger itself remembers. */
    private static final long BYTES_PER_OPERATION = 512;

    private static final List<FaultBench.Fault> FAULTS = List.of(
            NetworkFaults::silence,
            bench -> NetworkFaults.silence(bench, Direction.TO_SERVER),
            bench -> NetworkFaults.silence(bench, Direction.TO_CLIENT),
            bench -> NetworkFaults.latency(bench, 60),
            NetworkFaults::slices,
            bench -> NetworkFaults.endAfter(bench, 700),
            bench -> NetworkFaults.resets(bench, new SplittableRandom(Scale.seed())),
            NetworkFaults::littleBandwidth,
            bench -> NetworkFaults.downAndUp(bench, Duration.ofMillis(300)),
            ServerFaults::killConnections,
            ServerFaults::killQueries,
            ServerFaults::freeze,
            ServerFaults::killAndRestart,
            ServerFaults::stopAndRestart,
            bench -> bench.pool().clear());

    /** What a process holds that is in short supply. */
    private record Holdings(long threads, long files, long heap) {

        static Holdings now() {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                    ? unix.getOpenFileDescriptorCount()
                    : 0;
            return new Holdings(
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    files,
                    runtime.totalMemory() - runtime.freeMemory());
        }
    }

    @Test
    @Covers({"fault:F42", "guarantee:17"})
    void faultsAtRandomLeaveNothingBehind() throws Exception {
        SplittableRandom random = new SplittableRandom(Scale.seed());
        run("F42", bench -> {
            Holdings before = Holdings.now();
            int faults = 0;
            long end = System.nanoTime() + Scale.soak().toNanos();
            do {

                FAULTS.get(random.nextInt(FAULTS.size())).happen(bench);
                bench.recover();
                faults++;
            } while (System.nanoTime() < end);
            Holdings after = Holdings.now();
            System.out.printf(
                    "F42: %d faults; threads %d to %d, files %d to %d, heap %d to %d MiB%n",
                    faults,
                    before.threads,
                    after.threads,
                    before.files,
                    after.files,
                    before.heap / MIB,
                    after.heap / MIB);
            // A connection that is being closed just now has a few of both.
            assertThat(after.threads).isLessThanOrEqualTo(before.threads + 8);
            assertThat(after.files).isLessThanOrEqualTo(before.files + 16);
            assertThat(after.heap)
                    .isLessThanOrEqualTo(before.heap
                            + 32 * MIB
                            + BYTES_PER_OPERATION * bench.ledger().operations());
        });
    }
}
