package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.MySqlConnectionException;
import io.github.asyncmysql.MySqlConnectionException.Kind;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.internal.pool.PooledResource.State;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The attempts to connect that are under way. How many there should be follows from demand alone, never from a single
 * borrower, so that one who gives up takes no attempt with him. Guarded by the pool's lock.
 */
final class Growth {

    /** How long after it was opened the end of a resource still counts as a failure to open it. */
    private static final long AT_ONCE = 1_000_000_000L;

    private final PoolSettings settings;
    private final Population<?> population;
    private final Set<ConnectAttempt> attempts = new LinkedHashSet<>();
    private final ConnectPacer pacer;
    private final List<WarmUp> warmUps = new ArrayList<>();
    private boolean keepsMinimum;
    private volatile boolean suspended;
    private boolean refusing;
    private @Nullable Throwable lastFailure;

    Growth(PoolSettings settings, Population<?> population, RandomGenerator random) {
        this.settings = settings;
        this.population = population;
        this.pacer = new ConnectPacer(random);
    }

    int underWay() {
        return attempts.size();
    }

    /** Why the latest attempt has failed; {@code null} once one has succeeded. */
    @Nullable
    Throwable lastFailure() {
        return lastFailure;
    }

    /** From now on the minimal size is kept, whether or not anybody asks for resources. */
    void keepMinimum() {
        keepsMinimum = true;
    }

    /** How many more may be opened; those still closing count, for the server counts them too. */
    int room() {
        return settings.maxSize() - population.total() - attempts.size();
    }

    /** How many waiting borrowers will be served without anything being given back. */
    int onTheirWay() {
        return attempts.size() + population.count(State.CHECKING) + population.count(State.CLEANING);
    }

    /** How many borrowers have, or can have, a resource of their own coming; they do not count as waiting in line. */
    int servable() {
        if (suspended) {
            return 0;
        }
        return onTheirWay() + (settings.config().maxSize() == 0 ? ConnectPacer.PARALLEL : Math.max(0, room()));
    }

    /**
     * Begins as many attempts as are missing and allowed.
     *
     * @return when more may begin, {@link Long#MAX_VALUE} if that is not a question of time
     */
    long begin(int waiting, long now, Effects<?> effects) {
        if (suspended) {
            return Long.MAX_VALUE;
        }
        int lacking = minimum() - population.alive() + population.retiring() - attempts.size();
        int wanted = Math.max(keepsMinimum ? lacking : 0, waiting - onTheirWay());
        int missing = Math.min(room(), wanted);
        int allowed = pacer.limit(now) - attempts.size();
        for (int i = Math.min(missing, allowed); i > 0; i--) {
            ConnectAttempt attempt = new ConnectAttempt(now);
            attempts.add(attempt);
            effects.connect(attempt);
        }
        return missing > 0 && pacer.retryAt() > now ? pacer.retryAt() : Long.MAX_VALUE;
    }

    /** A probe or somebody who warms up wants one even where the minimal size is 0. */
    private int minimum() {
        boolean one = !warmUps.isEmpty() || settings.config().failWhileDown() && isDown();
        return one ? Math.max(1, settings.minSize()) : settings.minSize();
    }

    /** Whether the latest attempt has failed and nothing is open. */
    boolean isDown() {
        return pacer.isFailing() && population.alive() == 0;
    }

    /**
     * Begins no more attempts.
     *
     * @param refusing whether nobody is to wait for them either
     */
    void suspend(boolean refusing) {
        this.suspended = true;
        this.refusing = refusing;
    }

    void resume() {
        suspended = false;
    }

    boolean isSuspended() {
        return suspended;
    }

    boolean isRefusing() {
        return suspended && refusing;
    }

    /** Notes that somebody waits for the minimal size to be reached. */
    void warmUp(WarmUp warmUp) {
        keepsMinimum = true;
        warmUps.add(warmUp);
    }

    /** Tells those who wait for it that the minimal size has been reached, if it has. */
    void tellWarmedUp(Effects<?> effects) {
        if (!warmUps.isEmpty() && population.alive() >= Math.max(1, settings.minSize())) {
            warmUps.forEach(warmUp -> effects.run(() -> warmUp.ended(null)));
            warmUps.clear();
        }
    }

    /** Tells those who wait for the minimal size that it has not been reached. */
    void failWarmUps(Throwable failure, Effects<?> effects) {
        warmUps.forEach(warmUp -> effects.run(() -> warmUp.ended(failure)));
        warmUps.clear();
    }

    /** What is on its way is not to be lent: it was begun under settings that hold no more. */
    void outdate(CloseReason reason, EndRound round) {
        for (ConnectAttempt attempt : attempts) {
            attempt.outdated = reason;
            attempt.rounds = round.joined(attempt.rounds);
        }
    }

    /** Asks those attempts to stop, the youngest first, for which there is no room any more. */
    void shrink(Effects<?> effects) {
        int kept = attempts.size() + Math.min(0, room());
        for (ConnectAttempt attempt : attempts) {
            if (kept-- <= 0 && !attempt.isGivenUp()) {
                effects.giveUp(attempt);
            }
        }
    }

    void serverReachable() {
        pacer.reachable();
    }

    /** Returns {@code false} if nobody waits for that attempt any more. */
    boolean succeeded(ConnectAttempt attempt, long now) {
        boolean expected = attempts.remove(attempt);
        if (expected) {
            lastFailure = null;
            pacer.succeeded(now);
        }
        return expected;
    }

    /** Returns {@code false} if nobody waits for that attempt any more. */
    boolean failed(ConnectAttempt attempt, Throwable failure, long now) {
        boolean expected = attempts.remove(attempt);
        if (expected && !attempt.isGivenUp() && attempt.outdated == null) {
            lastFailure = failure;
            pacer.failed(attempt.startedAt, now);
        }
        return expected;
    }

    /** One that was open has ended by itself; when that comes before anybody has used it, opening it counts as failed. */
    void lost(PooledResource resource, long now) {
        boolean unasked = resource.state != State.CLOSING && resource.doomed == null;
        if (unasked && resource.lastUsed == resource.openedAt && now - resource.openedAt <= AT_ONCE) {
            lastFailure = new MySqlConnectionException(
                    Kind.LOST, "The connection ended as soon as it was open", Outcome.NOT_SENT, null);
            pacer.lostAtOnce(now);
        } else if (now - resource.openedAt > AT_ONCE) {
            pacer.lasted();
        }
    }

    /** Asks all attempts to stop; they stay until they report. */
    void giveUp(Effects<?> effects) {
        attempts.forEach(effects::giveUp);
    }

    /** Waits for none of them any more. */
    void forget(Effects<?> effects) {
        attempts.forEach(attempt -> EndRound.ended(attempt.rounds, effects));
        attempts.clear();
    }
}
