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

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    @Nullable
    Borrower<R> head() {
        return head;
    }

    void add(Borrower<R> borrower) {
        borrower.state = Borrower.State.WAITING;
        borrower.previous = tail;
        if (tail == null) {
            head = borrower;
        } else {
            tail.next = borrower;
        }
        tail = borrower;
        size++;
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
    }
}
