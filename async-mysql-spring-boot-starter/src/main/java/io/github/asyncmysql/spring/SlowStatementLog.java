package io.github.asyncmysql.spring;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs a warning for each statement that took longer than a limit, waiting for a connection included: its text without
 * values, at most 500 characters of it. Thread-safe.
 */
public final class SlowStatementLog implements StatementListener {

    private static final Logger LOGGER = LoggerFactory.getLogger(SlowStatementLog.class);
    private static final int LONGEST_TEXT = 500;

    private final long thresholdNanos;
    private final String pool;

    /**
     * @param threshold the limit, more than zero
     * @param pool the name of the pool, for the log
     */
    public SlowStatementLog(Duration threshold, String pool) {
        if (threshold.isZero() || threshold.isNegative()) {
            throw new IllegalArgumentException("threshold must be more than zero, but is " + threshold);
        }
        this.thresholdNanos = threshold.toNanos();
        this.pool = pool;
    }

    @Override
    public Execution starting(String sql) {
        long start = System.nanoTime();
        return failure -> report(sql, System.nanoTime() - start, failure);
    }

    private void report(String sql, long nanos, @Nullable Throwable failure) {
        if (nanos < thresholdNanos) {
            return;
        }
        String text = sql.replaceAll("\\s+", " ").strip();
        LOGGER.warn(
                "Slow statement on pool '{}': {} after {} ms: {}",
                pool,
                failure == null ? "done" : "failed with " + failure.getClass().getSimpleName(),
                TimeUnit.NANOSECONDS.toMillis(nanos),
                text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…");
    }
}
