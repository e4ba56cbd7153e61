package io.github.asyncmysql.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LeakRecorderTest {

    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final LeakRecorder<Object> recorder = new LeakRecorder<>(StringBuilder.class, 1, reports);
    // Netty forgets a tracker that nobody holds.
    private final List<ResourceLeakTracker<Object>> trackers = new ArrayList<>();

    @Test
    void forgottenResourceIsReportedAndClosedOneIsNot() {
        Object closed = new Object();
        recorder.track(closed).close(closed);
        trackers.add(recorder.track(new Object()));

        Awaitility.await().untilAsserted(() -> {
            System.gc();
            recorder.poll();
            assertThat(reports).hasSize(1);
        });
        assertThat(reports.get(0)).startsWith("StringBuilder was never released");
    }
}
