package io.github.asyncmysql.testsupport;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Netty's leak detector, which remembers what it found instead of logging it: the test run fails of it. Thread-safe. */
final class LeakRecorder<T> extends ResourceLeakDetector<T> {

    private static final int COLLECTIONS = 3;

    private static final List<String> REPORTS = new CopyOnWriteArrayList<>();
    private static final List<LeakRecorder<?>> DETECTORS = new CopyOnWriteArrayList<>();

    private final List<String> reports;

    LeakRecorder(Class<?> resourceType, int samplingInterval, List<String> reports) {
        super(resourceType, samplingInterval);
        this.reports = reports;
    }

    /** Makes all detectors that Netty creates from now on recorders. */
    static void install() {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new ResourceLeakDetectorFactory() {
            @Override
            @SuppressWarnings("deprecation")
            public <R> ResourceLeakDetector<R> newResourceLeakDetector(
                    Class<R> resource, int samplingInterval, long maxActive) {
                LeakRecorder<R> recorder = new LeakRecorder<>(resource, samplingInterval, REPORTS);
                DETECTORS.add(recorder);
                return recorder;
            }
        });
    }

    /** Takes the reports that came since the last call. */
    static List<String> takeReports() {
        List<String> taken = new ArrayList<>(REPORTS);
        REPORTS.removeAll(taken);
        return taken;
    }

    /** Looks for leaks now: a leaked object is found only after its collection and at the next allocation. */
    static void detectNow() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            DETECTORS.forEach(LeakRecorder::poll);
        }
    }

    void poll() {
        trackAndClose(this);
    }

    // Tracking anything makes the detector look at its queue of collected objects.
    @SuppressWarnings("unchecked")
    private static <R> void trackAndClose(LeakRecorder<R> detector) {
        R probe = (R) new Object();
        ResourceLeakTracker<R> tracker = detector.track(probe);
        if (tracker != null) {
            tracker.close(probe);
        }
    }

    // Netty asks whether somebody would read the report; the tests always do.
    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
        reports.add(resourceType + " was never released:" + records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
        reports.add(resourceType + " was never released");
    }
}
