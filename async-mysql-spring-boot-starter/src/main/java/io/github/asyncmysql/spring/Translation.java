package io.github.asyncmysql.spring;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts exception translation around the driver's futures and publishers and keeps cancellation working. Thread-safe. */
final class Translation {

    // Not inherited and always restored: it says something about the stack of the thread, not about the thread.
    private static final ThreadLocal<Boolean> IN_CALLBACK = new ThreadLocal<>();

    private final MySqlExceptionTranslator translator;

    /** What surrounds the completion of a future, and with it the continuations that run inline. */
    @FunctionalInterface
    interface Surrounding {

        /**
         * Runs the completion, exactly once.
         *
         * @param failure the translated failure, {@code null} for success
         */
        void complete(@Nullable Throwable failure, Runnable completion);
    }

    Translation(MySqlExceptionTranslator translator) {
        this.translator = translator;
    }

    Throwable translate(Throwable failure) {
        return translator.translate(failure);
    }

    /** Whether the calling code was called, at whatever depth, by the completion of a future that was made here. */
    static boolean isInCallback() {
        return IN_CALLBACK.get() != null;
    }

    /** The future that {@code start} makes, or a failed one if it throws. */
    <S, T> CompletableFuture<T> future(Supplier<CompletableFuture<S>> start, Function<? super S, ? extends T> map) {
        return future(start, map, (failure, completion) -> completion.run());
    }

    /** Like {@link #future(Supplier, Function)}, completed within {@code surrounding}. */
    <S, T> CompletableFuture<T> future(
            Supplier<CompletableFuture<S>> start, Function<? super S, ? extends T> map, Surrounding surrounding) {
        CompletableFuture<S> source;
        try {
            source = start.get();
        } catch (RuntimeException failure) {
            CompletableFuture<T> failed = new CompletableFuture<>();
            fail(failed, failure, surrounding);
            return failed;
        }
        // Of the driver's kind, which event loops refuse to wait for.
        CompletableFuture<T> result = source.newIncompleteFuture();
        source.whenComplete((value, failure) -> {
            if (failure != null) {
                fail(result, failure, surrounding);
                return;
            }
            T mapped;
            try {
                mapped = map.apply(value);
            } catch (RuntimeException thrown) {
                fail(result, thrown, surrounding);
                return;
            }
            complete(surrounding, null, () -> result.complete(mapped));
        });
        stopWith(result, source);
        return result;
    }

    private void fail(CompletableFuture<?> result, Throwable failure, Surrounding surrounding) {
        Throwable translated = translate(failure);
        complete(surrounding, translated, () -> result.completeExceptionally(translated));
    }

    private static void complete(Surrounding surrounding, @Nullable Throwable failure, Runnable completion) {
        Boolean before = IN_CALLBACK.get();
        IN_CALLBACK.set(Boolean.TRUE);
        try {
            surrounding.complete(failure, completion);
        } finally {
            if (before == null) {
                IN_CALLBACK.remove();
            }
        }
    }

    /** Cancels {@code source} once {@code result} is done in whatever way: cancelled, timed out, completed by hand. */
    static void stopWith(CompletableFuture<?> result, CompletableFuture<?> source) {
        result.whenComplete((value, failure) -> {
            if (!source.isDone()) {
                source.cancel(true);
            }
        });
    }

    /**
     * A cold publisher: {@code start} runs once per subscription; what it throws is signalled to the subscriber.
     *
     * @param announce called before {@code start}
     */
    <T> Flow.Publisher<T> publisher(
            Supplier<StatementListener.Execution> announce,
            Function<StatementListener.Execution, Flow.Publisher<T>> start) {
        return subscriber -> {
            StatementListener.Execution execution = announce.get();
            Flow.Publisher<T> source;
            try {
                source = start.apply(execution);
            } catch (RuntimeException failure) {
                Throwable translated = translate(failure);
                execution.ended(translated);
                subscriber.onSubscribe(new EmptySubscription());
                subscriber.onError(translated);
                return;
            }
            source.subscribe(new TranslatingSubscriber<>(subscriber, this, execution));
        };
    }

    /** Thread-safe. */
    private record EmptySubscription() implements Flow.Subscription {

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }
}
