package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * The numbers of a pool at one moment. Immutable.
 *
 * @param minSize connections that are kept open
 * @param maxSize greatest number of connections, 0 for no limit
 * @param size connections that exist: {@code idle + inUse + connecting + cleaning}
 * @param idle connections ready to be lent
 * @param inUse connections that are borrowed
 * @param connecting connections being opened
 * @param cleaning connections being reset, validated or drained
 * @param waiting callers waiting for a connection
 * @param maxWaiting greatest number of waiting callers, -1 for no limit
 * @param acquired how often a connection was lent since the pool was made
 * @param acquireTimeouts how often waiting ended at its time limit
 * @param rejected how often a caller was refused for another reason, see {@link PoolTotals#refused()}
 * @param cancelled how often a waiting caller gave up
 * @param created connections opened successfully
 * @param createFailed attempts to open one that failed
 * @param closed connections closed for whatever reason
 * @param suspended whether {@link MySqlPool#suspend} is in force
 * @param down whether no connection is open and the latest attempt to open one has failed
 * @param lastConnectFailure the failure of the latest attempt to connect, {@code null} once an attempt has succeeded
 */
public record PoolStats(
        int minSize,
        int maxSize,
        int size,
        int idle,
        int inUse,
        int connecting,
        int cleaning,
        int waiting,
        int maxWaiting,
        long acquired,
        long acquireTimeouts,
        long rejected,
        long cancelled,
        long created,
        long createFailed,
        long closed,
        boolean suspended,
        boolean down,
        @Nullable Throwable lastConnectFailure) {

    /** Whether every connection allowed is in use and callers are waiting. */
    public boolean isSaturated() {
        return maxSize > 0 && inUse >= maxSize && waiting > 0;
    }
}
