package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState.Role;
import io.github.asyncmysql.internal.cluster.HostReport.Condition;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which host is the primary, from what is reported about each.
 *
 * <p>The primary remains what it is for as long as it can be written. Then the first one of the list that can be written
 * follows, as soon as something is known about all those in front of it. So there is never more than one, and where the
 * choice is free it is the same for everybody with the same list.
 *
 * <p>Guarded by the router's lock.
 */
final class Topology {

    static final int NONE = -1;

    private final List<HostAndPort> addresses;
    private final @Nullable HostReport[] reports;
    private int primary = NONE;

    Topology(List<HostAndPort> addresses) {
        this.addresses = List.copyOf(addresses);
        this.reports = new HostReport[addresses.size()];
    }

    /** A check has ended. */
    void reported(int host, HostReport report) {
        reports[host] = report;
        if (primary == NONE || !isIn(primary, Condition.WRITABLE)) {
            primary = elect();
        }
    }

    private int elect() {
        for (int host = 0; host < reports.length && reports[host] != null; host++) {
            if (isIn(host, Condition.WRITABLE)) {
                return host;
            }
        }
        return NONE;
    }

    private boolean isIn(int host, Condition condition) {
        HostReport report = reports[host];
        return report != null && report.condition() == condition;
    }

    /** The one that everything goes to that may write; {@link #NONE} if there is none. */
    int primary() {
        return primary;
    }

    boolean isReplica(int host) {
        return isIn(host, Condition.READ_ONLY);
    }

    boolean isReachable(int host) {
        HostReport report = reports[host];
        return report != null && report.condition() != Condition.UNREACHABLE;
    }

    Role role(int host) {
        return host == primary ? Role.PRIMARY : isReplica(host) ? Role.REPLICA : Role.NONE;
    }

    /** Whether each host has been checked. */
    boolean isKnown() {
        return Arrays.stream(reports).allMatch(report -> report != null);
    }

    /** Whether there is none, and will be none until somebody changes something. */
    boolean isHopeless() {
        return Arrays.stream(reports).allMatch(report -> report != null && report.hopeless());
    }

    /** Why the first host that cannot be reached cannot; {@code null} if there is a primary, or no such host. */
    @Nullable
    Throwable failure() {
        if (primary != NONE) {
            return null;
        }
        for (HostReport report : reports) {
            if (report != null && report.failure() != null) {
                return report.failure();
            }
        }
        return null;
    }

    /** Why a host is not the primary; {@code null} if it is. */
    @Nullable
    String detail(int host) {
        HostReport report = reports[host];
        if (host == primary) {
            return null;
        }
        boolean second = primary != NONE && isIn(host, Condition.WRITABLE);
        return report == null
                ? "has not been checked yet"
                : report.detail() + (second ? ", but " + addresses.get(primary) + " is the primary" : "");
    }

    /** How each host is. */
    List<Standing> standings() {
        return IntStream.range(0, reports.length)
                .mapToObj(host -> new Standing(role(host), isReachable(host), detail(host)))
                .toList();
    }

    /** Each host that is not the primary, and why. */
    String describe() {
        return IntStream.range(0, reports.length)
                .filter(host -> host != primary)
                .mapToObj(host -> addresses.get(host) + " " + detail(host))
                .collect(Collectors.joining("; "));
    }
}
