package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * Turns a row into a value.
 *
 * @param <T> the value's type
 */
@FunctionalInterface
public interface RowMapper<T extends @Nullable Object> {

    /**
     * Maps one row. Called on the connection's event loop; must not block and must not keep the row.
     *
     * @param row a view of the current row, valid until this method returns; see {@link Row#detach()}
     * @return the value
     */
    T map(Row row);
}
