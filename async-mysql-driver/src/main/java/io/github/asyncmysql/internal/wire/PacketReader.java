package io.github.asyncmysql.internal.wire;

import io.github.asyncmysql.MySqlProtocolException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the fields of one packet's payload in place. One object serves a whole connection: it is pointed at each packet in
 * turn, so that nothing is allocated per packet. Every read checks the packet's end first, whatever length it was told.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_data_types.html">Basic types</a>
 */
public final class PacketReader {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] EMPTY = new byte[0];

    /** What {@link #readLengthEncodedLength()} returns for the NULL marker {@code 0xfb} of text rows. */
    public static final int NULL_LENGTH = -1;

    private byte[] array = EMPTY;
    private int start;
    private int position;
    private int end;

    /** Points this reader at the payload {@code array[start, end)}. The array is not copied. */
    public PacketReader reset(byte[] array, int start, int end) {
        this.array = array;
        this.start = start;
        this.position = start;
        this.end = end;
        return this;
    }

    /** The array that holds the payload; only {@code [start(), end())} of it belongs to the packet. */
    public byte[] array() {
        return array;
    }

    /** Where the payload starts in {@link #array()}. */
    public int start() {
        return start;
    }

    /** The index in {@link #array()} of the next byte to be read. */
    public int position() {
        return position;
    }

    /** Continues reading at an index of {@link #array()} within the packet. */
    public void position(int position) {
        if (position < start || position > end) {
            throw malformed();
        }
        this.position = position;
    }

    /** The index in {@link #array()} behind the payload's last byte. */
    public int end() {
        return end;
    }

    /** The payload's length. */
    public int length() {
        return end - start;
    }

    /** How many bytes are left. */
    public int remaining() {
        return end - position;
    }

    /** The payload's first byte, which tells most packets apart, without moving on; fails on an empty payload. */
    public int firstByte() {
        if (start == end) {
            throw malformed();
        }
        return array[start] & 0xff;
    }

    public void skip(int count) {
        require(count);
        position += count;
    }

    public int readByte() {
        require(1);
        return array[position++] & 0xff;
    }

    /** int&lt;2&gt;, unsigned. */
    public int readInt2() {
        require(2);
        int value = (short) SHORT.get(array, position) & 0xffff;
        position += 2;
        return value;
    }

    /** int&lt;3&gt;, unsigned. */
    public int readInt3() {
        require(3);
        int value = (array[position] & 0xff) | (array[position + 1] & 0xff) << 8 | (array[position + 2] & 0xff) << 16;
        position += 3;
        return value;
    }

    /** int&lt;4&gt;; negative values stand for the upper half. */
    public int readInt4() {
        require(4);
        int value = (int) INT.get(array, position);
        position += 4;
        return value;
    }

    /** int&lt;8&gt;; negative values stand for the upper half. */
    public long readInt8() {
        require(8);
        long value = (long) LONG.get(array, position);
        position += 8;
        return value;
    }

    /** int&lt;lenenc&gt;: 1, 3, 4 or 9 bytes, unsigned. The markers 0xfb (NULL) and 0xff are protocol errors here. */
    public long readLengthEncoded() {
        int first = readByte();
        if (first < 0xfb) {
            return first;
        }
        switch (first) {
            case 0xfc:
                return readInt2();
            case 0xfd:
                return readInt3();
            case 0xfe:
                return readInt8();
            default:
                throw malformed();
        }
    }

    /**
     * The length in front of a string&lt;lenenc&gt;, checked against the packet's end.
     *
     * @return the length, or {@link #NULL_LENGTH} for 0xfb
     */
    public int readLengthEncodedLength() {
        require(1);
        int first = array[position] & 0xff;
        if (first < 0xfb) {
            position++;
            require(first);
            return first;
        }
        if (first == 0xfb) {
            position++;
            return NULL_LENGTH;
        }
        long length = readLengthEncoded();
        if (length < 0 || length > end - position) {
            throw malformed();
        }
        return (int) length;
    }

    /** string&lt;lenenc&gt; in UTF-8; NULL is a protocol error. */
    public String readLengthEncodedString() {
        int length = readLengthEncodedLength();
        if (length < 0) {
            throw malformed();
        }
        return readString(length);
    }

    /** string&lt;fix&gt; in UTF-8. */
    public String readString(int length) {
        require(length);
        String value = new String(array, position, length, StandardCharsets.UTF_8);
        position += length;
        return value;
    }

    /** string&lt;NUL&gt; in UTF-8; ends at a NUL, or at the packet's end where a server leaves the last NUL out. */
    public String readNulTerminatedString() {
        int nul = position;
        while (nul < end && array[nul] != 0) {
            nul++;
        }
        String value = new String(array, position, nul - position, StandardCharsets.UTF_8);
        position = Math.min(nul + 1, end);
        return value;
    }

    /** string&lt;fix&gt; as bytes, copied. */
    public byte[] readBytes(int length) {
        require(length);
        byte[] value = Arrays.copyOfRange(array, position, position + length);
        position += length;
        return value;
    }

    /** string&lt;EOF&gt; as bytes, copied. */
    public byte[] readRemainingBytes() {
        return readBytes(remaining());
    }

    private void require(int count) {
        if (count < 0 || count > end - position) {
            throw malformed();
        }
    }

    /** The failure to raise when this packet is not what the protocol allows here. */
    public MySqlProtocolException malformed() {
        return new MySqlProtocolException(
                "Malformed packet from the server: " + length() + " bytes, at offset " + (position - start));
    }
}
