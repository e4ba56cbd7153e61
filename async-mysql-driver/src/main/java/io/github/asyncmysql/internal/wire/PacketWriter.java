package io.github.asyncmysql.internal.wire;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A connection's output buffer: packets are written into it one behind the other, with their headers, and taken out once
 * per turn of the event loop. Payloads of 2^24-1 bytes and more are split as the protocol wants it.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html">MySQL packets</a>
 */
public final class PacketWriter {

    /** The largest payload of one packet; a payload of exactly this length is followed by another packet. */
    public static final int MAX_CHUNK = 0xffffff;

    /** The largest payload that any server can be told to accept. */
    public static final int MAX_PAYLOAD = 1 << 30;

    /** The most digits of which every number fits into a long. */
    public static final int MAX_LONG_DIGITS = 18;

    private static final int MAX_SHORT_TEXT = 0xfa / 3;
    private static final long[] POWERS_OF_TEN = powersOfTen();
    private static final int HEADER = 4;
    private static final int INITIAL_CAPACITY = 512;
    private static final int KEPT_CAPACITY = 64 << 10;
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 64;
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] array = new byte[INITIAL_CAPACITY];
    private int size;
    private int packetStart = -1;
    private int sequenceId;
    private int maxPayload = MAX_PAYLOAD;
    private int maxUnsplit = MAX_CHUNK - 1;

    private static long[] powersOfTen() {
        long[] powers = new long[MAX_LONG_DIGITS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }

    /** From now on packets with a larger payload, in bytes, are refused before they are written in full. */
    public void maxPayload(long limit) {
        // No server takes less than that, whatever one may say.
        maxPayload = (int) Math.max(1023, Math.min(limit, MAX_PAYLOAD));
        maxUnsplit = Math.min(maxPayload, MAX_CHUNK - 1);
    }

    /** The largest payload that is written, in bytes. */
    public int maxPayload() {
        return maxPayload;
    }

    /**
     * Starts a packet. Its fields follow, then {@link #endPacket()} or {@link #abandonPacket()}.
     *
     * @param sequenceId 0 for a command, one more than the packet that is answered otherwise
     */
    public PacketWriter startPacket(int sequenceId) {
        if (packetStart >= 0) {
            throw new IllegalStateException("packet not ended");
        }
        this.packetStart = size;
        this.sequenceId = sequenceId;
        ensure(HEADER);
        size += HEADER;
        return this;
    }

    /**
     * Fills in the header, splitting the payload if it is too long for one packet.
     *
     * @return the sequence id that the next packet of this dialogue has
     * @throws MySqlMappingException if the payload is too large; the packet must be abandoned then
     */
    public int endPacket() {
        int length = size - packetStart - HEADER;
        if (length <= maxUnsplit) {
            INT.set(array, packetStart, length | sequenceId << 24);
            sequenceId = sequenceId + 1 & 0xff;
        } else {
            splitPacket(length);
        }
        packetStart = -1;
        return sequenceId;
    }

    /** The sequence id of the packet that follows the one ended last; 0 before the first. */
    public int nextSequenceId() {
        return sequenceId;
    }

    /** Takes back the packet that was started, if any, as if it had never been. */
    public void abandonPacket() {
        if (packetStart >= 0) {
            size = packetStart;
            packetStart = -1;
        }
    }

    private void splitPacket(int length) {
        checkPayload(length);
        int chunks = length / MAX_CHUNK + 1;
        int headers = (chunks - 1) * HEADER;
        if (headers > array.length - size) {
            grow(headers);
        }
        // From the last chunk to the first, so that nothing is overwritten before it has been moved.
        for (int chunk = chunks - 1; chunk > 0; chunk--) {
            int from = packetStart + HEADER + chunk * MAX_CHUNK;
            int chunkLength = Math.min(MAX_CHUNK, length - chunk * MAX_CHUNK);
            System.arraycopy(array, from, array, from + chunk * HEADER, chunkLength);
            INT.set(array, from + (chunk - 1) * HEADER, chunkLength | (sequenceId + chunk & 0xff) << 24);
        }
        INT.set(array, packetStart, MAX_CHUNK | sequenceId << 24);
        size += (chunks - 1) * HEADER;
        sequenceId = sequenceId + chunks & 0xff;
    }

    public PacketWriter writeByte(int value) {
        ensure(1);
        array[size++] = (byte) value;
        return this;
    }

    /** int&lt;2&gt;. */
    public PacketWriter writeInt2(int value) {
        ensure(2);
        SHORT.set(array, size, (short) value);
        size += 2;
        return this;
    }

    /** int&lt;4&gt;. */
    public PacketWriter writeInt4(int value) {
        ensure(4);
        INT.set(array, size, value);
        size += 4;
        return this;
    }

    /** int&lt;8&gt;. */
    public PacketWriter writeInt8(long value) {
        ensure(8);
        LONG.set(array, size, value);
        size += 8;
        return this;
    }

    /** int&lt;lenenc&gt;. */
    public PacketWriter writeLengthEncoded(long value) {
        if (value >= 0 && value < 0xfb) {
            return writeByte((int) value);
        }
        if (value >= 0 && value <= 0xffff) {
            return writeByte(0xfc).writeInt2((int) value);
        }
        if (value >= 0 && value <= 0xffffff) {
            return writeByte(0xfd).writeInt2((int) value).writeByte((int) (value >> 16));
        }
        return writeByte(0xfe).writeInt8(value);
    }

    public PacketWriter writeBytes(byte[] source) {
        return writeBytes(source, 0, source.length);
    }

    public PacketWriter writeBytes(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, array, size, length);
        size += length;
        return this;
    }

    /** The next bytes of a buffer, which moves on by them. */
    public PacketWriter writeBytes(ByteBuffer source, int length) {
        ensure(length);
        source.get(array, size, length);
        size += length;
        return this;
    }

    /** string&lt;lenenc&gt;. */
    public PacketWriter writeLengthEncodedBytes(byte[] source) {
        return writeLengthEncoded(source.length).writeBytes(source);
    }

    public PacketWriter writeZeros(int count) {
        ensure(count);
        Arrays.fill(array, size, size + count, (byte) 0);
        size += count;
        return this;
    }

    /** string&lt;EOF&gt; in UTF-8. */
    public PacketWriter writeString(CharSequence text) {
        int chars = text.length();
        // Most texts fit whatever they hold; only others have to be measured first.
        if (chars > (array.length - size) / 3) {
            ensure(Utf8.encodedLength(text));
        }
        size = Utf8.encode(text, array, size);
        return this;
    }

    /** string&lt;lenenc&gt; in UTF-8. */
    public PacketWriter writeLengthEncodedString(CharSequence text) {
        int chars = text.length();
        if (chars <= MAX_SHORT_TEXT) {
            // Whatever it holds, its length fits into one byte.
            ensure(1 + 3 * chars);
            int end = Utf8.encode(text, array, size + 1);
            array[size] = (byte) (end - size - 1);
            size = end;
            return this;
        }
        int length = Utf8.encodedLength(text);
        writeLengthEncoded(length);
        ensure(length);
        size = Utf8.encode(text, array, size);
        return this;
    }

    /**
     * A number of that many decimal places, as string&lt;lenenc&gt;.
     *
     * @param unscaled with no more than {@link #MAX_LONG_DIGITS} digits
     * @param scale 0 to {@link #MAX_LONG_DIGITS}
     */
    public PacketWriter writeLengthEncodedDecimal(long unscaled, int scale) {
        long rest = Math.abs(unscaled);
        int digits = scale + 1;
        while (digits <= MAX_LONG_DIGITS && rest >= POWERS_OF_TEN[digits]) {
            digits++;
        }
        int length = digits + (scale > 0 ? 1 : 0) + (unscaled < 0 ? 1 : 0);
        ensure(length + 1);
        array[size] = (byte) length;
        int at = size + length;
        for (int i = 0; i < digits; i++) {
            if (i > 0 && i == scale) {
                array[at--] = '.';
            }
            array[at--] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        if (unscaled < 0) {
            array[at] = '-';
        }
        size += length + 1;
        return this;
    }

    /** string&lt;NUL&gt; in UTF-8. The text must not hold a NUL itself. */
    public PacketWriter writeNulTerminatedString(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == 0) {
                throw new IllegalArgumentException("text must not hold a NUL character");
            }
        }
        return writeString(text).writeByte(0);
    }

    /** The index of the next byte, to be given to {@link #setByte} later. */
    public int size() {
        return size;
    }

    /** Changes a byte of the packet that was started. */
    public void setByte(int index, int value) {
        array[index] = (byte) value;
    }

    public int getByte(int index) {
        return array[index] & 0xff;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The bytes written: {@code [0, size())} of this array belongs to the packets. Valid until the next write. */
    public byte[] array() {
        return array;
    }

    /** Forgets everything written, and gives back memory that one large packet needed. */
    public void clear() {
        size = 0;
        packetStart = -1;
        if (array.length > KEPT_CAPACITY) {
            array = new byte[INITIAL_CAPACITY];
        }
    }

    private void ensure(int count) {
        if (count > array.length - size) {
            checkPayload((long) size + count - packetStart - HEADER);
            grow(count);
        }
    }

    private void checkPayload(long length) {
        if (packetStart >= 0 && length > maxPayload) {
            throw new MySqlMappingException(
                    "The statement needs " + length + " bytes or more, but the server takes at most " + maxPayload
                            + "; see max_allowed_packet, and LargeValue for single values",
                    Outcome.NOT_SENT,
                    null);
        }
    }

    private void grow(int count) {
        long needed = (long) size + count;
        if (needed > MAX_CAPACITY) {
            throw new MySqlMappingException(
                    "More than 2 GiB wait to be written to this connection", Outcome.NOT_SENT, null);
        }
        long doubled = Math.min((long) array.length * 2, MAX_CAPACITY);
        array = Arrays.copyOf(array, (int) Math.max(needed, doubled));
    }
}
