package io.github.asyncmysql.internal.connection;

import io.netty.util.concurrent.FastThreadLocal;
import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;

/**
 * The arrays that connections of one event loop have grown for packets that were too large to keep room for, for the next such
 * packet of any of them. Growing costs twice the packet's length in new memory and in copying, and such packets rarely
 * come alone. The collector may take what lies here.
 *
 * <p>What is in them is never looked at: a packet is read no further than it has arrived.
 *
 * <p>Confined to the event loop.
 */
final class SpareBuffers {

    /** More than this is not kept, however many connections an event loop has. */
    private static final int COUNT = 4;

    private static final int MAX_LENGTH = 4 << 20;

    private static final FastThreadLocal<SpareBuffers> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected SpareBuffers initialValue() {
            return new SpareBuffers();
        }
    };

    private final @Nullable SoftReference<byte[]>[] spares = newSpares();

    SpareBuffers() {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable SoftReference<byte[]>[] newSpares() {
        return new SoftReference[COUNT];
    }

    static SpareBuffers ofThisThread() {
        return OF_THREAD.get();
    }

    /** The largest one there is, which is now the caller's; {@code null} if none has so many bytes. */
    byte @Nullable [] take(int minLength) {
        int largest = -1;
        byte[] found = null;
        for (int place = 0; place < COUNT; place++) {
            byte[] spare = at(place);
            if (spare != null && spare.length >= minLength && (found == null || spare.length > found.length)) {
                largest = place;
                found = spare;
            }
        }
        if (found != null) {
            spares[largest] = null;
        }
        return found;
    }

    /** Keeps an array that its connection needs no more, instead of a smaller one if there are enough. */
    void give(byte[] buffer) {
        if (buffer.length > MAX_LENGTH) {
            return;
        }
        int smallest = 0;
        int smallestLength = Integer.MAX_VALUE;
        for (int place = 0; place < COUNT; place++) {
            byte[] spare = at(place);
            int length = spare == null ? 0 : spare.length;
            if (length < smallestLength) {
                smallest = place;
                smallestLength = length;
            }
        }
        if (smallestLength < buffer.length) {
            spares[smallest] = new SoftReference<>(buffer);
        }
    }

    private byte @Nullable [] at(int place) {
        SoftReference<byte[]> spare = spares[place];
        return spare == null ? null : spare.get();
    }
}
