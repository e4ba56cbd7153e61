package io.github.asyncmysql;

/**
 * What a statement without rows did. Immutable.
 *
 * @param affectedRows the rows found by the statement's condition, or really changed if
 *     {@link MySqlConfig#useAffectedRows()} is set; unsigned
 * @param lastInsertId the first {@code AUTO_INCREMENT} value that the statement generated, 0 if none; unsigned
 * @param warnings the number of warnings
 */
public record UpdateResult(long affectedRows, long lastInsertId, int warnings) {}
