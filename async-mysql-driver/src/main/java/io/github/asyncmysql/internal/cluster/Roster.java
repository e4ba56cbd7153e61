package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.HostState.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a router, and what they are used for.
 *
 * <p>Guarded by the router's lock, except for {@link #places}, {@link #primary} and {@link #replicas}, which anybody may read.
 *
 * @param <H> what a host is
 */
final class Roster<H> {

    final Topology topology = new Topology();
    private volatile List<Place<H>> places = List.of();
    private volatile @Nullable H primary;
    private volatile List<H> replicas = List.of();

    /** A host, what is known about it, and who finds that out. */
    record Place<H>(Member member, H host, HostMonitor monitor) {}

    /** The hosts, in the order in which they are preferred; unmodifiable. */
    List<Place<H>> places() {
        return places;
    }

    /** The one that takes writes; {@code null} if there is none. */
    @Nullable
    H primary() {
        return primary;
    }

    /** Those that answer reads; unmodifiable. */
    List<H> replicas() {
        return replicas;
    }

    /** The host's place; {@code null} if it has none any more. */
    @Nullable
    Place<H> find(H host) {
        for (Place<H> place : places) {
            if (place.host() == host) {
                return place;
            }
        }
        return null;
    }

    void add(Place<H> place) {
        List<Place<H>> all = new ArrayList<>(places);
        all.add(place);
        arrange(all);
    }

    void arrange(List<Place<H>> all) {
        places = List.copyOf(all);
        topology.members(all.stream().map(Place::member).toList());
    }

    /** How the hosts are, in their order. */
    List<Standing<H>> standings() {
        return places.stream()
                .map(place -> new Standing<>(
                        place.member().address,
                        place.host(),
                        topology.role(place.member()),
                        place.member().isReachable(),
                        topology.detail(place.member())))
                .toList();
    }

    /** Where a call may go now. */
    List<H> candidates(Call<H> call) {
        List<H> candidates = new ArrayList<>();
        H first = null;
        for (Place<H> place : places) {
            Member member = place.member();
            boolean may = member != call.cameFrom || member.checked >= call.notBefore;
            if (may && call.isForReplicas() && member.isReplica()) {
                candidates.add(place.host());
            }
            if (may && member == topology.primary()) {
                first = place.host();
            }
        }
        return candidates.isEmpty() && first != null ? List.of(first) : candidates;
    }

    Map<H, Role> roles() {
        Map<H, Role> roles = new LinkedHashMap<>();
        places.forEach(place -> roles.put(place.host(), topology.role(place.member())));
        return roles;
    }

    /** Notes which hosts are what now, and tells which ones have lost the role that they had before. */
    List<H> noteRoles(Map<H, Role> before) {
        Map<H, Role> after = roles();
        primary = withRole(after, Role.PRIMARY).stream().findFirst().orElse(null);
        replicas = withRole(after, Role.REPLICA);
        return before.keySet().stream()
                .filter(host -> before.get(host) != Role.NONE && before.get(host) != after.get(host))
                .toList();
    }

    private static <H> List<H> withRole(Map<H, Role> roles, Role role) {
        return roles.keySet().stream().filter(host -> roles.get(host) == role).toList();
    }
}
