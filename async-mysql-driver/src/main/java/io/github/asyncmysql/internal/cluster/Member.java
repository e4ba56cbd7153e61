package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.HostAndPort;
import org.jspecify.annotations.Nullable;

/** One of several hosts, and what is known about it. Guarded by the router's lock. */
final class Member {

    final HostAndPort address;

    /** The latest; {@code null} before the first. */
    @Nullable
    HostReport report;

    /** The number of the check that it is from. */
    long checked;

    Member(HostAndPort address) {
        this.address = address;
    }

    boolean isIn(HostReport.Condition condition) {
        HostReport latest = report;
        return latest != null && latest.condition() == condition;
    }

    boolean isReplica() {
        return isIn(HostReport.Condition.READ_ONLY);
    }

    boolean isReachable() {
        return report != null && !isIn(HostReport.Condition.UNREACHABLE);
    }

    boolean isHopeless() {
        HostReport latest = report;
        return latest != null && latest.hopeless();
    }
}
