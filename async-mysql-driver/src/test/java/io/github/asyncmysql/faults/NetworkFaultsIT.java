package io.github.asyncmysql.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.TcpProxy.Direction;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Faults of the network between a pool under load and its server. */
class NetworkFaultsIT extends FaultTest {

    private static final Duration BEYOND_TIMEOUTS = Scale.QUERY_TIMEOUT.plusSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(40);

    private static Duration longer(FaultBench bench) {
        return bench.scale().hold().compareTo(BEYOND_TIMEOUTS) < 0
                ? BEYOND_TIMEOUTS
                : bench.scale().hold();
    }

    @Test
    @Covers("fault:F13")
    void silenceInBothDirections() throws Exception {
        run("F13", bench -> {
            bench.proxy().silence();
            bench.hold(longer(bench));
            bench.proxy().heal();
        });
    }

    @Test
    @Covers("fault:F14")
    void silenceInOneDirection() throws Exception {
        for (Direction direction : Direction.values()) {
            run("F14 " + direction.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '), bench -> {
                bench.proxy().silence(direction);
                bench.hold(longer(bench));
                bench.proxy().heal();
            });
        }
    }

    @Test
    @Covers("fault:F15")
    void latencyAndJitter() throws Exception {
        run("F15", bench -> {
            for (int millis = 10; millis <= (Scale.isFull() ? 500 : 60); millis *= 2) {
                bench.proxy().delay(Duration.ofMillis(millis), Duration.ofMillis(millis * 6L / 10));
                bench.hold(bench.scale().hold().dividedBy(4));
            }
            bench.proxy().heal();
        });
    }

    @Test
    @Covers("fault:F16")
    void slicesOfAFewBytes() throws Exception {
        run("F16", bench -> {
            for (int bytes = 1; bytes <= 3; bytes++) {
                bench.proxy().slice(bytes);
                bench.hold(bench.scale().hold().dividedBy(3));
            }
            bench.proxy().heal();
        });
    }

    @Test
    @Covers("fault:F17")
    void connectionsEndAfterSoManyBytes() throws Exception {
        run("F17", bench -> {
            for (int bytes = 1; bytes <= 4096; bytes += Scale.isFull() ? 1 : 181) {
                bench.proxy().endAfter(bytes);
                bench.hold(MOMENT);
                bench.proxy().heal();
            }
        });
    }

    @Test
    @Covers("fault:F18")
    void connectionsAreResetAtRandom() throws Exception {
        run("F18", bench -> {
            SplittableRandom random = new SplittableRandom(Scale.seed());
            long end = System.nanoTime() + bench.scale().hold().toNanos();
            while (System.nanoTime() < end) {
                bench.proxy().resetOne(random);
                bench.hold(Duration.ofMillis(random.nextInt(60)));
            }
        });
    }

    @Test
    @Covers("fault:F19")
    void littleBandwidth() throws Exception {
        run("F19", bench -> {
            bench.proxy().limitBandwidth(8 << 10);
            bench.hold();
            bench.proxy().heal();
        });
    }

    @Test
    @Covers("fault:F21")
    void theServerIsGoneAndBack() throws Exception {
        FaultReport report = run("F21", bench -> {
            long end = System.nanoTime() + bench.scale().hold().toNanos();
            do {
                bench.proxy().down();
                bench.hold(Duration.ofMillis(Scale.isFull() ? 2000 : 300));
                bench.proxy().up();
                bench.hold(Duration.ofMillis(Scale.isFull() ? 2000 : 300));
            } while (System.nanoTime() < end);
        });
        // Those that reached the network at all; while it is gone, attempts fail before they are counted.
        long cycles = report.recoveryMillis() / 600 + Scale.ofThisRun().hold().toMillis() / 600 + 2;
        assertThat(report.connects()).isLessThan(cycles * Scale.ofThisRun().poolSize() * 3);
    }

    @Test
    @Covers("fault:F22")
    void corruptedBytesUnderTlsAreNeverTakenForAnswers() throws Exception {
        run("F22 with TLS", config -> config.sslMode(SslMode.REQUIRED), NetworkFaultsIT::corrupt);
    }

    @Test
    @Covers("fault:F22")
    void corruptedBytesInPlainTextHangNothingAndLoseNothing() throws Exception {
        FaultReport report = measure("F22 in plain text", config -> config, NetworkFaultsIT::corrupt);
        // A value that was changed on its way cannot be told from the value that was sent.
        assertThat(report.broken()).doesNotContainKeys("I5", "I7", "I11");
    }

    private static void corrupt(FaultBench bench) {
        SplittableRandom random = new SplittableRandom(Scale.seed());
        long end = System.nanoTime() + bench.scale().hold().toNanos();
        while (System.nanoTime() < end) {
            bench.proxy().corruptByte(random.nextInt(4096));
            bench.hold(MOMENT);
            bench.proxy().heal();
        }
    }
}
