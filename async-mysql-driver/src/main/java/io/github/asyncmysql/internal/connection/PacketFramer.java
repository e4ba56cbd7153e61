package io.github.asyncmysql.internal.connection;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.internal.wire.ErrorPacket;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.internal.wire.PacketWriter;
import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds packets in the bytes that arrive, in place: they are copied once out of the channel's buffer into an array of the
 * connection, and read there. Nothing is allocated for a length that was only announced.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html">MySQL packets</a>
 */
final class PacketFramer {

    private static final int HEADER = 4;
    private static final int EOF_HEADER = 0xfe;
    private static final int INITIAL_CAPACITY = 8 << 10;
    private static final int KEPT_CAPACITY = 256 << 10;

    private final PacketReader reader = new PacketReader();
    private final BooleanSupplier takesParts;
    private byte[] buffer = new byte[INITIAL_CAPACITY];
    /** What was used before the packet came that it is too small for; the same as the buffer while there is none. */
    private byte[] kept = buffer;

    private int start;
    private int end;
    private int joined;
    private int maxPacketSize;
    private int expectedSequenceId;
    private int packetEnd;
    private boolean located;
    private boolean outOfSequence;
    private boolean sequenceIgnored;
    private int chunkLeft;
    private boolean lastChunk;

    /** @param takesParts asked about a packet that is too large, whether it can be read in parts instead */
    PacketFramer(int maxPacketSize, BooleanSupplier takesParts) {
        this.maxPacketSize = maxPacketSize;
        this.takesParts = takesParts;
    }

    /** From now on packets larger than this are refused as soon as their header has come. */
    void maxPacketSize(int maxPacketSize) {
        this.maxPacketSize = maxPacketSize;
    }

    /** The sequence id that the next packet must have. */
    int expectedSequenceId() {
        return expectedSequenceId;
    }

    void expectSequenceId(int sequenceId) {
        expectedSequenceId = sequenceId;
    }

    /** Takes over all readable bytes; does not release the buffer. */
    void append(ByteBuf in) {
        int count = in.readableBytes();
        if (count > buffer.length - end) {
            makeRoom(count);
        }
        if (in.nioBufferCount() == 1) {
            // What reading from the socket has made already; readBytes would make another one.
            in.internalNioBuffer(in.readerIndex(), count).get(buffer, end, count);
            in.skipBytes(count);
        } else {
            in.readBytes(buffer, end, count);
        }
        end += count;
    }

    private void makeRoom(int count) {
        int unread = end - start;
        int needed = Math.addExact(unread, count);
        byte[] before = buffer;
        byte[] target = needed > before.length ? larger(needed) : before;
        System.arraycopy(before, start, target, 0, unread);
        packetEnd -= start;
        buffer = target;
        start = 0;
        end = unread;
        if (target.length <= KEPT_CAPACITY) {
            kept = target;
        } else if (target != before && before.length > KEPT_CAPACITY) {
            SpareBuffers.ofThisThread().give(before);
        }
    }

    private byte[] larger(int needed) {
        // Doubled, so that nothing is copied often, but never by more than the largest packet can fill.
        long useful = Math.min((long) maxPacketSize + KEPT_CAPACITY, Integer.MAX_VALUE - 64L);
        int length = Math.max(needed, (int) Math.min(2L * buffer.length, useful));
        byte[] spare = length > KEPT_CAPACITY ? SpareBuffers.ofThisThread().take(length) : null;
        return spare != null ? spare : new byte[length];
    }

    /** How many bytes wait to be read. */
    int unreadBytes() {
        return end - start;
    }

    /**
     * The next packet, if all of it has come. It stays the next one until {@link #consume()}.
     *
     * @return a reader positioned at the payload's start, the same object each time; {@code null} if bytes are missing
     * @throws MySqlProtocolException if the packet is out of sequence or too large
     */
    @Nullable
    PacketReader next() {
        if (located) {
            return reader.reset(buffer, start + HEADER, packetEnd);
        }
        while (true) {
            int header = joined == 0 ? start : start + joined;
            if (end - header < HEADER) {
                return null;
            }
            int length = length(header);
            if (isTooLarge(length)) {
                if (takesParts.getAsBoolean()) {
                    return null;
                }
                throw tooLarge(length);
            }
            if (end - header - HEADER < length) {
                return null;
            }
            checkSequence(header, length);
            if (joined == 0 && length < PacketWriter.MAX_CHUNK) {
                packetEnd = start + HEADER + length;
                located = true;
                return reader.reset(buffer, start + HEADER, packetEnd);
            }
            if (join(header, length)) {
                return reader.reset(buffer, start + HEADER, start + joined);
            }
        }
    }

    /** Moves behind the packet that {@link #next()} returned. */
    void consume() {
        expectedSequenceId = expectedSequenceId + 1 & 0xff;
        start = packetEnd;
        joined = 0;
        located = false;
        clearIfEmpty();
    }

