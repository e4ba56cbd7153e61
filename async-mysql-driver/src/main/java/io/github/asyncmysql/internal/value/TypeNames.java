package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.ColumnType;

/** The names of column types, in the words of {@code CREATE TABLE}. Thread-safe. */
final class TypeNames {

    private TypeNames() {}

    static String of(ColumnDefinition column) {
        boolean binary = column.isBinary();
        return switch (column.type()) {
            case ColumnType.TINY -> number("TINYINT", column);
            case ColumnType.SHORT -> number("SMALLINT", column);
            case ColumnType.INT24 -> number("MEDIUMINT", column);
            case ColumnType.LONG -> number("INT", column);
            case ColumnType.LONGLONG -> number("BIGINT", column);
            case ColumnType.DECIMAL, ColumnType.NEWDECIMAL -> number("DECIMAL", column);
            case ColumnType.FLOAT -> number("FLOAT", column);
            case ColumnType.DOUBLE -> number("DOUBLE", column);
            case ColumnType.NULL -> "NULL";
            case ColumnType.BIT -> "BIT";
            case ColumnType.YEAR -> "YEAR";
            case ColumnType.DATE -> "DATE";
            case ColumnType.TIME -> "TIME";
            case ColumnType.DATETIME -> "DATETIME";
            case ColumnType.TIMESTAMP -> "TIMESTAMP";
            case ColumnType.JSON -> "JSON";
            case ColumnType.ENUM -> "ENUM";
            case ColumnType.SET -> "SET";
            case ColumnType.GEOMETRY -> "GEOMETRY";
            case ColumnType.VECTOR -> "VECTOR";
            case ColumnType.VARCHAR, ColumnType.VAR_STRING -> string(column, binary ? "VARBINARY" : "VARCHAR");
            case ColumnType.STRING -> string(column, binary ? "BINARY" : "CHAR");
            case ColumnType.TINY_BLOB -> binary ? "TINYBLOB" : "TINYTEXT";
            case ColumnType.BLOB -> binary ? "BLOB" : "TEXT";
            case ColumnType.MEDIUM_BLOB -> binary ? "MEDIUMBLOB" : "MEDIUMTEXT";
            case ColumnType.LONG_BLOB -> binary ? "LONGBLOB" : "LONGTEXT";
            default -> "UNKNOWN(" + column.type() + ")";
        };
    }

    private static String number(String name, ColumnDefinition column) {
        return column.isUnsigned() ? name + " UNSIGNED" : name;
    }

    // ENUM and SET travel as strings; only the flags tell.
    private static String string(ColumnDefinition column, String name) {
        if ((column.flags() & ColumnDefinition.FLAG_ENUM) != 0) {
            return "ENUM";
        }
        return (column.flags() & ColumnDefinition.FLAG_SET) != 0 ? "SET" : name;
    }
}
