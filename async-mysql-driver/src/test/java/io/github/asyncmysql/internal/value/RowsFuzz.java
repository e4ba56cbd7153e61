package io.github.asyncmysql.internal.value;

import static io.github.asyncmysql.fuzz.FuzzTarget.check;
import static io.github.asyncmysql.fuzz.FuzzTarget.same;

import io.github.asyncmysql.MySqlProtocolException;
import io.github.asyncmysql.fuzz.FuzzInput;
import io.github.asyncmysql.fuzz.FuzzTarget;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.internal.wire.PacketReader;
import io.github.asyncmysql.testsupport.FakePackets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows of any columns and any bytes, text and binary: either a protocol error, or every field lies within the packet, behind
 * the one before, and together they fill it; a copy of the row has the same fields, and so has one of which a part has come.
 * Thread-safe.
 */
public final class RowsFuzz implements FuzzTarget {

    @Override
    public String name() {
        return "rows";
    }

    @Override
    public Map<String, byte[]> seeds() {
        byte[] text = RowBytes.textPacket("1".getBytes(), null, "x".repeat(300).getBytes());
        byte[] binary = RowBytes.binaryPacket(
                new byte[] {8},
                RowBytes.int8(1),
                RowBytes.lengthEncoded("x"),
                FakePackets.hex("04 e8 07 02 1d"),
                FakePackets.hex("08 01 00 00 00 00 01 02 03"));
        Map<String, byte[]> seeds = new TreeMap<>();
        seeds.put("text", FakePackets.concat(new byte[] {0, 2, 8, 1, (byte) 253, 0, (byte) 252, 0}, text));
        seeds.put("binary", FakePackets.concat(new byte[] {1, 3, 8, 1, (byte) 253, 0, 10, 0, 11, 0}, binary));
        seeds.put("no layout", FakePackets.concat(new byte[] {1, 0, 0x20, 0}, RowBytes.binaryPacket(new byte[1])));
        return seeds;
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = new FuzzInput(bytes);
        boolean binary = input.nextBoolean();
        ColumnDefinition[] columns = new ColumnDefinition[1 + input.next(40)];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = RowBytes.column(input.nextByte(), (input.nextByte() & 1) * RowBytes.UNSIGNED);
        }
        byte[] packet = input.rest();
        WireRow row = new WireRow(RowBytes.descriptor(columns));
        try {
            if (binary) {
                row.bindBinary(RowBytes.reader(packet));
            } else {
                row.bindText(RowBytes.reader(packet));
            }
        } catch (MySqlProtocolException e) {
            return;
        }
        checkFields(row, packet, binary);
        WireRow copy = (WireRow) row.detach();
        for (int i = 0; i < columns.length; i++) {
            same(copy.isNull(i), row.isNull(i), "the copy of a NULL");
            check(row.isNull(i) || field(row, i).equals(field(copy, i)), "the copy of a field");
        }
        checkArrival(row, packet, binary);
    }

    /** While the row arrives, its leading fields and the length of the last one are found once, and then as in the end. */
    private static void checkArrival(WireRow row, byte[] packet, boolean binary) {
        int last = row.size() - 1;
        int header = row.isNull(last) ? packet.length : row.offset(last) - 7;
        int step = Math.max(1, packet.length / 64);
        for (int count = packet.length; count >= 0; count -= step) {
            WireRow arriving = new WireRow(row.descriptor());
            long length = arriving.bindLeading(RowBytes.reader(Arrays.copyOf(packet, count)), binary);
            check((length == WireRow.INCOMPLETE) == count < header, "what is in front of the last value says all");
            if (length == WireRow.INCOMPLETE) {
                continue;
            }
            same(length, row.isNull(last) ? PacketReader.NULL_LENGTH : (long) row.length(last), "the last length");
            check(arriving.isNull(last), "the last value is not there");
            for (int i = 0; i < last; i++) {
                same(arriving.isNull(i), row.isNull(i), "a NULL in front");
                check(row.isNull(i) || field(row, i).equals(field(arriving, i)), "a field in front");
            }
        }
    }

    private static String field(WireRow row, int index) {
        return new String(
                row.array(), row.offset(index), row.length(index), java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static void checkFields(WireRow row, byte[] packet, boolean binary) {
        // As RowBytes lays it out: seven foreign bytes in front.
        int at = 7 + (binary ? 1 + (row.size() + 9) / 8 : 0);
        int end = 7 + packet.length;
        for (int i = 0; i < row.size(); i++) {
            if (row.isNull(i)) {
                at += binary ? 0 : 1;
                continue;
            }
            check(row.offset(i) >= at && row.offset(i) <= at + 9, "a field lies behind the one before");
            check(row.length(i) >= 0 && row.length(i) <= end - row.offset(i), "a field lies within the packet");
            int type = row.descriptor().column(i).type();
            check(!binary || type != ColumnType.TINY || row.length(i) == 1, "TINY has one byte");
            check(!binary || type != ColumnType.LONGLONG || row.length(i) == 8, "BIGINT has eight bytes");
            at = row.offset(i) + row.length(i);
        }
        same(at, end, "the fields fill the packet");
    }
}
