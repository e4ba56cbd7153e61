package io.github.asyncmysql;

/**
 * Describes one column of a result. Immutable.
 *
 * @param name the label: the alias if there is one, else the column's name
 * @param table the alias of the table the column comes from; empty for expressions
 * @param typeName the MySQL type in the words of {@code CREATE TABLE}, upper case, for example {@code BIGINT UNSIGNED}
 * @param length the maximal length in bytes that the server announces
 * @param decimals digits behind the decimal point, or of the second's fraction; 31 if not fixed
 * @param nullable whether the server says that the column may be {@code NULL}
 */
public record Column(String name, String table, String typeName, long length, int decimals, boolean nullable) {}
