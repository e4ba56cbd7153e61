package io.github.asyncmysql.internal.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;

/** What it costs to ask the flight recorder. */
class FlightLogTest {

    private static final int CALLS = 100_000;

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static void assertAsksWithoutMemory() {
        // Not what loading the classes takes.
        long recorded = FlightLog.statement() == null ? 0 : 1;
        long before = allocated();
        for (int i = 0; i < CALLS; i++) {
            recorded += FlightLog.statement() == null ? 0 : 1;
        }
        long used = allocated() - before;

        assertThat(recorded).isZero();
        assertThat(used).as("bytes for %d questions", CALLS).isLessThan(CALLS);
    }

    @Test
    void askingTakesNoMemoryWhereNothingIsRecorded() {
        assertAsksWithoutMemory();
        // From now on there is a recorder, and events have their types.
        assertThat(FlightRecorder.getFlightRecorder()).isNotNull();
        try (Recording recording = new Recording()) {
            recording.enable(StatementEvent.class);
            recording.start();
            assertThat(FlightLog.statement()).isNotNull();
        }
        assertAsksWithoutMemory();
    }
}
