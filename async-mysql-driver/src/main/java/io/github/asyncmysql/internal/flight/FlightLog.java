package io.github.asyncmysql.internal.flight;

import org.jspecify.annotations.Nullable;

/**
 * Tells the flight recorder what happens, if one is there and wants to know. For statements, asking that takes no memory.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/api/jdk.jfr/jdk/jfr/package-summary.html">jdk.jfr</a>
 */
public final class FlightLog {

    private static final boolean PRESENT = isPresent();

    private FlightLog() {}

    // A runtime image without the module has none of its classes.
    private static boolean isPresent() {
        try {
            Class.forName("jdk.jfr.FlightRecorder", false, FlightLog.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** A statement begins. {@code null} if statements are not recorded. */
    public static @Nullable FlightStatement statement() {
        return PRESENT ? StatementEvent.begun() : null;
    }

    /**
     * A borrower has waited.
     *
     * @param failure why in vain; {@code null} if he got what he waited for
     */
    public static void waited(String pool, long nanos, @Nullable Throwable failure) {
        if (PRESENT) {
            AcquireEvent.record(pool, nanos, failure);
        }
    }

    /**
     * Somebody has tried to open a connection.
     *
     * @param pool the pool that it was for; {@code null} if it was for none
     * @param failure why it failed; {@code null} if it did not
     */
    public static void connected(@Nullable String pool, long nanos, @Nullable Throwable failure) {
        if (PRESENT) {
            ConnectEvent.record(pool, nanos, failure);
        }
    }
}
