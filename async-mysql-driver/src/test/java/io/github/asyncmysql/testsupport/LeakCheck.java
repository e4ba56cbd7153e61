package io.github.asyncmysql.testsupport;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class when Netty reported a leaked buffer while it ran, and the whole run when one is found at the end.
 * The report comes with the collection of the leaked buffer, so a class that ran earlier may be to blame: the records
 * in the message tell. Registered for every test class. Thread-safe.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {

    static {
        LeakRecorder.install();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(LeakCheck.class))
                .computeIfAbsent("check at the end", key -> (AutoCloseable) () -> {
                    LeakRecorder.detectNow();
                    requireNoReports();
                });
    }

    @Override
    public void afterAll(ExtensionContext context) {
        requireNoReports();
    }

    private static void requireNoReports() {
        List<String> reports = LeakRecorder.takeReports();
        if (!reports.isEmpty()) {
            throw new AssertionError("Netty found " + reports.size() + " leaks: " + String.join("\n", reports));
        }
    }
}
