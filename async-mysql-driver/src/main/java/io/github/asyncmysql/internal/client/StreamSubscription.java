package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.connection.WireConnection;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a statement returns, at the pace of a subscriber. Unless it comes by a cursor there is no queue: without demand the
 * connection reads neither packets nor its socket.
 *
 * <p>{@link #request} and {@link #cancel} are thread-safe; the rest is confined to the event loop.
 *
 * @see <a href="https://github.com/reactive-streams/reactive-streams-jvm">Reactive Streams</a>
 */
abstract class StreamSubscription<T> extends Operation implements Flow.Subscription {

    private final AtomicLong demand = new AtomicLong();
    private volatile Flow.@Nullable Subscriber<? super T> subscriber;

    StreamSubscription(Statement statement, Flow.Subscriber<? super T> subscriber) {
        super(statement);
        this.subscriber = subscriber;
    }

    /** Hands this subscription over, and runs the statement unless it is cancelled at once. */
    final void start(Flow.Subscriber<? super T> receiver) {
        receiver.onSubscribe(this);
        if (!isAbandoned()) {
            statement.target().start(this);
        }
    }

    /** Why the end of the statement is no regular end of the stream; {@code null} if it is one. */
    @Nullable
    Throwable incomplete() {
        return null;
    }

    // Its subscriber may forget to ask for the rest, and keeps the connection then.
    @Override
    protected final boolean canLeak() {
        return true;
    }

    @Override
    public final void request(long count) {
        if (count <= 0) {
            cancelWith(new IllegalArgumentException("The number of items requested must be positive, but is " + count));
            return;
        }
        long before = demand.getAndUpdate(current -> current + count < 0 ? Long.MAX_VALUE : current + count);
        WireConnection target = connection();
        if (target != null) {
            requested(target, before);
        }
    }

    /** More is wanted than the {@code before} items that were wanted already. Thread-safe. */
    void requested(WireConnection target, long before) {
        if (before == 0) {
            target.resume();
        }
    }

    final boolean hasDemand() {
        return demand.get() > 0;
    }

    @Override
    public final void cancel() {
        subscriber = null;
        abandon();
    }

    // The signal has to come behind those that are on their way, which only the event loop can see to.
    private void cancelWith(Throwable failure) {
        WireConnection target = connection();
        if (target == null) {
            signalFailure(failure);
        } else {
            target.execute(() -> signalFailure(failure));
        }
    }

    /** Ends the stream early. Reading the rest first could take for ever. */
    final void signalFailure(Throwable failure) {
        Flow.Subscriber<? super T> receiver = subscriber;
        if (receiver != null) {
            cancel();
            receiver.onError(failure);
        }
    }

    /** Delivers an item for which there is demand. What the subscriber throws ends the stream. */
    final void emit(T item) {
        Flow.Subscriber<? super T> receiver = subscriber;
        if (receiver == null) {
            return;
        }
        demand.getAndUpdate(current -> current == Long.MAX_VALUE ? current : current - 1);
        try {
            receiver.onNext(item);
        } catch (Throwable e) {
            signalFailure(e);
        }
    }

    @Override
    final boolean isAbandoned() {
        return subscriber == null;
    }

    @Override
    public final boolean isStream() {
        return true;
    }

    @Override
    public boolean wantsRow() {
        return hasDemand();
    }

    @Override
    public void onComplete(Session session) {
        Flow.Subscriber<? super T> receiver = subscriber;
        subscriber = null;
        ended(null);
        if (receiver != null) {
            Throwable failure = incomplete();
            if (failure == null) {
                receiver.onComplete();
            } else {
                receiver.onError(failure);
            }
        }
    }

    @Override
    void failed(Throwable failure) {
        Flow.Subscriber<? super T> receiver = subscriber;
        subscriber = null;
        if (receiver != null) {
            receiver.onError(failure);
        }
    }

    /** All items have been delivered. */
    final void complete() {
        Flow.Subscriber<? super T> receiver = subscriber;
        subscriber = null;
        if (receiver != null) {
            receiver.onComplete();
        }
    }
}
