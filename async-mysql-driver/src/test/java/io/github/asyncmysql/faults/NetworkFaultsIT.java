package io.github.asyncmysql.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.asyncmysql.SslMode;
import io.github.asyncmysql.testsupport.Covers;
import io.github.asyncmysql.testsupport.TcpProxy.Direction;
import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Faults of the network between a pool under load and its server. */
class NetworkFaultsIT extends FaultTest {

    private static SplittableRandom random() {
        return new SplittableRandom(Scale.seed());
    }

    @Test
    @Covers("fault:F13")
    void silenceInBothDirections() throws Exception {
        run("F13", NetworkFaults::silence);
    }

    @Test
    @Covers({"fault:F14", "guarantee:7"})
    void silenceInOneDirection() throws Exception {
        for (Direction direction : Direction.values()) {
            run(
                    "F14 " + direction.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    bench -> NetworkFaults.silence(bench, direction));
        }
    }

    @Test
    @Covers("fault:F15")
    void latencyAndJitter() throws Exception {
        noneIsGivenUpThatIsOnlySlow(run("F15", bench -> NetworkFaults.latency(bench, Scale.isFull() ? 500 : 60)));
    }

    // A connection is given up for a statement whose time is over and that could not be stopped from another
    // connection, and for
    // nothing else. Those who gave up themselves are told nothing of it, so that the ledger does not know how many were
    // stopped.
    private static void noneIsGivenUpThatIsOnlySlow(FaultReport report) {
        long stops = report.connects() - report.opened();
        assertThat(report.opened()).isLessThanOrEqualTo(stops);
        assertThat(stops)
                .isLessThanOrEqualTo(report.ledger().countOf(Ledger.Entry.UNKNOWN)
                        + report.ledger().countOf(Ledger.Entry.GIVEN_UP));
    }

    @Test
    @Covers("fault:F16")
    void slicesOfAFewBytes() throws Exception {
        noneIsGivenUpThatIsOnlySlow(run("F16", NetworkFaults::slices));
    }

    @Test
    @Covers("fault:F17")
    void connectionsEndAfterSoManyBytes() throws Exception {
        run("F17", bench -> {
            for (int bytes = 1; bytes <= 4096; bytes += Scale.isFull() ? 1 : 181) {
                NetworkFaults.endAfter(bench, bytes);
            }
        });
    }

    @Test
    @Covers("fault:F18")
    void connectionsAreResetAtRandom() throws Exception {
        run("F18", bench -> NetworkFaults.resets(bench, random()));
    }

    @Test
    @Covers("fault:F19")
    void littleBandwidth() throws Exception {
        run("F19", NetworkFaults::littleBandwidth);
    }

    @Test
    @Covers({"fault:F21", "guarantee:10"})
    void theServerIsGoneAndBack() throws Exception {
        Duration each = Duration.ofMillis(Scale.isFull() ? 2000 : 300);
        FaultReport report = run("F21", bench -> NetworkFaults.downAndUp(bench, each));
        // Those that reached the network at all; while it is gone, attempts fail before they are counted.
        long cycles = (report.recoveryMillis() + Scale.ofThisRun().hold().toMillis()) / (2 * each.toMillis()) + 2;
        assertThat(report.connects()).isLessThan(cycles * Scale.ofThisRun().poolSize() * 3);
    }

    @Test
    @Covers("fault:F22")
    void corruptedBytesUnderTlsAreNeverTakenForAnswers() throws Exception {
        run(
                "F22 with TLS",
                config -> config.sslMode(SslMode.REQUIRED),
                bench -> NetworkFaults.corruption(bench, random()));
    }

    @Test
    @Covers("fault:F22")
    void corruptedBytesInPlainTextHangNothingAndLoseNothing() throws Exception {
        FaultReport report =
                measure("F22 in plain text", config -> config, bench -> NetworkFaults.corruption(bench, random()));
        // A value that was changed on its way cannot be told from the value that was sent.
        assertThat(report.broken()).doesNotContainKeys("I5", "I7", "I11");
    }
}
