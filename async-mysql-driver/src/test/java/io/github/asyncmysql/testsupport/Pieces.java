package io.github.asyncmysql.testsupport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A source of pieces of a file or value, which come when they are asked for. For one subscriber; thread-safe. */
public final class Pieces implements Flow.Publisher<ByteBuffer> {

    private static final int PIECE = 64 << 10;

    private final Iterator<byte[]> pieces;
    private final @Nullable Throwable end;
    private final AtomicBoolean held;
    private volatile boolean requested;
    private volatile boolean cancelled;
    private volatile long delivered;
    private volatile @Nullable Runnable pending;

    private Pieces(Iterator<byte[]> pieces, @Nullable Throwable end, boolean held) {
        this.pieces = pieces;
        this.end = end;
        this.held = new AtomicBoolean(held);
    }

    private static List<byte[]> bytes(String... texts) {
        return Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    public static Pieces of(String... texts) {
        return new Pieces(bytes(texts).iterator(), null, false);
    }

    /** Nothing comes before {@link #letGo()}. */
    public static Pieces held(String... texts) {
        return new Pieces(bytes(texts).iterator(), null, true);
    }

    /** The same piece so many times. */
    public static Pieces repeated(byte[] piece, int count) {
        return new Pieces(Stream.generate(() -> piece).limit(count).iterator(), null, false);
    }

    public static Pieces endless() {
        return new Pieces(Stream.generate(() -> new byte[PIECE]).iterator(), null, false);
    }

    /** Fails after so many bytes. */
    public static Pieces failing(int after, Throwable failure) {
        return new Pieces(
                Stream.generate(() -> new byte[PIECE]).limit(after / PIECE).iterator(), failure, false);
    }

    /** Fails after this text. */
    public static Pieces failing(String text, Throwable failure) {
        return new Pieces(bytes(text).iterator(), failure, false);
    }

    public boolean isRequested() {
        return requested;
    }

    public boolean isCancelled() {
        return cancelled;
    }

    /** Bytes handed out. */
    public long delivered() {
        return delivered;
    }

    public void letGo() {
        held.set(false);
        letGoOnce();
    }

    /** Lets the piece go that was asked for, and no other. */
    public void letGoOnce() {
        Runnable next = pending;
        if (next != null) {
            next.run();
        }
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long count) {
                requested = true;
                if (held.get()) {
                    pending = () -> deliver(subscriber);
                } else {
                    deliver(subscriber);
                }
            }

            @Override
            public void cancel() {
                cancelled = true;
            }
        });
    }

    private void deliver(Flow.Subscriber<? super ByteBuffer> subscriber) {
        if (pieces.hasNext()) {
            byte[] piece = pieces.next();
            delivered = delivered + piece.length;
            subscriber.onNext(ByteBuffer.wrap(piece));
        } else if (end != null) {
            subscriber.onError(end);
        } else {
            subscriber.onComplete();
        }
    }
}
