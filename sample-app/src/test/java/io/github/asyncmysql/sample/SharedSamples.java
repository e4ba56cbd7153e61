package io.github.asyncmysql.sample;

import io.github.asyncmysql.testsupport.TestServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One running sample per server for all classes that are extended with this; closed behind the last test. Thread-safe. */
final class SharedSamples implements BeforeAllCallback {

    static final String DATABASE = "ledger";

    private static final Map<TestServer, RunningSample> SAMPLES = new ConcurrentHashMap<>();

    static RunningSample on(TestServer server) {
        return SAMPLES.computeIfAbsent(
                server,
                key -> RunningSample.start(
                        key, DATABASE, "--async-mysql.pool.acquire-timeout=60s", "--ledger.report-timeout=500ms"));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedSamples.class))
                .getOrComputeIfAbsent("close", key -> (AutoCloseable) SharedSamples::close);
    }

    private static void close() {
        SAMPLES.values().forEach(RunningSample::close);
        SAMPLES.clear();
    }
}
