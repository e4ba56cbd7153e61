package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.MySqlTimeoutException;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.PoolStats;
import io.github.asyncmysql.PoolTotals;
import io.github.asyncmysql.PoolTotals.CreateFailure;
import io.github.asyncmysql.PoolTotals.Reset;
import io.github.asyncmysql.internal.pool.PooledResource.State;
import java.util.Set;

/** What has happened in a pool since it was made. Guarded by the pool's lock. */
final class PoolCounters {

    private static final Set<Integer> TOO_MANY = Set.of(1040, 1203, 1226);

    private final Tally<Reason> refused = new Tally<>(Reason.class);
    private final Tally<CreateFailure> createFailures = new Tally<>(CreateFailure.class);
    private final Tally<CloseReason> closed = new Tally<>(CloseReason.class);
    private final Tally<Reset> returned = new Tally<>(Reset.class);
    final SlowAcquires slow = new SlowAcquires();
    long waited;
    long handedOver;
    long hops;
    long cancelled;
    long created;
    long leaks;
    long leaksReturned;

    void refused(Reason reason) {
        refused.add(reason);
    }

    void closed(CloseReason reason) {
        closed.add(reason);
    }

    void returned(Reset reset) {
        returned.add(reset);
    }

    void createFailed(Throwable failure) {
        createFailures.add(cause(failure));
    }

    private static CreateFailure cause(Throwable failure) {
        if (failure instanceof MySqlTimeoutException) {
            return CreateFailure.TIMEOUT;
        } else if (failure instanceof MySqlServerException error) {
            return error.isAccessDenied()
                    ? CreateFailure.ACCESS_DENIED
                    : TOO_MANY.contains(error.errorCode()) ? CreateFailure.TOO_MANY_CONNECTIONS : CreateFailure.OTHER;
        } else if (failure instanceof MySqlConnectionException connection) {
            return switch (connection.kind()) {
                case UNREACHABLE -> CreateFailure.UNREACHABLE;
                case UNKNOWN_HOST -> CreateFailure.UNKNOWN_HOST;
                case TLS -> CreateFailure.TLS;
                case LOST -> CreateFailure.LOST;
                default -> CreateFailure.OTHER;
            };
        }
        return CreateFailure.OTHER;
    }

    /** The levels of this moment. */
    PoolStats stats(PoolConfig config, Population<?> population, Growth growth, int waiting) {
        return new PoolStats(
                config.minSize(),
                config.maxSize(),
                population.alive() + growth.underWay(),
                population.idle().size(),
                population.count(State.LEASED),
                growth.underWay(),
                population.count(State.CLEANING) + population.count(State.CHECKING) + population.count(State.PROBING),
                waiting,
                config.maxWaiting(),
                population.lent(),
                refused.get(Reason.TIMEOUT),
                refused.sum() - refused.get(Reason.TIMEOUT),
                cancelled,
                created,
                createFailures.sum(),
                closed.sum(),
                growth.isSuspended(),
                growth.isDown(),
                growth.lastFailure());
    }

    /** All counters. */
    PoolTotals totals(long lent, long shared) {
        return new PoolTotals(
                lent,
                waited,
                handedOver,
                hops,
                cancelled,
                slow.count(),
                refused.copy(Reason.class),
                created,
                createFailures.copy(CreateFailure.class),
                closed.copy(CloseReason.class),
                returned.copy(Reset.class),
                leaks,
                leaksReturned,
                shared);
    }
}
