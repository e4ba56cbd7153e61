package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.PoolListener.CloseReason;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done once the lock is left: first what the pool needs, then, in order, the calls of users, so that one who
 * keeps the thread holds up no connection. {@code PoolState} adds, {@code ConnectionPool} performs. The
 * objects are used again and again.
 *
 * <p>Confined to a thread: each has its own, which also counts how deep calls of borrowers are nested there.
 */
final class Effects<R extends PooledResource> {

    private static final int KEPT = 64;

    private final ArrayDeque<Effect<R>> internal = new ArrayDeque<>();
    private final ArrayDeque<Effect<R>> calls = new ArrayDeque<>();
    private final ArrayDeque<Effect<R>> spare = new ArrayDeque<>();

    /** How many effects are being performed on this thread, each inside the one before. */
    int depth;

    /** How many pieces of work that have a resource are being called on this thread, each inside the one before. */
    int working;

    enum Kind {
        CONNECT(true),
        GIVE_UP(true),
        VALIDATE(true),
        CLOSE(true),
        ABORT(true),
        ARM(true),
        DELIVER(false),
        REFUSE(false),
        FAIL(false),
        CREATED(false),
        CREATE_FAILED(false),
        CLOSED(false),
        LEAKED(false),
        LEAK_RETURNED(false),
        COLLECTED(false),
        SLOW(false),
        NESTED(false),
        RUN(false);

        /** The pool's own; the others run code of users, who may keep the thread for long. */
        final boolean internal;

        Kind(boolean internal) {
            this.internal = internal;
        }
    }

    /**
     * A borrower that was garbage collected.
     *
     * @param borrowedAt where he borrowed
     * @param reported whether he was reported before, for keeping the resource too long
     */
    record Collected(Throwable borrowedAt, boolean reported) {}

    /** One thing to do. Confined to its {@code Effects}. */
    static final class Effect<R extends PooledResource> {
        Kind kind = Kind.RUN;

        @Nullable
        Borrower<R> borrower;

        @Nullable
        R resource;

        @Nullable
        Object detail;

        long nanos;
    }

    boolean isEmpty() {
        return internal.isEmpty() && calls.isEmpty();
    }

    @Nullable
    Effect<R> poll() {
        Effect<R> effect = internal.poll();
        return effect == null ? calls.poll() : effect;
    }

    /** Takes a performed one back. */
    void reuse(Effect<R> effect) {
        effect.borrower = null;
        effect.resource = null;
        effect.detail = null;
        if (spare.size() < KEPT) {
            spare.push(effect);
        }
    }

    void deliver(Borrower<R> borrower, R resource, long waited) {
        Effect<R> effect = add(Kind.DELIVER, null, waited);
        effect.borrower = borrower;
        effect.resource = resource;
    }

    /** Fails a borrower because of the state of the pool. */
    void refuse(Borrower<R> borrower, Refusal refusal, long waited) {
        add(Kind.REFUSE, refusal, waited).borrower = borrower;
    }

    /** Fails a borrower because connecting is pointless. */
    void fail(Borrower<R> borrower, Throwable failure, long waited) {
        add(Kind.FAIL, failure, waited).borrower = borrower;
    }

    void connect(ConnectAttempt attempt) {
        add(Kind.CONNECT, attempt, 0);
    }

    void giveUp(ConnectAttempt attempt) {
        add(Kind.GIVE_UP, attempt, 0);
    }

    void validate(R resource) {
        add(Kind.VALIDATE, null, 0).resource = resource;
    }

    void close(R resource) {
        add(Kind.CLOSE, null, 0).resource = resource;
    }

    void abort(R resource) {
        add(Kind.ABORT, null, 0).resource = resource;
    }

    void created(R resource, long took) {
        add(Kind.CREATED, null, took).resource = resource;
    }

    void createFailed(Throwable failure, long took) {
        add(Kind.CREATE_FAILED, failure, took);
    }

    /** Tells the listener that a resource has left the pool. */
    void closed(CloseReason reason) {
        add(Kind.CLOSED, reason, 0);
    }

    /** Tells that a resource has been borrowed for too long. */
    void leaked(R resource, Throwable borrowedAt, long held) {
        add(Kind.LEAKED, borrowedAt, held).resource = resource;
    }

    /** Tells that nobody can give a resource back any more. */
    void collected(R resource, Collected borrower, long held) {
        add(Kind.COLLECTED, borrower, held).resource = resource;
    }

    /** Tells that one which was reported as leaked has come back. */
    void leakReturned(R resource, long held) {
        add(Kind.LEAK_RETURNED, null, held).resource = resource;
    }

    /** Tells that somebody waited for long. */
    void slow(SlowAcquires slow, long waited) {
        add(Kind.SLOW, slow, waited);
    }

    /** Tells that work which has a resource waits for another one. */
    void nested(Borrower<R> borrower) {
        add(Kind.NESTED, null, 0).borrower = borrower;
    }

    /** Asks for a tick at that time. */
    void arm(long at) {
        add(Kind.ARM, null, at);
    }

    void run(Runnable task) {
        add(Kind.RUN, task, 0);
    }

    private Effect<R> add(Kind kind, @Nullable Object detail, long nanos) {
        Effect<R> effect = spare.poll();
        if (effect == null) {
            effect = new Effect<>();
        }
        effect.kind = kind;
        effect.detail = detail;
        effect.nanos = nanos;
        (kind.internal ? internal : calls).add(effect);
        return effect;
    }
}
