package io.github.asyncmysql.internal.pool;

import org.jspecify.annotations.Nullable;

/**
 * The borrowers who wait, first come first served. The links are in the borrowers, so that waiting allocates nothing and
 * giving up takes one step. Guarded by the pool's lock.
 */
final class WaitQueue<R extends PooledResource> {

    private @Nullable Borrower<R> head;
    private @Nullable Borrower<R> tail;
    private int size;
    /** For those who do not hold the lock, and can live with an answer that is a little old. */
    private volatile boolean empty = true;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return empty;
    }

    @Nullable
    Borrower<R> head() {
        return head;
    }

    /** When the first of them has waited long enough; {@link PoolState#NEVER} if none ever has. */
    long nextDeadline() {
        return head == null ? PoolState.NEVER : head.deadline;
    }

    void add(Borrower<R> borrower, long now, long deadline) {
        borrower.enqueuedAt = now;
        borrower.deadline = deadline;
        borrower.beginWaiting();
        borrower.previous = tail;
        if (tail == null) {
            head = borrower;
        } else {
            tail.next = borrower;
        }
        tail = borrower;
        size++;
        empty = false;
    }

    /** Gives all of them that much time, counted from when they asked. */
    void limit(long timeout) {
        for (Borrower<R> borrower = head; borrower != null; borrower = borrower.next) {
            borrower.deadline = PoolTimes.after(borrower.enqueuedAt, timeout);
        }
    }

    /** Refuses those whose time is over by then. Returns how many they were. */
    int refuse(Refusal refusal, long until, long now, Effects<R> effects) {
        int before = size;
        for (Borrower<R> first = head; first != null && first.deadline <= until; first = head) {
            remove(first);
            effects.refuse(first, refusal, now - first.enqueuedAt);
        }
        return before - size;
    }

    /** Fails all of them with the same failure. */
    void fail(Throwable failure, long now, Effects<R> effects) {
        for (Borrower<R> first = head; first != null; first = head) {
            remove(first);
            effects.fail(first, failure, now - first.enqueuedAt);
        }
    }

    void remove(Borrower<R> borrower) {
        Borrower<R> before = borrower.previous;
        Borrower<R> after = borrower.next;
        if (before == null) {
            head = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            tail = before;
        } else {
            after.previous = before;
        }
        borrower.previous = null;
        borrower.next = null;
        borrower.state = Borrower.State.DONE;
        size--;
        empty = size == 0;
    }
}
