package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.HandshakeTimes;
import io.github.asyncmysql.MySqlException;
import io.github.asyncmysql.MySqlPoolException;
import io.github.asyncmysql.PoolListener.CloseReason;
import io.github.asyncmysql.internal.pool.Effects.Effect;
import java.util.Objects;

/**
 * Does what {@link PoolState} has decided, once the lock is left.
 *
 * <p>Thread-safe.
 */
final class Performer<R extends PooledResource> {

    /** Deeper than this, what calls of borrowers lead to is left to the outermost call on the same thread. */
    private static final int NESTING = 16;

    private final ConnectionPool<R> pool;
    private final Opener<R> opener;
    private final PoolScheduler scheduler;
    private final PoolTimer timer;
    private final GuardedListener listener;
    private final PoolLog log;

    Performer(
            ConnectionPool<R> pool,
            Opener<R> opener,
            PoolScheduler scheduler,
            PoolTimer timer,
            GuardedListener listener,
            PoolLog log) {
        this.pool = pool;
        this.opener = opener;
        this.scheduler = scheduler;
        this.timer = timer;
        this.listener = listener;
        this.log = log;
    }

    /** Performs all of them, unless that would nest too deeply; the outermost call then does. */
    void perform(Effects<R> effects) {
        if (effects.depth >= NESTING) {
            return;
        }
        for (Effect<R> effect = effects.poll(); effect != null; effect = effects.poll()) {
            effects.depth++;
            try {
                perform(effect, effects);
            } catch (Throwable e) {
                log.effectFailed(effect.kind, e);
            } finally {
                effects.depth--;
                effects.reuse(effect);
            }
        }
    }

    /** Gives a resource to a borrower who need not wait, unless others come first or that would nest too deeply. */
    void deliverAtOnce(Borrower<R> borrower, R resource, Effects<R> effects) {
        if (effects.isEmpty() && effects.depth < NESTING) {
            effects.depth++;
            try {
                deliver(borrower, resource, 0, effects);
            } finally {
                effects.depth--;
            }
        } else {
            effects.deliver(borrower, resource, 0);
        }
    }

    private void perform(Effect<R> effect, Effects<R> effects) {
        switch (effect.kind) {
            case DELIVER -> deliver(borrower(effect), resource(effect), effect.nanos, effects);
            case REFUSE -> refuse(borrower(effect), (Refusal) detail(effect), effect.nanos);
            case FAIL -> borrower(effect).acquireFailed((MySqlException) detail(effect));
            case CONNECT -> opener.connect((ConnectAttempt) detail(effect));
            case GIVE_UP -> opener.giveUp((ConnectAttempt) detail(effect));
            case VALIDATE -> validate(resource(effect));
            case CLOSE -> resource(effect).closeGracefully();
            case ABORT -> resource(effect).abort();
            case CREATED -> created(resource(effect), effect.nanos);
            case CREATE_FAILED -> createFailed((Throwable) detail(effect), effect.nanos);
            case CLOSED -> listener.onClosed((CloseReason) detail(effect));
            case LEAKED -> leaked(resource(effect), (Throwable) detail(effect), effect.nanos);
            case COLLECTED -> collected(resource(effect), (Effects.Collected) detail(effect), effect.nanos);
            case LEAK_RETURNED -> {
                log.leakReturned(resource(effect), effect.nanos);
                listener.onLeakReturned(effect.nanos);
            }
            case SLOW -> log.slow((SlowAcquires) detail(effect), effect.nanos, pool.config());
            case NESTED -> log.nested(borrower(effect).askedAt);
            case ARM -> timer.arm(effect.nanos, effect.nanos - pool.now(), pool::isTickDueAt);
            case RUN -> ((Runnable) detail(effect)).run();
        }
    }

    /** Gives a resource to its borrower. */
    private void deliver(Borrower<R> borrower, R resource, long waited, Effects<R> effects) {
        int lease = resource.lease();
        listener.onAcquired(waited);
        // Whoever is served here is not the one whose work is being called further up.
        int working = effects.working;
        effects.working = 0;
        try {
            borrower.acquired(resource);
        } catch (Throwable e) {
            log.borrowerFailed(e);
            if (!borrower.seated || resource.leaveSeat()) {
                pool.release(resource, lease);
            }
        } finally {
            effects.working = working;
        }
    }

    private void refuse(Borrower<R> borrower, Refusal refusal, long waited) {
        MySqlPoolException failure = refusal.toException(pool.config(), waited);
        listener.onAcquireFailed(waited, failure);
        if (borrower.hasWaited()) {
            // Whoever closes or suspends a pool has nothing to do with those who wait.
            scheduler.execute(() -> borrower.acquireFailed(failure));
        } else {
            borrower.acquireFailed(failure);
        }
    }

    private void created(R resource, long took) {
        listener.onCreated(took);
        HandshakeTimes times = resource.handshakeTimes();
        if (times != null) {
            listener.onHandshake(times);
        }
    }

    private void createFailed(Throwable failure, long took) {
        log.createFailed(failure);
        listener.onCreateFailed(took, failure);
    }

    private void validate(R resource) {
        try {
            resource.validate(resource.validated);
        } catch (Throwable e) {
            log.notValidated(e);
            resource.validated.done(false);
        }
    }

    private void leaked(R resource, Throwable borrowedAt, long held) {
        log.leaked(resource, borrowedAt, held, pool.config());
        listener.onLeak(held, borrowedAt);
    }

    private void collected(R resource, Effects.Collected borrower, long held) {
        log.collected(resource, borrower.borrowedAt(), held);
        if (!borrower.reported()) {
            listener.onLeak(held, borrower.borrowedAt());
        }
    }

    private Borrower<R> borrower(Effect<R> effect) {
        return Objects.requireNonNull(effect.borrower);
    }

    private R resource(Effect<R> effect) {
        return Objects.requireNonNull(effect.resource);
    }

    private Object detail(Effect<R> effect) {
        return Objects.requireNonNull(effect.detail);
    }
}
