package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.internal.wire.PacketReader;

/** How the values of a column lie in a row: the wire types that are read in the same way are one kind. Immutable. */
enum FieldKind {
    INT8(1),
    UINT8(1),
    INT16(2),
    UINT16(2),
    INT32(4),
    UINT32(4),
    INT64(8),
    UINT64(8),
    YEAR(2),
    FLOAT(4),
    DOUBLE(8),
    DECIMAL(FieldKind.LENGTH_PREFIXED),
    BIT(FieldKind.LENGTH_PREFIXED),
    DATE(FieldKind.DATE_LAYOUT),
    DATE_TIME(FieldKind.DATE_LAYOUT),
    TIME(FieldKind.TIME_LAYOUT),
    TEXT(FieldKind.LENGTH_PREFIXED),
    BYTES(FieldKind.LENGTH_PREFIXED),
    /** Types that have no binary form, or none that is known. In text rows they are bytes. */
    OPAQUE(FieldKind.NO_LAYOUT);

    static final int LENGTH_PREFIXED = 0;
    static final int DATE_LAYOUT = -1;
    static final int TIME_LAYOUT = -2;
    static final int NO_LAYOUT = -3;

    /** The length in binary rows if positive, else one of the constants. */
    final int layout;

    FieldKind(int layout) {
        this.layout = layout;
    }

    static FieldKind of(ColumnDefinition column) {
        boolean unsigned = column.isUnsigned();
        return switch (column.type()) {
            case ColumnType.TINY -> unsigned ? UINT8 : INT8;
            case ColumnType.SHORT -> unsigned ? UINT16 : INT16;
            case ColumnType.INT24, ColumnType.LONG -> unsigned ? UINT32 : INT32;
            case ColumnType.LONGLONG -> unsigned ? UINT64 : INT64;
            case ColumnType.YEAR -> YEAR;
            case ColumnType.FLOAT -> FLOAT;
            case ColumnType.DOUBLE -> DOUBLE;
            case ColumnType.DECIMAL, ColumnType.NEWDECIMAL -> DECIMAL;
            case ColumnType.BIT -> BIT;
            case ColumnType.DATE -> DATE;
            case ColumnType.DATETIME, ColumnType.TIMESTAMP -> DATE_TIME;
            case ColumnType.TIME -> TIME;
            // Servers announce JSON as binary although it is text in the session's character set.
            case ColumnType.JSON, ColumnType.ENUM, ColumnType.SET -> TEXT;
            case ColumnType.GEOMETRY, ColumnType.VECTOR -> BYTES;
            case ColumnType.VARCHAR,
                    ColumnType.VAR_STRING,
                    ColumnType.STRING,
                    ColumnType.TINY_BLOB,
                    ColumnType.BLOB,
                    ColumnType.MEDIUM_BLOB,
                    ColumnType.LONG_BLOB -> column.isBinary() ? BYTES : TEXT;
            default -> OPAQUE;
        };
    }

    /** Whether values are the characters or bytes of a string, so that text can be looked for in them. */
    boolean isString() {
        return this == TEXT || this == BYTES || this == OPAQUE;
    }

    /** Reads the length in front of a value of a binary row, whose layout is not its length already. */
    static int readLength(PacketReader in, int layout) {
        int length = layout == NO_LAYOUT ? PacketReader.NULL_LENGTH : in.readLengthEncodedLength();
        if (!isLength(layout, length)) {
            throw in.malformed();
        }
        return length;
    }

    /** Whether values of this layout, which is not their length already, may have that length. */
    static boolean isLength(int layout, long length) {
        return switch (layout) {
            case LENGTH_PREFIXED -> length >= 0;
            case DATE_LAYOUT -> length == 0 || length == 4 || length == 7 || length == 11;
            case TIME_LAYOUT -> length == 0 || length == 8 || length == 12;
            default -> false;
        };
    }
}
