package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.internal.command.Session;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * After which errors of the server a connection is not lent again. Immutable.
 *
 * @param evict errors that count as fatal in addition
 * @param keep errors that do not, whatever else is known about them
 */
public record FatalErrors(Set<Integer> evict, Set<Integer> keep) {

    /** Those that are known to be fatal. */
    public static final FatalErrors KNOWN = new FatalErrors(Set.of(), Set.of());

    /** {@code ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION}: what a cluster's old primary says after a failover. */
    private static final int READ_ONLY_TRANSACTION = 1792;

    /** As the settings of a pool say. */
    public static FatalErrors of(PoolConfig config) {
        return new FatalErrors(config.evictErrors(), config.keepErrors());
    }

    /** Why a connection is not lent again after this error; {@code null} if it is. */
    @Nullable
    CloseReason reasonToLeave(MySqlServerException failure, Session session) {
        int code = failure.errorCode();
        if (keep.contains(code)) {
            return null;
        } else if (evict.contains(code)) {
            return CloseReason.FATAL_ERROR;
        } else if (failure.isReadOnlyServer() || code == READ_ONLY_TRANSACTION && !mayHaveAsked(session)) {
            return CloseReason.READ_ONLY;
        }
        return failure.isFatal() ? CloseReason.FATAL_ERROR : null;
    }

    // SET TRANSACTION READ ONLY and its like say so before, in the flags or as a change of the session.
    private static boolean mayHaveAsked(Session session) {
        return session.inReadOnlyTransaction() || session.stateChanged() || !session.tracksState();
    }
}
