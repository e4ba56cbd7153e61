package io.github.asyncmysql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a blocking stream has, read on an executor, and only as much of it as is asked for.
 *
 * <p>Thread-safe.
 *
 * @param opener opens the stream, once per subscriber
 * @param executor runs everything that may block
 */
record StreamSource(Callable<? extends InputStream> opener, Executor executor) implements Flow.Publisher<ByteBuffer> {

    private static final int BUFFER = 64 << 10;

    StreamSource {
        Objects.requireNonNull(opener, "opener");
        Objects.requireNonNull(executor, "executor");
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Reading(opener, executor, subscriber));
    }

    /** One pass over the stream. At most one task runs at a time, and only that task touches the stream. */
    private static final class Reading implements Flow.Subscription, Runnable {

        private final Callable<? extends InputStream> opener;
        private final Executor executor;
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final AtomicLong demand = new AtomicLong();
        private final AtomicBoolean running = new AtomicBoolean();
        private volatile boolean cancelled;
        private boolean ended;
        private @Nullable InputStream stream;

        Reading(
                Callable<? extends InputStream> opener,
                Executor executor,
                Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.opener = opener;
            this.executor = executor;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            // Not positive: a mistake of the subscriber, which ends in an error at once.
            demand.getAndUpdate(current -> count <= 0 || current < 0 ? -1 : saturated(current + count));
            wake();
        }

        private static long saturated(long sum) {
            return sum < 0 ? Long.MAX_VALUE : sum;
        }

        @Override
        public void cancel() {
            cancelled = true;
            wake();
        }

        private void wake() {
            if (!running.compareAndSet(false, true)) {
                return;
            }
            try {
                executor.execute(this);
            } catch (RuntimeException e) {
                // Nobody else will run, so this thread may end it; the stream is closed here although that may block.
                fail(e);
                running.set(false);
            }
        }

        @Override
        public void run() {
            do {
                try {
                    while (!ended && (cancelled || demand.get() != 0)) {
                        step();
                    }
                } catch (Exception e) {
                    fail(e);
                } finally {
                    running.set(false);
                }
                // What came in between found this task running.
            } while (!ended && (cancelled || demand.get() != 0) && running.compareAndSet(false, true));
        }

        private void step() throws Exception {
            if (cancelled) {
                close();
                return;
            }
            if (demand.get() < 0) {
                throw new IllegalArgumentException("The number of buffers requested must be positive");
            }
            InputStream open = stream;
            if (open == null) {
                open = Objects.requireNonNull(opener.call(), "The opener of a large value returned null");
                stream = open;
            }
            byte[] buffer = new byte[BUFFER];
            int count = open.readNBytes(buffer, 0, BUFFER);
            if (count > 0) {
                demand.getAndUpdate(current -> current == Long.MAX_VALUE || current < 0 ? current : current - 1);
                subscriber.onNext(ByteBuffer.wrap(buffer, 0, count));
            } else {
                close();
                subscriber.onComplete();
            }
        }

        private void fail(Exception failure) {
            if (ended) {
                return;
            }
            try {
                close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
            if (!cancelled) {
                subscriber.onError(failure);
            }
        }

        private void close() throws IOException {
            ended = true;
            InputStream open = stream;
            stream = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
