package io.github.asyncmysql.testsupport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Builds the packets that a server sends, each with its header, as plain bytes that a test may then spoil.
 * Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html">Command Phase</a>
 */
public final class FakePackets {

    public static final int TYPE_LONGLONG = 0x08;
    public static final int TYPE_VAR_STRING = 0xfd;
    public static final int STATUS_AUTOCOMMIT = 2;
    public static final int STATUS_MORE_RESULTS = 8;
    public static final int STATUS_CURSOR_EXISTS = 64;
    public static final int STATUS_LAST_ROW_SENT = 128;

    private static final int UTF8MB4 = 255;
    private static final int BINARY = 63;

    private FakePackets() {}

    /** A packet: three bytes of length, the sequence number, the payload (shorter than 16 MiB). */
    public static byte[] packet(int sequence, byte[]... payloadParts) {
        byte[] payload = concat(payloadParts);
        return concat(int3(payload.length), new byte[] {(byte) sequence}, payload);
    }

    /** A packet whose payload is given as hexadecimal digits, blanks allowed. */
    public static byte[] packet(int sequence, String hex) {
        return packet(sequence, hex(hex));
    }

    /** OK: nothing changed, autocommit. */
    public static byte[] ok(int sequence) {
        return ok(sequence, 0, 0, STATUS_AUTOCOMMIT);
    }

    public static byte[] ok(int sequence, long affectedRows, long lastInsertId, int status) {
        return packet(
                sequence,
                new byte[] {0},
                lengthEncoded(affectedRows),
                lengthEncoded(lastInsertId),
                int2(status),
                int2(0));
    }

    /** OK in its shape at the end of rows, for clients with {@link Capability#DEPRECATE_EOF}. */
    public static byte[] okEof(int sequence) {
        return okEof(sequence, STATUS_AUTOCOMMIT);
    }

    public static byte[] okEof(int sequence, int status) {
        return packet(sequence, new byte[] {(byte) 0xfe, 0, 0}, int2(status), int2(0));
    }

    /** The old end-of-file packet, for clients without {@link Capability#DEPRECATE_EOF}. */
    public static byte[] eof(int sequence) {
        return eof(sequence, STATUS_AUTOCOMMIT);
    }

    public static byte[] eof(int sequence, int status) {
        return packet(sequence, new byte[] {(byte) 0xfe}, int2(0), int2(status));
    }

    /** An error with an SQLSTATE of five characters. */
    public static byte[] err(int sequence, int code, String sqlState, String message) {
        return packet(sequence, new byte[] {(byte) 0xff}, int2(code), utf8("#" + sqlState), utf8(message));
    }

    /** An error as sent before a client has said that it speaks protocol 4.1: without SQLSTATE. */
    public static byte[] errWithoutState(int sequence, int code, String message) {
        return packet(sequence, new byte[] {(byte) 0xff}, int2(code), utf8(message));
    }

    /** Asks for another authentication plugin. */
    public static byte[] authSwitch(int sequence, String plugin, byte[] data) {
        return packet(sequence, new byte[] {(byte) 0xfe}, utf8(plugin), new byte[] {0}, data);
    }

    /** The wish for a further factor, with a scramble for its method. */
    public static byte[] authNextFactor(int sequence, String plugin, byte[] data) {
        return packet(sequence, new byte[] {2}, utf8(plugin), new byte[1], data);
    }

    /** Further data of the authentication plugin; 3 is fast success and 4 full authentication for caching_sha2. */
    public static byte[] authMoreData(int sequence, byte... data) {
        return packet(sequence, new byte[] {1}, data);
    }

    public static byte[] columnCount(int sequence, int count) {
        return packet(sequence, lengthEncoded(count));
    }

    /** A VARCHAR column in utf8mb4. */
    public static byte[] column(int sequence, String name) {
        return column(sequence, name, TYPE_VAR_STRING);
    }

    public static byte[] column(int sequence, String name, int type) {
        return packet(
                sequence,
                string("def"),
                string(""),
                string(""),
                string(""),
                string(name),
                string(""),
                new byte[] {0x0c},
                int2(type == TYPE_VAR_STRING ? UTF8MB4 : BINARY),
                int4(1024),
                new byte[] {(byte) type},
                int2(0),
                new byte[] {0, 0, 0});
    }

    /** A row of the text protocol; null is NULL. */
    public static byte[] textRow(int sequence, @Nullable String... values) {
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        for (String value : values) {
            row.writeBytes(value == null ? new byte[] {(byte) 0xfb} : string(value));
        }
        return packet(sequence, row.toByteArray());
    }

    /** A row of the binary protocol without NULLs, from values that are encoded already. */
    public static byte[] binaryRow(int sequence, byte[]... values) {
        return packet(sequence, new byte[] {0}, new byte[(values.length + 7 + 2) / 8], concat(values));
    }

    /** The first answer to a prepare; definitions follow when a count is not zero. */
    public static byte[] prepareOk(int sequence, int statementId, int columns, int parameters) {
        return packet(
                sequence, new byte[] {0}, int4(statementId), int2(columns), int2(parameters), new byte[] {0}, int2(0));
    }

    /** Asks the client to upload a file. */
    public static byte[] localInfile(int sequence, String fileName) {
        return packet(sequence, new byte[] {(byte) 0xfb}, utf8(fileName));
    }

    /** The whole answer to a query: one VARCHAR column, its rows, and the end without the old EOF packets. */
    public static byte[] resultSet(String columnName, String... rows) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(columnCount(1, 1));
        all.writeBytes(column(2, columnName));
        int sequence = 3;
        for (String row : rows) {
            all.writeBytes(textRow(sequence++, row));
        }
        all.writeBytes(okEof(sequence));
        return all.toByteArray();
    }

    /** A length-encoded string. */
    public static byte[] string(String text) {
        byte[] bytes = utf8(text);
        return concat(lengthEncoded(bytes.length), bytes);
    }

    public static byte[] lengthEncoded(long value) {
        if (value >= 0 && value < 0xfb) {
            return new byte[] {(byte) value};
        }
        if (value >= 0 && value <= 0xffff) {
            return concat(new byte[] {(byte) 0xfc}, int2((int) value));
        }
        if (value >= 0 && value <= 0xffffff) {
            return concat(new byte[] {(byte) 0xfd}, int3((int) value));
        }
        return concat(new byte[] {(byte) 0xfe}, int8(value));
    }

    public static byte[] int2(int value) {
        return littleEndian(value, 2);
    }

    public static byte[] int3(int value) {
        return littleEndian(value, 3);
    }

    public static byte[] int4(int value) {
        return littleEndian(value, 4);
    }

    public static byte[] int8(long value) {
        return littleEndian(value, 8);
    }

    private static byte[] littleEndian(long value, int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    public static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
