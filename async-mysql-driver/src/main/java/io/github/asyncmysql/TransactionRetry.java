package io.github.asyncmysql;

import java.time.Duration;
import java.util.Objects;

/**
 * How often a whole transaction is repeated after it has lost against another one, see
 * {@link MySqlServerException#isTransactionConflict()}. Nothing else is ever repeated: not a lost connection, and above all
 * not a commit without an answer. The work runs anew from its beginning, so what it does besides its statements happens
 * several times.
 *
 * <p>Before the second attempt there is a pause of {@code firstPause}, before each further one of twice as long, up to
 * {@code maxPause}; each is shortened by up to a half at random, so that two transactions do not meet again.
 *
 * <p>Immutable.
 *
 * @param maxAttempts how often the work runs at most, the first time included; 1 or more
 * @param firstPause the pause before the second attempt; zero for none
 * @param maxPause no pause is longer
 */
public record TransactionRetry(int maxAttempts, Duration firstPause, Duration maxPause) {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

    /** @throws IllegalArgumentException naming the argument that is out of range */
    public TransactionRetry {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("maxAttempts must be 1 or more, but is " + maxAttempts);
        }
        if (Objects.requireNonNull(firstPause, "firstPause").isNegative()) {
            throw new IllegalArgumentException("firstPause must not be negative, but is " + firstPause);
        }
        if (Objects.requireNonNull(maxPause, "maxPause").compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "maxPause must not be shorter than firstPause, but is " + maxPause + " and " + firstPause);
        }
    }

    /** Pauses of 20 milliseconds to one second. */
    public static TransactionRetry upTo(int maxAttempts) {
        return new TransactionRetry(maxAttempts, FIRST_PAUSE, MAX_PAUSE);
    }
}
