package io.github.asyncmysql.spring;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;

/** Puts exception translation around the driver's futures and publishers and keeps cancellation working. Thread-safe. */
final class Translation {

    private final MySqlExceptionTranslator translator;

    Translation(MySqlExceptionTranslator translator) {
        this.translator = translator;
    }

    Throwable translate(Throwable failure) {
        return translator.translate(failure);
    }

    /** The future that {@code start} makes, or a failed one if it throws. */
    <S, T> CompletableFuture<T> future(Supplier<CompletableFuture<S>> start, Function<? super S, ? extends T> map) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<S> source;
        try {
            source = start.get();
        } catch (RuntimeException failure) {
            result.completeExceptionally(translate(failure));
            return result;
        }
        source.whenComplete((value, failure) -> {
            if (failure != null) {
                result.completeExceptionally(translate(failure));
                return;
            }
            try {
                result.complete(map.apply(value));
            } catch (RuntimeException thrown) {
                result.completeExceptionally(translate(thrown));
            }
        });
        stopWith(result, source);
        return result;
    }

    /** Cancels {@code source} once {@code result} is done in whatever way: cancelled, timed out, completed by hand. */
    static void stopWith(CompletableFuture<?> result, CompletableFuture<?> source) {
        result.whenComplete((value, failure) -> {
            if (!source.isDone()) {
                source.cancel(true);
            }
        });
    }

    /** A cold publisher: {@code start} runs once per subscription; what it throws is signalled to the subscriber. */
    <T> Flow.Publisher<T> publisher(Supplier<Flow.Publisher<T>> start) {
        return subscriber -> {
            Flow.Publisher<T> source;
            try {
                source = start.get();
            } catch (RuntimeException failure) {
                subscriber.onSubscribe(new EmptySubscription());
                subscriber.onError(translate(failure));
                return;
            }
            source.subscribe(new TranslatingSubscriber<>(subscriber, this));
        };
    }

    /** Confined to the signals of one subscription. */
    private record TranslatingSubscriber<T>(Flow.Subscriber<? super T> target, Translation translation)
            implements Flow.Subscriber<T> {

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            target.onSubscribe(subscription);
        }

        @Override
        public void onNext(T item) {
            target.onNext(item);
        }

        @Override
        public void onError(Throwable failure) {
            target.onError(translation.translate(failure));
        }

        @Override
        public void onComplete() {
            target.onComplete();
        }
    }

    /** Thread-safe. */
    private record EmptySubscription() implements Flow.Subscription {

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
