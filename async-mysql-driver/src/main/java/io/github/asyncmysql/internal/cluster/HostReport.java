package io.github.asyncmysql.internal.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What a check has found out about a host. Immutable.
 *
 * @param condition how it is
 * @param detail that in words, to be put behind its address
 * @param failure why it could not be reached; {@code null} if it could
 * @param hopeless whether it is pointless to try again until somebody changes something
 */
public record HostReport(
        Condition condition, String detail, @Nullable Throwable failure, boolean hopeless) {

    /** How a host is. */
    public enum Condition {
        /** It takes writes. */
        WRITABLE,
        /** It answers, and refuses to write. */
        READ_ONLY,
        /** It answers, but what it says is not to be relied on: it is about to join its group, or was left alone by it. */
        NOT_READY,
        /** It does not answer. */
        UNREACHABLE
    }

    public static HostReport writable() {
        return new HostReport(Condition.WRITABLE, "can be written", null, false);
    }

    public static HostReport readOnly() {
        return new HostReport(Condition.READ_ONLY, "is read-only", null, false);
    }

    /** @param detail why, as what stands behind "db.example:3306 " */
    public static HostReport notReady(String detail) {
        return new HostReport(Condition.NOT_READY, detail, null, false);
    }

    public static HostReport unreachable(Throwable failure, boolean hopeless) {
        return new HostReport(Condition.UNREACHABLE, "cannot be reached: " + failure.getMessage(), failure, hopeless);
    }
}
