package io.github.asyncmysql.internal.pool;

import io.github.asyncmysql.internal.pool.PooledResource.State;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The resources of a pool, and how many of them are in which state. Guarded by the pool's lock. */
final class Population<R extends PooledResource> {

    private final List<R> all = new ArrayList<>();
    private final IdleStack<R> idle = new IdleStack<>();
    private int leased;
    private int cleaning;
    private int checking;
    private int probing;
    private int closing;
    private int retiring;
    private long lent;

    /** Takes a new one in. */
    void add(R resource, State state) {
        resource.index = all.size();
        all.add(resource);
        enter(resource, state);
    }

    void move(R resource, State state) {
        leave(resource);
        enter(resource, state);
    }

    /** @param askedAt where the borrower asked; {@code null} if he is not watched */
    void lend(R resource, @Nullable Throwable askedAt, long now) {
        move(resource, State.LEASED);
        lent++;
        resource.borrowedAt = askedAt;
        resource.watched = null;
        resource.leaked = false;
        resource.leasedAt = now;
        resource.beginLease();
    }

    /** It has ended. */
    void remove(R resource) {
        leave(resource);
        enter(resource, State.GONE);
        R last = all.remove(all.size() - 1);
        if (last != resource) {
            all.set(resource.index, last);
            last.index = resource.index;
        }
    }

    void retire(R resource) {
        resource.retiring = true;
        retiring++;
    }

    /** All of them, as a copy. */
    List<R> all() {
        return List.copyOf(all);
    }

    IdleStack<R> idle() {
        return idle;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** All, those that are closing included. */
    int total() {
        return all.size();
    }

    /** Those that are open and not asked to close. */
    int alive() {
        return all.size() - closing;
    }

    /** Those alive whose replacement has been asked for. */
    int retiring() {
        return retiring;
    }

    /** How often one was lent. */
    long lent() {
        return lent;
    }

    int count(State state) {
        return switch (state) {
            case IDLE -> idle.size();
            case LEASED -> leased;
            case CLEANING -> cleaning;
            case CHECKING -> checking;
            case PROBING -> probing;
            case CLOSING -> closing;
            case NEW, GONE -> 0;
        };
    }

    private void leave(R resource) {
        if (resource.state == State.IDLE) {
            idle.remove(resource);
        }
        shift(resource.state, -1);
    }

    private void enter(R resource, State state) {
        resource.state = state;
        shift(state, 1);
        if (state == State.IDLE) {
            idle.add(resource);
        } else if (resource.retiring && (state == State.CLOSING || state == State.GONE)) {
            resource.retiring = false;
            retiring--;
        }
    }

    private void shift(State state, int by) {
        switch (state) {
            case LEASED -> leased += by;
            case CLEANING -> cleaning += by;
            case CHECKING -> checking += by;
            case PROBING -> probing += by;
            case CLOSING -> closing += by;
            case NEW, IDLE, GONE -> {}
        }
    }
}
