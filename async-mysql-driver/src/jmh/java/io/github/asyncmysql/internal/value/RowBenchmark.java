package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.internal.wire.PacketReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Reading one row of a number, a text, a decimal, a double, a time and a text; per row. Confined to one thread. */
@State(Scope.Thread)
public class RowBenchmark {

    private final RowDescriptor descriptor = RowBytes.descriptor(
            RowBytes.column(ColumnType.LONGLONG),
            RowBytes.textColumn(ColumnType.VAR_STRING),
            RowBytes.column(ColumnType.NEWDECIMAL),
            RowBytes.column(ColumnType.DOUBLE),
            RowBytes.column(ColumnType.DATETIME),
            RowBytes.textColumn(ColumnType.VAR_STRING));
    private final WireRow row = new WireRow(descriptor);
    private final PacketReader reader = new PacketReader();
    private final byte[] binary = RowBytes.binaryPacket(
            new byte[1],
            RowBytes.int8(4_711),
            RowBytes.lengthEncoded("Alexander Smith 4711"),
            RowBytes.lengthEncoded("12345.67"),
            RowBytes.int8(Double.doubleToRawLongBits(294.4375)),
            RowBytes.hex("0be80705060708" + "0940e20100"),
            RowBytes.lengthEncoded("customer since the year of the opening, number 146041"));
    private final byte[] text = RowBytes.textPacket(
            bytes("4711"),
            bytes("Alexander Smith 4711"),
            bytes("12345.67"),
            bytes("294.4375"),
            bytes("2024-05-06 07:08:09.123456"),
            bytes("customer since the year of the opening, number 146041"));

    private static byte[] bytes(String value) {
        return value.getBytes(StandardCharsets.US_ASCII);
    }

    @Benchmark
    public long binaryLayout() {
        row.bindBinary(reader.reset(binary, 0, binary.length));
        return row.getLong(0);
    }

    @Benchmark
    public void binaryValues(Blackhole blackhole) {
        row.bindBinary(reader.reset(binary, 0, binary.length));
        readInto(blackhole);
    }

    @Benchmark
    public void textValues(Blackhole blackhole) {
        row.bindText(reader.reset(text, 0, text.length));
        readInto(blackhole);
    }

    private void readInto(Blackhole blackhole) {
        blackhole.consume(row.getLong(0));
        blackhole.consume(Objects.requireNonNull(row.getString(1)));
        blackhole.consume(Objects.requireNonNull(row.getBigDecimal(2)));
        blackhole.consume(row.getDouble(3));
        blackhole.consume(Objects.requireNonNull(row.getLocalDateTime(4)));
        blackhole.consume(Objects.requireNonNull(row.getString(5)));
    }
}