    private void clearIfEmpty() {
        if (start == end) {
            start = 0;
            end = 0;
            if (buffer.length > KEPT_CAPACITY) {
                SpareBuffers.ofThisThread().give(buffer);
                buffer = kept;
            }
        }
    }

    /** From now on somebody else checks that nothing is out of sequence. */
    void ignoreSequence() {
        sequenceIgnored = true;
    }

    /** An error packet came out of sequence. */
    void errorOutOfSequence() {
        outOfSequence = true;
    }

    /** Whether an error packet came out of sequence, which servers do when they end a session. */
    boolean wasOutOfSequence() {
        return outOfSequence;
    }

    // A payload of 2^24-1 bytes and more comes in several packets. Each one's header is closed up, so that in the end
    // the payload lies in one piece behind the first header; joined counts its bytes with that first header.
    private boolean join(int header, int length) {
        if (joined == 0) {
            joined = HEADER + length;
        } else {
            System.arraycopy(buffer, header + HEADER, buffer, header, end - header - HEADER);
            end -= HEADER;
            joined += length;
        }
        if (length < PacketWriter.MAX_CHUNK) {
            packetEnd = start + joined;
            located = true;
            return true;
        }
        expectedSequenceId = expectedSequenceId + 1 & 0xff;
        return false;
    }

    private int length(int header) {
        return (buffer[header] & 0xff) | (buffer[header + 1] & 0xff) << 8 | (buffer[header + 2] & 0xff) << 16;
    }

    private long total(int length) {
        return (joined == 0 ? 0L : joined - HEADER) + length;
    }

    private boolean isTooLarge(int length) {
        return total(length) > maxPacketSize;
    }

    private MySqlProtocolException tooLarge(int length) {
        return new MySqlProtocolException(
                "The server sent a packet of " + total(length) + " bytes or more; the limit is " + maxPacketSize);
    }

    /**
     * Begins to read the next packet in parts, none of which {@link #next()} has returned. {@link #next()} must not be called
     * again before {@link #isPartsEnd()}.
     *
     * @return {@code false} if it has not come far enough, or is no row and has to be read as a whole
     * @throws MySqlProtocolException if it is out of sequence, or is no row and too large
     */
    boolean beginParts() {
        if (located || end - start <= HEADER) {
            return false;
        }
        int length = length(start);
        int first = buffer[start + HEADER] & 0xff;
        if (first == ErrorPacket.HEADER || first == EOF_HEADER && length < PacketWriter.MAX_CHUNK) {
            if (isTooLarge(length)) {
                throw tooLarge(length);
            }
            return false;
        }
        if (joined == 0) {
            openChunk();
        } else {
            // What has come of it was joined already.
            start += HEADER;
            chunkLeft = joined - HEADER;
            lastChunk = false;
            joined = 0;
        }
        return true;
    }

    private void openChunk() {
        checkSequenceId(buffer[start + HEADER - 1] & 0xff);
        chunkLeft = length(start);
        lastChunk = chunkLeft < PacketWriter.MAX_CHUNK;
        start += HEADER;
        expectedSequenceId = expectedSequenceId + 1 & 0xff;
    }

    /** What has come of the packet and was not consumed; {@code null} if that is nothing. */
    @Nullable
    PacketReader part() {
        while (chunkLeft == 0 && !lastChunk) {
            if (end - start < HEADER) {
                return null;
            }
            openChunk();
        }
        int count = Math.min(chunkLeft, end - start);
        return count == 0 ? null : reader.reset(buffer, start, start + count);
    }

    /** Moves on by so many bytes of what {@link #part()} returned. */
    void consumePart(int count) {
        start += count;
        chunkLeft -= count;
        clearIfEmpty();
    }

    /** Whether all of the packet was consumed. */
    boolean isPartsEnd() {
        return chunkLeft == 0 && lastChunk;
    }

    /** Checks that what is not consumed, because more has to come first, can and may become more. */
    void checkUnreadPart() {
        if (end - start >= chunkLeft || end - start > maxPacketSize) {
            throw new MySqlProtocolException("The server sent a row whose beginning has " + (end - start)
                    + " bytes or more; the limit is " + Math.min(maxPacketSize, PacketWriter.MAX_CHUNK));
        }
    }

    // Servers really do send errors out of sequence when they end a session: those are believed.
    private void checkSequence(int header, int length) {
        int sequenceId = buffer[header + 3] & 0xff;
        boolean error = joined == 0 && length > 0 && (buffer[header + HEADER] & 0xff) == ErrorPacket.HEADER;
        if (sequenceId != expectedSequenceId && error && !sequenceIgnored) {
            outOfSequence = true;
        } else {
            checkSequenceId(sequenceId);
        }
    }

    private void checkSequenceId(int sequenceId) {
        if (sequenceId != expectedSequenceId && !sequenceIgnored) {
            throw new MySqlProtocolException(
                    "The server sent packet " + sequenceId + " where packet " + expectedSequenceId + " was due");
        }
    }
}
