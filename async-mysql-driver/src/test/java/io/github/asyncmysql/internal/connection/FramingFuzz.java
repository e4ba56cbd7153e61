package io.github.asyncmysql.internal.connection;

import static io.github.asyncmysql.fuzz.FuzzTarget.check;
import static io.github.asyncmysql.fuzz.FuzzTarget.same;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.fuzz.FuzzInput;
import io.github.asyncmysql.fuzz.FuzzTarget;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.testsupport.FakePackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Any bytes, arriving in any pieces, read at any pace: the packets are those that a reader finds who has all bytes at once,
 * and memory follows what has come, not what was announced. Thread-safe.
 */
public final class FramingFuzz implements FuzzTarget {

    private static final int FULL = 0xffffff;
    private static final int[] LIMITS = {0, 1, 200, 300, 4096, FULL + 2, 64 << 20};
    private static final int WITH_FULL_PACKETS = 0xff;

    /** What was found, and why no more could be. */
    private record Found(List<String> packets, String end) {}

    @Override
    public String name() {
        return "framing";
    }

    @Override
    public Map<String, byte[]> seeds() {
        byte[] answer = FakePackets.resultSet("name", "a", "b".repeat(300), "");
        return Map.of(
                "in one piece", FakePackets.concat(new byte[] {6, 1, 0}, answer),
                "byte by byte", FakePackets.concat(new byte[] {6, 1, 1, 1}, answer),
                "read late", FakePackets.concat(new byte[] {5, 1, 3, 10, (byte) 0x90, 3}, answer),
                "error out of sequence",
                        FakePackets.concat(new byte[] {6, 3, 0}, FakePackets.err(0, 1053, "08S01", "")),
                "too large", FakePackets.concat(new byte[] {2, 1, 1, 7}, answer),
                "payload of 16 MiB", FakePackets.concat(new byte[] {-1, 6, 1, 0}, FakePackets.packet(2, "00")),
                "payload as large as the limit",
                        FakePackets.concat(new byte[] {-1, 5, 1, 0}, FakePackets.packet(2, "00 00")),
                "payload over the limit",
                        FakePackets.concat(new byte[] {-1, 5, 1, 0}, FakePackets.packet(2, "00 00 00")));
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        int first = input.nextByte();
        // Full packets are made here, since no fuzzer writes 16 MiB. They are rare, since they are slow.
        int full = first == WITH_FULL_PACKETS ? 1 : 0;
        int limit = LIMITS[full == 0 ? first % LIMITS.length : input.next(LIMITS.length)];
        int sequence = input.nextByte();
        byte[] pieces = input.nextBytes(input.next(16));
        byte[] stream = stream(full, sequence, input.rest());
        Found expected = expected(stream, limit, sequence);
        long allowed = (256 << 10) + 12L * stream.length;
        // A fuzzer that watches each comparison allocates for each of the 16 MiB.
        Found found = full > 0 && MemoryBound.isFuzzed()
                ? found(stream, pieces, true, limit, sequence)
                : MemoryBound.within(
                        allowed,
                        "framing of " + stream.length + " bytes",
                        () -> found(stream, pieces, full > 0, limit, sequence));
        same(found, expected, "packets");
    }

    private static byte[] stream(int full, int sequence, byte[] rest) {
        if (full == 0) {
            return rest;
        }
        byte[] chunk = new byte[4 + FULL];
        Arrays.fill(chunk, 0, 3, (byte) 0xff);
        chunk[3] = (byte) sequence;
        return FakePackets.concat(chunk, rest);
    }

    /** The specification once more, as plainly as possible. */
    private static Found expected(byte[] stream, int limit, int firstSequence) {
        List<String> packets = new ArrayList<>();
        int sequence = firstSequence;
        int at = 0;
        byte[] joined = {};
        boolean joining = false;
        while (stream.length - at >= 4) {
            int length = stream[at] & 0xff | (stream[at + 1] & 0xff) << 8 | (stream[at + 2] & 0xff) << 16;
            if ((long) joined.length + length > limit) {
                return new Found(packets, "too large");
            }
            if (stream.length - at - 4 < length) {
                break;
            }
            boolean error = !joining && length > 0 && (stream[at + 4] & 0xff) == 0xff;
            if ((stream[at + 3] & 0xff) != sequence && !error) {
                return new Found(packets, "out of sequence");
            }
            byte[] payload = Arrays.copyOfRange(stream, at + 4, at + 4 + length);
            joined = joining ? FakePackets.concat(joined, payload) : payload;
            joining = length == FULL;
            if (!joining) {
                packets.add(text(joined, 0, joined.length));
                joined = new byte[0];
            }
            sequence = sequence + 1 & 0xff;
            at += 4 + length;
        }
        return new Found(packets, "more is due");
    }

    private static String text(byte[] array, int start, int end) {
        CRC32 checksum = new CRC32();
        checksum.update(array, start, end - start);
        return end - start + " bytes " + checksum.getValue();
    }

    private static Found found(byte[] stream, byte[] pieces, boolean large, int limit, int sequence) {
        PacketFramer framer = new PacketFramer(limit, () -> false);
        framer.expectSequenceId(sequence);
        List<String> packets = new ArrayList<>();
        int at = 0;
        try {
            for (int piece = 0; at < stream.length; piece++) {
                int choice = pieces.length == 0 ? 0 : pieces[piece % pieces.length];
                int size = pieces.length == 0 ? stream.length : (choice & 0x7f) * (large ? 100_003 : 1);
                // A piece of nothing must not be repeated forever.
                int end = Math.min(stream.length, at + Math.max(1, size));
                ByteBuf in = Unpooled.wrappedBuffer(stream, at, end - at);
                int unread = framer.unreadBytes();
                framer.append(in);
                check(framer.unreadBytes() == unread + end - at, "everything is taken over");
                at = end;
                // The upper bit: nobody reads for the time being.
                if (choice >= 0) {
                    read(framer, packets);
                }
            }
            read(framer, packets);
        } catch (MySqlProtocolException e) {
            return new Found(
                    packets, String.valueOf(e.getMessage()).contains("limit") ? "too large" : "out of sequence");
        }
        return new Found(packets, "more is due");
    }

    private static void read(PacketFramer framer, List<String> packets) {
        for (PacketReader in = framer.next(); in != null; in = framer.next()) {
            int length = in.length();
            in.position(in.end());
            PacketReader again = framer.next();
            check(again != null && again.position() == again.start(), "the packet stays until it is consumed");
            check(in.length() == length, "with its length");
            packets.add(text(in.array(), in.start(), in.end()));
            framer.consume();
        }
    }
}
