package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;

/** Why borrowers got nothing, and the pool's numbers at that moment; made into exceptions outside the lock. Immutable. */
record Refusal(Reason reason, PoolStats stats) {

    /** @param waited how long the borrower has waited, in nanoseconds */
    MySqlPoolException toException(PoolConfig config, long waited) {
        String what =
                switch (reason) {
                    case TIMEOUT -> timeout(config, waited);
                    case QUEUE_FULL ->
                        "no connection is free and max-waiting (" + config.maxWaiting()
                                + ") callers are waiting already";
                    case CLOSED -> "it is closed";
                    case SUSPENDED -> "it is suspended";
                    case DOWN -> "no connection is open and none can be opened (fail-while-down)";
                    case NESTED -> "work that has a connection asked for a second one (nested-acquire)";
                };
        Throwable cause = reason == Reason.TIMEOUT || reason == Reason.DOWN ? stats.lastConnectFailure() : null;
        String message = "Pool " + config.name() + ": " + what + "; " + numbers()
                + (cause == null ? "" : "; the latest attempt to connect failed: " + cause.getMessage());
        return new MySqlPoolException(reason, message, stats, cause);
    }

    private static String timeout(PoolConfig config, long waited) {
        long left = config.acquireTimeout().toNanos() - waited;
        return left > 0 && left < config.acquireMargin().toNanos()
                ? "less than acquire-margin (" + config.acquireMargin() + ") was left of acquire-timeout ("
                        + config.acquireTimeout() + ") when a connection became free"
                : "no connection within acquire-timeout (" + config.acquireTimeout() + ")";
    }

    private String numbers() {
        String max = stats.maxSize() == 0 ? "no limit" : "max-size " + stats.maxSize();
        return (stats.suspended() ? "suspended, " : "") + "size " + stats.size() + " (" + max + "): " + stats.inUse()
                + " in use, " + stats.idle() + " idle, "
                + stats.connecting() + " connecting, " + stats.cleaning() + " being reset or checked; "
                + stats.waiting()
                + " waiting";
    }
}
