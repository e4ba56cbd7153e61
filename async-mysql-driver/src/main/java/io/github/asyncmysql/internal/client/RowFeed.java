package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.BatchBinder;
import io.github.asyncmysql.internal.value.ValueSettings;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a batch from a publisher, so many at a time that memory stays bounded.
 *
 * <p>The publisher may signal on any thread; {@link #drainTo}, {@link #taken} and {@link #cancel} are confined to the event
 * loop.
 *
 * @see <a href="https://github.com/reactive-streams/reactive-streams-jvm">Reactive Streams</a>
 */
final class RowFeed<E> implements Flow.Subscriber<E> {

    private final BatchBinder<? super E> binder;
    private final ValueSettings settings;
    private final int window;
    private final Runnable signal;
    private final Queue<BatchRow> arrived = new ConcurrentLinkedQueue<>();
    private long received;
    private int expectedValues;
    private int taken;
    private final AtomicLong requested = new AtomicLong();
    private volatile Flow.@Nullable Subscription subscription;
    private volatile boolean ended;
    private volatile boolean cancelled;
    private volatile @Nullable Throwable failure;

    /**
     * @param window how many rows may be on their way or wait here
     * @param signal called on any thread when something has come
     */
    RowFeed(BatchBinder<? super E> binder, ValueSettings settings, int window, Runnable signal) {
        this.binder = binder;
        this.settings = settings;
        this.window = window;
        this.signal = signal;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "subscription");
        if (subscription != null || cancelled) {
            given.cancel();
            return;
        }
        subscription = given;
        requested.set(window);
        given.request(window);
    }

    @Override
    public void onNext(E item) {
        Objects.requireNonNull(item, "item");
        if (ended || cancelled) {
            return;
        }
        try {
            if (received >= requested.get()) {
                throw new IllegalStateException("The publisher delivered more items than were requested");
            }
            BatchRow row = BatchRow.bind(received++, item, binder, settings, expectedValues);
            expectedValues = row.values().length;
            arrived.add(row);
        } catch (Throwable e) {
            // Whatever the binder throws is the batch's end, not the publisher's.
            Flow.Subscription current = subscription;
            if (current != null) {
                current.cancel();
            }
            end(e);
            return;
        }
        signal.run();
    }

    @Override
    public void onError(Throwable cause) {
        end(Objects.requireNonNull(cause, "cause"));
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void end(@Nullable Throwable cause) {
        if (!ended) {
            failure = cause;
            ended = true;
            signal.run();
        }
    }

    /** Hands over the rows that have come. */
    void drainTo(Queue<BatchRow> target) {
        BatchRow row = arrived.poll();
        while (row != null) {
            target.add(row);
            row = arrived.poll();
        }
    }

    /** Whether nothing will come any more; to be asked before {@link #drainTo}. */
    boolean isEnded() {
        return ended;
    }

    /** Why the publisher, or binding one of its items, failed; {@code null} if neither did. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** That many rows have been used, so that others may come. */
    void taken(int rows) {
        taken += rows;
        Flow.Subscription current = subscription;
        if (taken >= window / 2 && current != null && !ended) {
            int more = taken;
            taken = 0;
            requested.addAndGet(more);
            current.request(more);
        }
    }

    /** No more rows are wanted. */
    void cancel() {
        cancelled = true;
        Flow.Subscription current = subscription;
        if (current != null && !ended) {
            current.cancel();
        }
    }
}
