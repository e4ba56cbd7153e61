package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * One host of a pool that has several, as of its latest check. Immutable.
 *
 * @param address where it is
 * @param role what the pool uses it for
 * @param reachable whether it has answered the latest check
 * @param detail why it has no better role, in words; {@code null} for the primary
 * @param stats the numbers of the connections to this host
 * @see MySqlPool#hosts()
 */
public record HostState(
        HostAndPort address,
        Role role,
        boolean reachable,
        @Nullable String detail,
        PoolStats stats) {

    /** What a pool uses a host for. */
    public enum Role {
        /** Takes everything that may write. There is one at a time, or none. */
        PRIMARY,
        /** Answers, and is read-only. */
        REPLICA,
        /** Nothing for now: it cannot be reached, is not ready, or can be written although another host is the primary. */
        NONE
    }
}
