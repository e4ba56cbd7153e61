package io.github.asyncmysql.benchmark.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this JVM has used so far: CPU time of the whole process, garbage collection and compilation included, heap allocated
 * by the threads alive now (what virtual threads allocate is counted by the threads that carry them), and the most memory
 * that the process has held. Immutable.
 *
 * @param peakBytes resident memory, 0 where the system is not Linux
 */
public record ProcessUsage(long cpuNanos, long allocatedBytes, long peakBytes) {

    private static final Path STATUS = Path.of("/proc/self/status");

    public static ProcessUsage now() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            allocated += Math.max(0, bytes);
        }
        return new ProcessUsage(system.getProcessCpuTime(), allocated, peakBytesNow());
    }

    /** What was used since; the peak is that of the whole time. */
    public ProcessUsage since(ProcessUsage earlier) {
        return new ProcessUsage(cpuNanos - earlier.cpuNanos, allocatedBytes - earlier.allocatedBytes, peakBytes);
    }

    private static long peakBytesNow() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
