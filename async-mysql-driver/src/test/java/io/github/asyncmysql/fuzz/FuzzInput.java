package io.github.asyncmysql.fuzz;

import java.util.Arrays;

/**
 * Decisions made from the bytes of an input, from the first to the last. Behind the last one everything is zero, so that
 * any input means something. Not thread-safe.
 */
public final class FuzzInput {

    private final byte[] bytes;
    private int position;

    public FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean isEmpty() {
        return position == bytes.length;
    }

    /** The number of bytes that nothing has been made of. */
    public int remaining() {
        return bytes.length - position;
    }

    /** One byte as 0 to 255. */
    public int nextByte() {
        return position < bytes.length ? bytes[position++] & 0xff : 0;
    }

    /** One byte as 0 to {@code bound - 1}, at most 255. */
    public int next(int bound) {
        return nextByte() % bound;
    }

    public boolean nextBoolean() {
        return (nextByte() & 1) != 0;
    }

    /** Two bytes, the lower first. */
    public int nextShort() {
        return nextByte() | nextByte() << 8;
    }

    public int nextInt() {
        return nextShort() | nextShort() << 16;
    }

    public long nextLong() {
        return nextInt() & 0xffffffffL | (long) nextInt() << 32;
    }

    /** So many bytes, or as many as there are. */
    public byte[] nextBytes(int count) {
        int end = (int) Math.min(bytes.length, (long) position + count);
        byte[] taken = Arrays.copyOfRange(bytes, position, end);
        position = end;
        return taken;
    }

    /** A length of two bytes, and so many bytes, or as many as there are. */
    public byte[] nextBlock() {
        return nextBytes(nextShort());
    }

    /** All that is left. */
    public byte[] rest() {
        return nextBytes(remaining());
    }
}
