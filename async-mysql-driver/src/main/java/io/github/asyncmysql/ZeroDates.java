package io.github.asyncmysql;

/**
 * What dates become that Java does not know: {@code 0000-00-00}, and those whose month or day is zero, such as
 * {@code 2023-00-10}. It concerns the date types of Java only; as {@link String} and as {@code byte[]} such dates can
 * always be read as they are. Immutable.
 */
public enum ZeroDates {
    /** Reading them fails with a {@link MySqlMappingException}. */
    ERROR,
    /** They are {@code null}, although {@link Row#isNull} says that the column is not. */
    NULL,
    /** A month or day of zero becomes 1, and {@code 0000-00-00} becomes {@code 0001-01-01}; the time of day stays. */
    ROUND
}
