package io.github.asyncmysql.internal.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The idle resources, ordered by when they were used last: the newest is lent first, the oldest is closed first. Guarded by
 * the pool's lock.
 */
final class IdleStack<R extends PooledResource> {

    /** How many of the newest are asked whether they live on the caller's event loop. */
    private static final int AFFINITY_REACH = 4;

    /** Oldest first. */
    private final ArrayList<R> resources = new ArrayList<>();

    /** Whether there is none; for those who do not hold the lock, and can live with an answer that is a little old. */
    private volatile boolean empty = true;

    int size() {
        return resources.size();
    }

    boolean isEmpty() {
        return empty;
    }

    /** By age, 0 being the oldest. */
    R get(int position) {
        return resources.get(position);
    }

    R newest() {
        return resources.get(resources.size() - 1);
    }

    /** Puts it to its place: on top, unless it was not lent since others were. */
    void add(R resource) {
        int position = resources.size();
        while (position > 0 && resources.get(position - 1).lastUsed > resource.lastUsed) {
            position--;
        }
        resources.add(position, resource);
        empty = false;
    }

    void remove(R resource) {
        int position = resources.size() - 1;
        while (resources.get(position) != resource) {
            position--;
        }
        resources.remove(position);
        empty = resources.isEmpty();
    }

    /** All of them as a copy, oldest first. */
    List<R> copy() {
        return List.copyOf(resources);
    }

    /** The newest that is open, whether or not its health is in doubt. */
    @Nullable
    R newestOpen() {
        for (int i = resources.size() - 1; i >= 0; i--) {
            if (resources.get(i).isOpen()) {
                return resources.get(i);
            }
        }
        return null;
    }

    /**
     * The one to lend: the newest, or if that is asked for, one of the newest few that lives on the caller's own event
     * loop. Those that are to be asked for a sign of life first are left out.
     */
    @Nullable
    R lendable(boolean near, long now, PoolTimes times, long suspectBefore) {
        R found = null;
        int reach = AFFINITY_REACH;
        for (int i = resources.size() - 1; i >= 0 && reach > 0; i--) {
            R resource = resources.get(i);
            if (resource.isOpen()
                    && now < resource.expireAt
                    && now - resource.lastHeard < times.validateAfter()
                    && resource.lastHeard >= suspectBefore) {
                if (!near || resource.isOnCallersThread()) {
                    return resource;
                }
                found = found == null ? resource : found;
            }
            reach -= found == null ? 0 : 1;
        }
        return found;
    }
}
