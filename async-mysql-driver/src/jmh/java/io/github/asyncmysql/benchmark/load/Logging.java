package io.github.asyncmysql.benchmark.load;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Thread-safe. */
public final class Logging {

    private Logging() {}

    /** A logger that is silent but enabled would be paid for by whoever logs most. */
    public static void warningsOnly() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    }
}
