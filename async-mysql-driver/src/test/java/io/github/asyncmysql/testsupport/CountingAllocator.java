package io.github.asyncmysql.testsupport;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives every buffer memory of its own, and knows how much of it is alive, how much was at most, and how large a single
 * buffer was at most. Leaks are detected as usual. Thread-safe.
 */
public final class CountingAllocator extends AbstractByteBufAllocator {

    private final UnpooledByteBufAllocator memory;
    private final AtomicLong largest = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    /** @param preferDirect whether buffers are outside of the heap where nobody asks for either */
    public CountingAllocator(boolean preferDirect) {
        super(preferDirect);
        this.memory = new UnpooledByteBufAllocator(preferDirect, false);
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return noted(memory.heapBuffer(initialCapacity, maxCapacity));
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return noted(memory.directBuffer(initialCapacity, maxCapacity));
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    private ByteBuf noted(ByteBuf buffer) {
        largest.accumulateAndGet(buffer.capacity(), Math::max);
        peak.accumulateAndGet(liveBytes(), Math::max);
        return buffer;
    }

    /** Bytes in buffers that were not released. */
    public long liveBytes() {
        return memory.metric().usedHeapMemory() + memory.metric().usedDirectMemory();
    }

    /** The most bytes that were alive at a time. */
    public long peakBytes() {
        return peak.get();
    }

    /** The size of the largest buffer so far. */
    public long largestBuffer() {
        return largest.get();
    }
}
