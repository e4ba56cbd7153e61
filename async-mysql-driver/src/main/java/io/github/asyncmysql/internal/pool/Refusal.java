package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.MySqlPoolException.Reason;
import io.github.asyncmysql.PoolConfig;
import io.github.asyncmysql.PoolStats;

/** Why borrowers got nothing, and the pool's numbers at that moment; made into exceptions outside the lock. Immutable. */
record Refusal(Reason reason, PoolStats stats) {

    MySqlPoolException toException(PoolConfig config) {
        String what =
                switch (reason) {
                    case TIMEOUT -> "no connection within acquire-timeout (" + config.acquireTimeout() + ")";
                    case QUEUE_FULL ->
                        "no connection is free and max-waiting (" + config.maxWaiting()
                                + ") callers are waiting already";
                    case CLOSED -> "it is closed";
                };
        Throwable cause = reason == Reason.TIMEOUT ? stats.lastConnectFailure() : null;
        String message = "Pool " + config.name() + ": " + what + "; " + numbers()
                + (cause == null ? "" : "; the latest attempt to connect failed: " + cause.getMessage());
        return new MySqlPoolException(reason, message, stats, cause);
    }

    private String numbers() {
        String max = stats.maxSize() == 0 ? "no limit" : "max-size " + stats.maxSize();
        return "size " + stats.size() + " (" + max + "): " + stats.inUse() + " in use, " + stats.idle() + " idle, "
                + stats.connecting() + " connecting, " + stats.cleaning() + " being reset or checked; "
                + stats.waiting()
                + " waiting";
    }
}
