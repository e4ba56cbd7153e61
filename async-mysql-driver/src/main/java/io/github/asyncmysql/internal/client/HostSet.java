package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.PoolTotals;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The hosts of a pool at one moment. Immutable.
 *
 * @param hosts those that it has, in the order in which they are preferred
 * @param leaving the pools of those that it does not have any more, while some of their connections are still borrowed
 * @param pastStats what those have counted that have ended
 * @param pastTotals the same in full
 */
record HostSet(List<PooledHost> hosts, List<PoolClient> leaving, PoolStats pastStats, PoolTotals pastTotals) {

    static final HostSet NONE = new HostSet(List.of(), List.of(), HostSums.NO_STATS, HostSums.NO_TOTALS);

    /** With these hosts, in place of which others leave. */
    HostSet with(List<PooledHost> now, List<PoolClient> left) {
        return new HostSet(
                List.copyOf(now), Stream.concat(leaving.stream(), left.stream()).toList(), pastStats, pastTotals);
    }

    /** Without one that was leaving and has ended. */
    HostSet without(PoolClient ended, PoolConfig config) {
        return new HostSet(
                hosts,
                leaving.stream().filter(pool -> pool != ended).toList(),
                HostSums.stats(List.of(pastStats, ended.stats()), config, false, 0, false, null),
                HostSums.totals(List.of(pastTotals, ended.totals())));
    }

    @Nullable
    PooledHost find(HostAndPort address) {
        return hosts.stream()
                .filter(host -> host.address().equals(address))
                .findFirst()
                .orElse(null);
    }

    /** The pools of the hosts that there are. */
    List<PoolClient> current() {
        return hosts.stream().map(PooledHost::client).toList();
    }

    /** All pools that have not ended. */
    List<PoolClient> pools() {
        return Stream.concat(hosts.stream().map(PooledHost::client), leaving.stream())
                .toList();
    }

    PoolTotals totals() {
        return HostSums.totals(
                Stream.concat(Stream.of(pastTotals), pools().stream().map(PoolClient::totals))
                        .toList());
    }

    /** As {@link HostSums#stats} has it. */
    PoolStats stats(PoolConfig config, boolean suspended, int waiting, boolean down, @Nullable Throwable failure) {
        return HostSums.stats(
                Stream.concat(Stream.of(pastStats), pools().stream().map(PoolClient::stats))
                        .toList(),
                config,
                suspended,
                waiting,
                down,
                failure);
    }
}
