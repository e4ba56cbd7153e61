package io.github.asyncmysql.internal.client;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.internal.command.Session;
import io.github.asyncmysql.internal.connection.WireConnection;
import io.github.asyncmysql.internal.value.WireRow;
import io.github.asyncmysql.internal.wire.Text;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Rows at the pace of a subscriber. There is no queue of rows: without demand the connection reads neither packets nor its
 * socket.
 *
 * <p>{@link #request} and {@link #cancel} are thread-safe; the rest is confined to the event loop.
 *
 * @see <a href="https://github.com/reactive-streams/reactive-streams-jvm">Reactive Streams</a>
 */
final class RowSubscription<T> extends Operation implements Flow.Subscription {

    private final RowMapper<? extends T> mapper;
    private final AtomicLong demand = new AtomicLong();
    private volatile Flow.@Nullable Subscriber<? super T> subscriber;

    private RowSubscription(Statement statement, RowMapper<? extends T> mapper, Flow.Subscriber<? super T> subscriber) {
        super(statement);
        this.mapper = mapper;
        this.subscriber = subscriber;
    }

    static <T> void start(Statement statement, RowMapper<? extends T> mapper, Flow.Subscriber<? super T> subscriber) {
        RowSubscription<T> subscription = new RowSubscription<>(statement, mapper, subscriber);
        subscriber.onSubscribe(subscription);
        if (!subscription.isAbandoned()) {
            statement.target().start(subscription);
        }
    }

    // Its subscriber may forget to ask for the rest, and keeps the connection then.
    @Override
    protected boolean canLeak() {
        return true;
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            cancelWith(new IllegalArgumentException("The number of rows requested must be positive, but is " + count));
            return;
        }
        long before = demand.getAndUpdate(current -> current + count < 0 ? Long.MAX_VALUE : current + count);
        WireConnection target = connection();
        if (before == 0 && target != null) {
            target.resume();
        }
    }

    @Override
    public void cancel() {
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

    private void signalFailure(Throwable failure) {
        Flow.Subscriber<? super T> receiver = subscriber;
        if (receiver != null) {
            cancel();
            receiver.onError(failure);
        }
    }

    @Override
    boolean isAbandoned() {
        return subscriber == null;
    }

    @Override
    public boolean isStream() {
        return true;
    }

    @Override
    public boolean wantsRow() {
        return demand.get() > 0;
    }

    @Override
    public void onRow(WireRow row) {
        Flow.Subscriber<? super T> receiver = subscriber;
        if (receiver == null) {
            return;
        }
        try {
            T value = mapper.map(row);
            if (value == null) {
                throw new MySqlMappingException("A stream cannot hold NULL, but a row was mapped to null for: "
                        + Text.shortenSql(statement().sql()));
            }
            demand.getAndUpdate(current -> current == Long.MAX_VALUE ? current : current - 1);
            receiver.onNext(value);
        } catch (Throwable e) {
            // Reading the remaining rows first could take for ever.
            signalFailure(e);
        }
    }

    @Override
    public void onComplete(Session session) {
        Flow.Subscriber<? super T> receiver = subscriber;
        subscriber = null;
        ended(null);
        if (receiver != null) {
            receiver.onComplete();
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
}
