package io.github.asyncmysql.benchmark;

import io.github.asyncmysql.benchmark.load.ClosedLoop;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Load until the JVM has compiled what it runs: what a client costs in its first seconds is mostly the compiler's work, and says
 * little about an application that runs for days.
 *
 * @param leastSeconds for how long at least
 * @param mostSeconds for how long at most, also while the compiler is still at work
 */
record WarmUp(int leastSeconds, int mostSeconds) {

    private static final long BUSY_MILLIS = 40;
    private static final int QUIET_SECONDS = 2;

    /** @return how many operations it took */
    long run(ClosedLoop loop) throws Exception {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long begin = System.nanoTime();
        long operations = loop.run(leastSeconds).operations();
        int quiet = 0;
        while (quiet < QUIET_SECONDS && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(mostSeconds)) {
            // Work is counted when it is done, and large methods take the compiler longer than a second.
            long before = compiler.getTotalCompilationTime();
            operations += loop.run(1).operations();
            quiet = compiler.getTotalCompilationTime() - before < BUSY_MILLIS ? quiet + 1 : 0;
        }
        return operations;
    }
}
