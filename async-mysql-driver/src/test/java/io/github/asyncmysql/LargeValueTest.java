package io.github.asyncmysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.asyncmysql.testsupport.CollectedBytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Large values from blocking streams. */
class LargeValueTest {

    /** Notes when it is closed, and fails after its bytes if it is told to. */
    private static final class Stream extends InputStream {

        private final InputStream bytes;
        private final @Nullable IOException end;
        volatile int closed;

        Stream(int length, @Nullable IOException end) {
            this.bytes = new ByteArrayInputStream(new byte[length]);
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            int next = bytes.read();
            if (next < 0 && end != null) {
                throw end;
            }
            return next;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    /** Runs what it is given when it is told to. */
    private static final class Steps implements Executor {

        final Deque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        void run() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }

    private static CollectedBytes read(Callable<InputStream> opener, Executor executor) {
        CollectedBytes collector = CollectedBytes.greedy();
        LargeValue.bytes(opener, executor).source().subscribe(collector);
        return collector;
    }

    @Test
    void everySubscriberGetsAllOfItAndTheStreamIsClosed() {
        AtomicInteger opened = new AtomicInteger();
        Stream[] streams = {new Stream(1_000_000, null), new Stream(1_000_000, null)};
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            LargeValue value = LargeValue.text(() -> streams[opened.getAndIncrement()], threads);
            for (int i = 0; i < 2; i++) {
                CollectedBytes collector = CollectedBytes.greedy();
                value.source().subscribe(collector);
                collector.end().join();
                assertThat(collector.size()).isEqualTo(1_000_000);
                assertThat(streams[i].closed).isOne();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(opened).hasValue(2);
    }

    @Test
    void nothingIsOpenedOrReadBeforeItIsAskedFor() {
        Stream stream = new Stream(200_000, null);
        AtomicInteger opened = new AtomicInteger();
        Steps steps = new Steps();
        CollectedBytes collector = CollectedBytes.patient();
        LargeValue.bytes(
                        () -> {
                            opened.incrementAndGet();
                            return stream;
                        },
                        steps)
                .source()
                .subscribe(collector);
        steps.run();
        assertThat(opened).hasValue(0);
        collector.request(1);
        steps.run();
        assertThat(opened).hasValue(1);
        assertThat(collector.size()).isEqualTo(64 << 10);
        collector.cancel();
        steps.run();
        assertThat(stream.closed).isOne();
        assertThat(collector.end()).isNotDone();
    }

    @Test
    void demandMayBeGivenAtOnce() {
        Steps steps = new Steps();
        CollectedBytes collector = CollectedBytes.patient();
        LargeValue.bytes(() -> new Stream(200_000, null), steps).source().subscribe(collector);
        collector.request(3);
        collector.request(Long.MAX_VALUE);
        steps.run();
        assertThat(collector.end()).isCompleted();
        assertThat(collector.size()).isEqualTo(200_000);
    }

    @Test
    void whatFailsIsPassedOnAndTheStreamIsClosed() {
        IOException broken = new IOException("disk is broken");
        Stream stream = new Stream(100, broken);
        assertThat(read(() -> stream, Runnable::run).end()).isCompletedExceptionally();
        assertThatThrownBy(() -> read(() -> stream, Runnable::run).end().join()).hasCause(broken);
        assertThat(stream.closed).isEqualTo(2);
        assertThatThrownBy(() -> read(
                                () -> {
                                    throw broken;
                                },
                                Runnable::run)
                        .end()
                        .join())
                .hasCause(broken);
        assertThatThrownBy(() -> read(() -> null, Runnable::run).end().join()).hasMessageContaining("opener");
        RejectedExecutionException full = new RejectedExecutionException("no thread");
        CollectedBytes rejected = read(() -> stream, task -> {
            throw full;
        });
        await().until(rejected.end()::isDone);
        assertThatThrownBy(rejected.end()::join).hasCause(full);
    }

    @Test
    void askingForNothingIsAnError() {
        CollectedBytes collector = CollectedBytes.patient();
        LargeValue.bytes(() -> new Stream(1, null), Runnable::run).source().subscribe(collector);
        collector.request(0);
        assertThatThrownBy(collector.end()::join).hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textSaysNothingOfTheContent() {
        assertThat(LargeValue.text(() -> new Stream(1, null), Runnable::run)).hasToString("LargeValue of text");
        assertThat(LargeValue.bytes(() -> new Stream(1, null), Runnable::run)).hasToString("LargeValue of bytes");
    }
}
