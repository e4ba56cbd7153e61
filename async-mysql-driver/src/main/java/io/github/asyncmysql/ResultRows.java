package io.github.asyncmysql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result with rows, of which there may be none. Immutable.
 *
 * @param columns the columns, in order; known although there may be no rows
 * @param rows the {@linkplain Row#detach() detached} rows
 * @param warnings the number of warnings
 * @param sessionChanges what the server reported about changes of the session; {@code null} if it reported none
 */
public record ResultRows(
        List<Column> columns,
        List<Row> rows,
        int warnings,
        @Nullable SessionChanges sessionChanges) implements ResultPart {

    public ResultRows {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * The rows, each mapped by a function, on the caller's thread.
     *
     * @return an unmodifiable list
     */
    public <T> List<T> map(RowMapper<? extends T> mapper) {
        List<T> mapped = new ArrayList<>(rows.size());
        for (Row row : rows) {
            mapped.add(mapper.map(row));
        }
        return Collections.unmodifiableList(mapped);
    }
}
