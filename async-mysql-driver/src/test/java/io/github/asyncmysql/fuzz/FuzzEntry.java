package io.github.asyncmysql.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** What Jazzer calls, by name, in a JVM of its own for the target that the system property {@code fuzz.target} names. */
public final class FuzzEntry {

    static final String TARGET = "fuzz.target";

    private static final FuzzTarget FUZZED = FuzzTargets.named(System.getProperty(TARGET, ""));

    static {
        // A hostile server makes the driver complain; millions of them would drown the fuzzer's own lines.
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    }

    private FuzzEntry() {}

    /** One input. */
    public static void fuzzerTestOneInput(byte[] input) throws Throwable {
        FUZZED.run(input);
    }
}
