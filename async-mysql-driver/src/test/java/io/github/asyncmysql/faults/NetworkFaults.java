package io.github.asyncmysql.faults;

import io.github.asyncmysql.testsupport.TcpProxy.Direction;
import java.time.Duration;
import java.util.SplittableRandom;

/** What can happen to a network, each for as long as the scale says. Thread-safe. */
final class NetworkFaults {

    private static final Duration BEYOND_TIMEOUTS = Scale.QUERY_TIMEOUT.plusSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(40);

    private NetworkFaults() {}

    private static Duration longer(FaultBench bench) {
        Duration hold = bench.scale().hold();
        return hold.compareTo(BEYOND_TIMEOUTS) < 0 ? BEYOND_TIMEOUTS : hold;
    }

    static void silence(FaultBench bench) {
        bench.proxy().silence();
        bench.hold(longer(bench));
        bench.proxy().heal();
    }

    static void silence(FaultBench bench, Direction direction) {
        bench.proxy().silence(direction);
        bench.hold(longer(bench));
        bench.proxy().heal();
    }

    /** From 10 ms up, with a jitter of six tenths. */
    static void latency(FaultBench bench, int mostMillis) {
        for (int millis = 10; millis <= mostMillis; millis *= 2) {
            bench.proxy().delay(Duration.ofMillis(millis), Duration.ofMillis(millis * 6L / 10));
            bench.hold(bench.scale().hold().dividedBy(4));
        }
        bench.proxy().heal();
    }

    static void slices(FaultBench bench) {
        for (int bytes = 1; bytes <= 3; bytes++) {
            bench.proxy().slice(bytes);
            bench.hold(bench.scale().hold().dividedBy(3));
        }
        bench.proxy().heal();
    }

    /** New connections end after so many bytes. */
    static void endAfter(FaultBench bench, int bytes) {
        bench.proxy().endAfter(bytes);
        bench.hold(MOMENT);
        bench.proxy().heal();
    }

    static void resets(FaultBench bench, SplittableRandom random) {
        long end = System.nanoTime() + bench.scale().hold().toNanos();
        while (System.nanoTime() < end) {
            bench.proxy().resetOne(random);
            bench.hold(Duration.ofMillis(random.nextInt(60)));
        }
    }

    static void littleBandwidth(FaultBench bench) {
        bench.proxy().limitBandwidth(8 << 10);
        bench.hold();
        bench.proxy().heal();
    }

    /** Gone and back, at least once. */
    static void downAndUp(FaultBench bench, Duration each) {
        long end = System.nanoTime() + bench.scale().hold().toNanos();
        do {
            bench.proxy().down();
            bench.hold(each);
            bench.proxy().up();
            bench.hold(each);
        } while (System.nanoTime() < end);
    }

    static void corruption(FaultBench bench, SplittableRandom random) {
        long end = System.nanoTime() + bench.scale().hold().toNanos();
        while (System.nanoTime() < end) {
            bench.proxy().corruptByte(random.nextInt(4096));
            bench.hold(MOMENT);
            bench.proxy().heal();
        }
    }
}
