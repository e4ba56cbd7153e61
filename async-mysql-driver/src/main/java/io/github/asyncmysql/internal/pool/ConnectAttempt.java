package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.PoolListener.CloseReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a resource. It belongs to the pool, never to the borrower whose wish started it. Thread-safe: the
 * pool's lock guards what it decides.
 */
final class ConnectAttempt {

    final long startedAt;
    private @Nullable Cancellable cancellable;
    private boolean givenUp;
    /** Why what it opens is not to be lent any more; {@code null} if it is. */
    @Nullable
    CloseReason outdated;

    @Nullable
    List<EndRound> rounds;

    ConnectAttempt(long startedAt) {
        this.startedAt = startedAt;
    }

    /** Notes how to stop it. Returns whether that is to be done at once. Under the pool's lock. */
    boolean started(Cancellable cancellable) {
        this.cancellable = cancellable;
        return givenUp;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    /** Notes that nobody wants it any more. Returns how to stop it, if it has started. Under the pool's lock. */
    @Nullable
    Cancellable giveUp() {
        givenUp = true;
        return cancellable;
    }
}
