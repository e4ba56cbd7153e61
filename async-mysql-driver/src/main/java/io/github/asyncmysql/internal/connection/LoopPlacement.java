package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.internal.pool.BriefLock;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * Spreads the connections of one pool evenly over the event loops: each new one goes to a loop that has the fewest. Taking
 * turns would not do, since others take turns on the same loops, and connections do not end in the order they began.
 *
 * <p>Thread-safe.
 */
final class LoopPlacement {

    private final EventLoopGroup group;
    private final List<EventLoop> loops = new ArrayList<>();
    private final int[] connections;
    private final BriefLock lock = new BriefLock();

    LoopPlacement(EventLoopGroup group) {
        this.group = group;
        for (EventExecutor loop : group) {
            loops.add((EventLoop) loop);
        }
        this.connections = new int[loops.size()];
    }

    /** A loop for one more connection, until {@link Place#leave}. */
    Place take() {
        // Whose turn it is in the group decides between equals, so that small pools do not all begin with the first
        // loop.
        int chosen = Math.max(0, loops.indexOf(group.next()));
        lock.lock();
        try {
            for (int i = 0; i < connections.length; i++) {
                if (connections[i] < connections[chosen]) {
                    chosen = i;
                }
            }
            connections[chosen]++;
        } finally {
            lock.unlock();
        }
        return new Place(chosen);
    }

    /** What one connection takes up. Thread-safe. */
    final class Place {

        private final int index;

        private Place(int index) {
            this.index = index;
        }

        EventLoop eventLoop() {
            return loops.get(index);
        }

        /** The connection has ended, or was never opened. To be called once. */
        void leave() {
            lock.lock();
            try {
                connections[index]--;
            } finally {
                lock.unlock();
            }
        }
    }
}
