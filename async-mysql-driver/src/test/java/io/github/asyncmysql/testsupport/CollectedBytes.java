package io.github.asyncmysql.testsupport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects what a publisher has, and notes what breaks the rules. One thread at a time. */
public final class CollectedBytes implements Flow.Subscriber<ByteBuffer> {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final boolean greedy;
    private volatile Flow.@Nullable Subscription subscription;
    private volatile int buffers;
    private long outstanding;

    private CollectedBytes(boolean greedy) {
        this.greedy = greedy;
    }

    /** Asks for one buffer after the other. */
    public static CollectedBytes greedy() {
        return new CollectedBytes(true);
    }

    /** Asks for as many as it is told to. */
    public static CollectedBytes patient() {
        return new CollectedBytes(false);
    }

    public static CollectedBytes greedy(Flow.Publisher<ByteBuffer> source) {
        CollectedBytes collected = greedy();
        source.subscribe(collected);
        return collected;
    }

    public static CollectedBytes patient(Flow.Publisher<ByteBuffer> source) {
        CollectedBytes collected = patient();
        source.subscribe(collected);
        return collected;
    }

    public void request(long count) {
        outstanding = outstanding + count < 0 ? Long.MAX_VALUE : outstanding + count;
        subscription().request(count);
    }

    public void cancel() {
        subscription().cancel();
    }

    /** How many buffers have come. */
    public int buffers() {
        return buffers;
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    public int size() {
        return bytes.size();
    }

    public String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** How it ended. */
    public CompletableFuture<Void> end() {
        return end;
    }

    private Flow.Subscription subscription() {
        Flow.Subscription current = subscription;
        if (current == null) {
            throw new AssertionError("no subscription");
        }
        return current;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (greedy) {
            request(1);
        }
    }

    @Override
    public void onNext(ByteBuffer item) {
        if (end.isDone()) {
            throw new AssertionError("a buffer came after the end");
        }
        if (--outstanding < 0) {
            end.completeExceptionally(new AssertionError("more came than was asked for"));
        }
        buffers = buffers + 1;
        bytes.write(item.array(), item.arrayOffset() + item.position(), item.remaining());
        if (greedy) {
            request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }
}
