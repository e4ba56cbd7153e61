package io.github.asyncmysql.internal.wire;

/**
 * Describes one column of a result or one parameter of a prepared statement. Immutable.
 *
 * @param table the table's alias
 * @param name the label
 * @param charset the collation's id; 63 stands for bytes
 * @param length the maximal length in bytes, unsigned
 * @param type one of {@link ColumnType}
 * @param flags see the constants
 * @param decimals 0 to 31; 31 if not fixed
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_column_definition.html">ColumnDefinition41</a>
 */
public record ColumnDefinition(String table, String name, int charset, long length, int type, int flags, int decimals) {

    public static final int FLAG_NOT_NULL = 1;
    public static final int FLAG_UNSIGNED = 1 << 5;
    public static final int FLAG_BINARY = 1 << 7;
    public static final int FLAG_ENUM = 1 << 8;
    public static final int FLAG_SET = 1 << 11;

    /** The collation id that stands for bytes instead of text. */
    public static final int CHARSET_BINARY = 63;

    private static final int CHARSET_ASCII = 11;
    private static final int CHARSET_ASCII_BIN = 65;
    private static final int FIXED_FIELDS = 0x0c;

    public static ColumnDefinition read(PacketReader in) {
        skipString(in); // catalog [string<lenenc>]
        skipString(in); // schema [string<lenenc>]
        String table = in.readLengthEncodedString(); // table [string<lenenc>]
        skipString(in); // org_table [string<lenenc>]
        String name = in.readLengthEncodedString(); // name [string<lenenc>]
        skipString(in); // org_name [string<lenenc>]
        if (in.readLengthEncoded() < FIXED_FIELDS) { // length of the fixed fields [lenenc]
            throw in.malformed();
        }
        int charset = in.readInt2(); // character_set [2 bytes]
        long length = in.readInt4() & 0xffffffffL; // column_length [4 bytes]
        int type = in.readByte(); // type [1 byte]
        int flags = in.readInt2(); // flags [2 bytes]
        int decimals = in.readByte(); // decimals [1 byte]
        return new ColumnDefinition(table, name, charset, length, type, flags, decimals);
    }

    private static void skipString(PacketReader in) {
        int length = in.readLengthEncodedLength();
        if (length < 0) {
            throw in.malformed();
        }
        in.skip(length);
    }

    public boolean isUnsigned() {
        return (flags & FLAG_UNSIGNED) != 0;
    }

    /** Whether values are bytes rather than text. */
    public boolean isBinary() {
        return charset == CHARSET_BINARY;
    }

    /**
     * Whether values are text in a character set that is not UTF-8, although the session asks for nothing else. Collations
     * with numbers from 256 are UTF-8, as far as servers send them.
     */
    public boolean isForeignText() {
        boolean utf8 = charset == 33
                || charset == 45
                || charset == 46
                || charset == 76
                || charset == 83
                || charset >= 192 && charset <= 247
                || charset >= 253;
        return !utf8 && charset != CHARSET_BINARY && charset != CHARSET_ASCII && charset != CHARSET_ASCII_BIN;
    }

    /** Whether each character of {@link #isForeignText() foreign text} has several bytes, also those of ASCII. */
    public boolean isWideText() {
        return switch (charset) {
            case 35, 54, 55, 56, 60, 61, 62, 90 -> true;
            default -> charset >= 101 && charset <= 183;
        };
    }

    public boolean isNullable() {
        return (flags & FLAG_NOT_NULL) == 0;
    }
}
