package io.github.asyncmysql;

import java.util.Map;

/**
 * What has happened in a pool since it was made, counted. All maps hold a number for each of their keys. Immutable.
 *
 * @param acquired how often a connection was lent
 * @param waited how often it was lent to a caller who had to wait for it
 * @param handedOver how often a connection that came back went straight to a waiting caller
 * @param hops how often it was lent at once to a caller on another thread than that of its event loop, so that using it
 *     needs a hop
 * @param cancelled how often a waiting caller gave up
 * @param slow how often a caller waited for longer than {@link PoolConfig#slowAcquireThreshold()}
 * @param refused callers who got no connection, by reason
 * @param created connections opened
 * @param createFailures attempts to open one that failed, by cause
 * @param closed connections that have left the pool, by reason
 * @param returned connections that came back, by what was done to their sessions
 * @param leaks connections that were borrowed for longer than {@link PoolConfig#leakDetectionThreshold()}, or garbage
 *     collected before they were given back
 * @param leaksReturned those of them that came back all the same, or were detached
 * @param shared statements that were sent on a connection behind those of other callers, see {@link
 *     PoolConfig#sharingLimit()}; they are not counted as acquired
 */
public record PoolTotals(
        long acquired,
        long waited,
        long handedOver,
        long hops,
        long cancelled,
        long slow,
        Map<MySqlPoolException.Reason, Long> refused,
        long created,
        Map<CreateFailure, Long> createFailures,
        Map<PoolListener.CloseReason, Long> closed,
        Map<Reset, Long> returned,
        long leaks,
        long leaksReturned,
        long shared) {

    /** Why a connection could not be opened. */
    public enum CreateFailure {
        /** No address of the host accepts connections. */
        UNREACHABLE,
        /** The host's name has no address. */
        UNKNOWN_HOST,
        /** {@link MySqlConfig#connectTimeout()} was over. */
        TIMEOUT,
        /** TLS could not be established, or is not offered. */
        TLS,
        /** The server does not know the account, its password, or its right to the database. */
        ACCESS_DENIED,
        /** The server has too many connections, altogether or of this account. */
        TOO_MANY_CONNECTIONS,
        /** The server, or the network, broke off. */
        LOST,
        /** Anything else. */
        OTHER
    }

    /** What was done to the session of a connection that came back. */
    public enum Reset {
        /** Nothing: it was clean. */
        NONE,
        /** An open transaction was rolled back. */
        ROLLBACK,
        /** The session was reset. */
        RESET,
        /** It could not be cleaned, or was not to be, and was closed. */
        DESTROYED
    }
}
