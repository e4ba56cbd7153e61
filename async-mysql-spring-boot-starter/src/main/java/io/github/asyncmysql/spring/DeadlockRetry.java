package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlServerException;
import java.time.Duration;
import java.util.Set;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.dao.PessimisticLockingFailureException;

/**
 * The retry policy for transactions that lost a fight for locks: deadlocks (1213), lock wait timeouts (1205), conflicts
 * of group replication (3101) and of MariaDB's snapshot isolation (1020). Thread-safe.
 */
public final class DeadlockRetry {

    private static final Set<Integer> ERRORS = Set.of(1020, 1205, 1213, 3101);
    private static final Duration DELAY = Duration.ofMillis(10);
    private static final Duration MAX_DELAY = Duration.ofMillis(500);
    private static final double MULTIPLIER = 2;

    private DeadlockRetry() {}

    /**
     * Repeats a transaction up to {@code retries} times, after a pause that starts at about 10 ms, doubles up to 500 ms
     * and is spread at random so that the rivals do not meet again.
     *
     * @param retries how often, after the first attempt; 0 or more
     */
    public static RetryPolicy upTo(int retries) {
        return RetryPolicy.builder()
                .maxRetries(retries)
                .delay(DELAY)
                .jitter(DELAY)
                .multiplier(MULTIPLIER)
                .maxDelay(MAX_DELAY)
                .predicate(DeadlockRetry::isLostFight)
                .build();
    }

    private static boolean isLostFight(Throwable failure) {
        return failure instanceof PessimisticLockingFailureException
                && failure.getCause() instanceof MySqlServerException server
                && ERRORS.contains(server.errorCode());
    }
}
