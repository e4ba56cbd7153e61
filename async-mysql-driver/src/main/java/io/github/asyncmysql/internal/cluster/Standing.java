package io.github.asyncmysql.internal.cluster;

import io.github.asyncmysql.HostAndPort;
import io.github.asyncmysql.HostState.Role;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;
import org.jspecify.annotations.Nullable;

/**
 * How a host is. Immutable.
 *
 * @param <H> what a host is
 * @param address where it is
 * @param host the host
 * @param role what it is used for
 * @param reachable whether it has answered the latest check
 * @param detail why it is not the primary, in words; {@code null} if it is
 */
public record Standing<H>(
        HostAndPort address,
        H host,
        Role role,
        boolean reachable,
        @Nullable String detail) {

    /**
     * What somebody is told for whom there is no host.
     *
     * @param hosts each host in words
     * @param failure why one of them cannot be reached
     */
    static MySqlPoolException refusal(
            Reason reason, PoolConfig config, String hosts, PoolStats stats, @Nullable Throwable failure) {
        String pool = "Pool " + config.name() + ": ";
        String what =
                switch (reason) {
                    case TIMEOUT -> "no host takes writes within acquire-timeout (" + config.acquireTimeout() + ")";
                    case QUEUE_FULL ->
                        "no host takes writes and max-waiting (" + config.maxWaiting()
                                + ") callers are waiting already";
                    default -> "no host takes writes";
                };
        return reason == Reason.CLOSED
                ? new MySqlPoolException(reason, pool + "it is closed", stats, null)
                : new MySqlPoolException(reason, pool + what + "; " + hosts, stats, failure);
    }
}
