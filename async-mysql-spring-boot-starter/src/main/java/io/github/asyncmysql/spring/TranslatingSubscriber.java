package io.github.asyncmysql.spring;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Translates the failure of a stream and says when it has ended, also by being cancelled. Confined to the signals of one
 * subscription, which may be cancelled from any thread.
 *
 * @param <T> the type of the elements
 */
final class TranslatingSubscriber<T> implements Flow.Subscriber<T> {

    private final Flow.Subscriber<? super T> target;
    private final Translation translation;
    private final StatementListener.Execution execution;
    private final AtomicBoolean ended = new AtomicBoolean();

    TranslatingSubscriber(
            Flow.Subscriber<? super T> target, Translation translation, StatementListener.Execution execution) {
        this.target = target;
        this.translation = translation;
        this.execution = execution;
    }

    private void end(@Nullable Throwable failure) {
        if (ended.compareAndSet(false, true)) {
            execution.ended(failure);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        target.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                subscription.request(n);
            }

            @Override
            public void cancel() {
                subscription.cancel();
                end(new CancellationException("The stream was cancelled"));
            }
        });
    }

    @Override
    public void onNext(T item) {
        target.onNext(item);
    }

    @Override
    public void onError(Throwable failure) {
        Throwable translated = translation.translate(failure);
        end(translated);
        execution.complete(() -> target.onError(translated));
    }

    @Override
    public void onComplete() {
        end(null);
        execution.complete(target::onComplete);
    }
}
