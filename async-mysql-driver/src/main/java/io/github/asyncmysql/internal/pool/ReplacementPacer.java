package io.github.asyncmysql.internal.pool;

import java.util.random.RandomGenerator;

/**
 * When resources of a server that refuses to write are replaced. After a failover that is to happen at once; where the new
 * ones lead to a server that refuses too, it helps nobody, and each refused statement would cost a connection. So it is
 * done in rounds: those opened before a round began are replaced as soon as they show it; newer ones that show it begin
 * the next round, after a pause that doubles from 1 s to 60 s for as long as that goes on. Guarded by the pool's lock.
 */
final class ReplacementPacer {

    static final long FIRST_PAUSE = 1_000_000_000L;
    static final long LONGEST_PAUSE = 60_000_000_000L;

    /** Nothing shown for that long after a pause: what comes then is something new. */
    private static final long FORGIVEN_AFTER = LONGEST_PAUSE;

    private final RandomGenerator random;
    private boolean begun;
    private long roundAt;
    private long nextRoundAt;
    private int doublings;

    ReplacementPacer(RandomGenerator random) {
        this.random = random;
    }

    /** Whether a resource that the server refuses to write over is to be replaced. */
    boolean isDue(long openedAt, long now) {
        if (begun && openedAt < roundAt) {
            return true;
        } else if (begun && now < nextRoundAt) {
            return false;
        }
        doublings = begun && now - nextRoundAt < FORGIVEN_AFTER ? Math.min(doublings + 1, 10) : 0;
        long ceiling = Math.min(LONGEST_PAUSE, FIRST_PAUSE << doublings);
        begun = true;
        roundAt = now;
        nextRoundAt = now + ceiling / 2 + random.nextLong(ceiling / 2 + 1);
        return true;
    }
}
