package io.github.asyncmysql.driver;

import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes so many rows, each of which has to be the number that was asked for, and then has had enough. Thread-safe. */
final class CancellingSubscriber implements Flow.Subscriber<Long> {

    private static final int BATCH = 7;

    private final long nonce;
    private final int enough;
    private final Consumer<End> whenEnded;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Flow.@Nullable Subscription subscription;
    private int rows;

    /** How it ended for the subscriber. */
    enum End {
        COMPLETE,
        CANCELLED,
        WRONG,
        FAILED
    }

    /** @param whenEnded called once, on whatever thread */
    CancellingSubscriber(long nonce, int enough, Consumer<End> whenEnded) {
        this.nonce = nonce;
        this.enough = enough;
        this.whenEnded = whenEnded;
    }

    /** Has enough already. */
    void cancel() {
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
            end(End.CANCELLED);
        }
    }

    private void end(End how) {
        if (ended.compareAndSet(false, true)) {
            whenEnded.accept(how);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
        if (enough == 0) {
            cancel();
        } else {
            subscription.request(BATCH);
        }
    }

    @Override
    public void onNext(Long row) {
        if (row != nonce) {
            end(End.WRONG);
        }
        rows++;
        if (rows == enough) {
            cancel();
        } else if (rows % BATCH == 0) {
            Flow.Subscription current = subscription;
            if (current != null) {
                current.request(BATCH);
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(End.FAILED);
    }

    @Override
    public void onComplete() {
        end(End.COMPLETE);
    }
}
