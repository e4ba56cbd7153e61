package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.HostState.Role;
import io.github.asyncmysql.internal.cluster.HostReport.Condition;
import java.util.List;
import java.util.stream.Collectors;
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

    private List<Member> members = List.of();
    private @Nullable Member primary;
    /** Why there is no host; {@code null} as long as nobody has said so. */
    private @Nullable HostReport absence;

    /** The hosts, in the order in which they are preferred; also in place of others, of which those that remain stay known. */
    void members(List<Member> all) {
        members = List.copyOf(all);
        choose();
    }

    /** It is known why there is no host, which counts for as long as there is none. */
    void absent(HostReport reason) {
        absence = reason;
    }

    /** A check has ended. */
    void reported(Member host, HostReport report) {
        host.report = report;
        choose();
    }

    private void choose() {
        Member current = primary;
        if (current == null || !members.contains(current) || !current.isIn(Condition.WRITABLE)) {
            primary = elect();
        }
    }

    private @Nullable Member elect() {
        for (Member host : members) {
            if (host.report == null) {
                return null;
            }
            if (host.isIn(Condition.WRITABLE)) {
                return host;
            }
        }
        return null;
    }

    /** The one that everything goes to that may write; {@code null} if there is none. */
    @Nullable
    Member primary() {
        return primary;
    }

    Role role(Member host) {
        return host == primary ? Role.PRIMARY : host.isReplica() ? Role.REPLICA : Role.NONE;
    }

    /** Whether each host has been checked. */
    boolean isKnown() {
        return members.isEmpty() ? absence != null : members.stream().allMatch(host -> host.report != null);
    }

    /** Whether there is none, and will be none until somebody changes something. */
    boolean isHopeless() {
        return members.isEmpty()
                ? absence != null && absence.hopeless()
                : members.stream().allMatch(Member::isHopeless);
    }

    /** Why the first host that cannot be reached cannot; {@code null} if there is a primary, or no such host. */
    @Nullable
    Throwable failure() {
        if (members.isEmpty()) {
            return absence == null ? null : absence.failure();
        }
        if (primary != null) {
            return null;
        }
        for (Member host : members) {
            HostReport report = host.report;
            if (report != null && report.failure() != null) {
                return report.failure();
            }
        }
        return null;
    }

    /** Why a host is not the primary; {@code null} if it is. */
    @Nullable
    String detail(Member host) {
        HostReport report = host.report;
        Member first = primary;
        if (host == first) {
            return null;
        }
        if (report == null) {
            return "has not been checked yet";
        }
        return first != null && host.isIn(Condition.WRITABLE)
                ? report.detail() + ", but " + first.address + " is the primary"
                : report.detail();
    }

    /** Each host that is not the primary, and why. */
    String describe() {
        if (members.isEmpty()) {
            return absence == null ? "no host is known yet" : absence.detail();
        }
        return members.stream()
                .filter(host -> host != primary)
                .map(host -> host.address + " " + detail(host))
                .collect(Collectors.joining("; "));
    }
}
