package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.PacketReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Makes column definitions and rows out of bytes. Thread-safe. */
final class RowBytes {

    static final int UTF8MB4 = 255;
    static final int UNSIGNED = ColumnDefinition.FLAG_UNSIGNED;

    private RowBytes() {}

    static ColumnDefinition column(int type) {
        return column(type, 0);
    }

    static ColumnDefinition column(int type, int flags) {
        return new ColumnDefinition("t", "c", ColumnDefinition.CHARSET_BINARY, 20, type, flags, 0);
    }

    static ColumnDefinition textColumn(int type) {
        return new ColumnDefinition("t", "c", UTF8MB4, 1000, type, 0, 0);
    }

    static ColumnDefinition named(String name, int type) {
        return new ColumnDefinition("t", name, UTF8MB4, 20, type, 0, 0);
    }

    static ColumnDefinition withDecimals(int type, int decimals) {
        return new ColumnDefinition("t", "c", ColumnDefinition.CHARSET_BINARY, 26, type, 0, decimals);
    }

    static ColumnDefinition withLength(int type, int flags, int length) {
        return new ColumnDefinition("t", "c", ColumnDefinition.CHARSET_BINARY, length, type, flags, 0);
    }

    static RowDescriptor descriptor(ColumnDefinition... columns) {
        return new RowDescriptor(columns, ZoneOffset.UTC);
    }

    /** A text row of one column. */
    static WireRow text(ColumnDefinition column, @Nullable String value) {
        return text(descriptor(column), value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    static WireRow text(RowDescriptor descriptor, byte @Nullable [] @Nullable ... values) {
        WireRow row = new WireRow(descriptor);
        row.bindText(reader(textPacket(values)));
        return row;
    }

    static byte[] textPacket(byte @Nullable [] @Nullable ... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] value : values) {
            if (value == null) {
                out.write(0xfb);
            } else {
                out.writeBytes(lengthEncoded(value));
            }
        }
        return out.toByteArray();
    }

    /** A binary row of one column; the value with its length in front if its type has one. */
    static WireRow binary(ColumnDefinition column, byte... value) {
        return binary(descriptor(column), new byte[1], value);
    }

    static WireRow binaryNull(ColumnDefinition column) {
        return binary(descriptor(column), new byte[] {4});
    }

    static WireRow binary(RowDescriptor descriptor, byte[] bitmap, byte[]... values) {
        WireRow row = new WireRow(descriptor);
        row.bindBinary(reader(binaryPacket(bitmap, values)));
        return row;
    }

    static byte[] binaryPacket(byte[] bitmap, byte[]... values) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        out.writeBytes(bitmap);
        for (byte[] value : values) {
            out.writeBytes(value);
        }
        return out.toByteArray();
    }

    /** A packet that does not start at index 0 and has foreign bytes on both sides, as in a receive buffer. */
    static PacketReader reader(byte[] packet) {
        byte[] buffer = new byte[packet.length + 16];
        java.util.Arrays.fill(buffer, (byte) 0x33);
        System.arraycopy(packet, 0, buffer, 7, packet.length);
        return new PacketReader().reset(buffer, 7, 7 + packet.length);
    }

    static byte[] lengthEncoded(byte[] value) {
        int prefix = value.length < 0xfb ? 1 : value.length <= 0xffff ? 3 : value.length <= 0xffffff ? 4 : 9;
        ByteBuffer out = ByteBuffer.allocate(prefix + value.length).order(ByteOrder.LITTLE_ENDIAN);
        switch (prefix) {
            case 1 -> out.put((byte) value.length);
            case 3 -> out.put((byte) 0xfc).putShort((short) value.length);
            case 4 -> out.put((byte) 0xfd).putShort((short) value.length).put((byte) (value.length >> 16));
            default -> out.put((byte) 0xfe).putLong(value.length);
        }
        return out.put(value).array();
    }

    static byte[] lengthEncoded(String value) {
        return lengthEncoded(value.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    static byte[] int2(int value) {
        return ByteBuffer.allocate(2)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) value)
                .array();
    }

    static byte[] int4(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    static byte[] int8(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
