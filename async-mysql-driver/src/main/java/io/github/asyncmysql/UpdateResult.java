package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * What a statement without rows did. Immutable.
 *
 * <p>An insert of several rows tells only the first of the values it generated. The others follow it in the order of the
 * rows, {@code @@auto_increment_increment} (usually 1) apart, as long as the number of rows is known from the text: an
 * {@code INSERT} with several {@code VALUES} and no value of its own for that column. For {@code INSERT … SELECT},
 * {@code LOAD DATA} and {@code INSERT … ON DUPLICATE KEY UPDATE} nothing of that holds. MariaDB returns all of them with
 * {@code INSERT … RETURNING id}, which is a {@linkplain SqlStatement#query(Class) query}.
 *
 * @param affectedRows the rows found by the statement's condition, or really changed if
 *     {@link MySqlConfig#useAffectedRows()} is set; unsigned
 * @param lastInsertId the first {@code AUTO_INCREMENT} value that the statement generated, 0 if none; unsigned
 * @param warnings the number of warnings; their texts are {@link MySqlConnection#warnings()}
 * @param sessionChanges what the server reported about changes of the session; {@code null} if it reported none
 */
public record UpdateResult(
        long affectedRows,
        long lastInsertId,
        int warnings,
        @Nullable SessionChanges sessionChanges) implements ResultPart {

    /** Counts, and no changes of the session. */
    public UpdateResult(long affectedRows, long lastInsertId, int warnings) {
        this(affectedRows, lastInsertId, warnings, null);
    }
}
