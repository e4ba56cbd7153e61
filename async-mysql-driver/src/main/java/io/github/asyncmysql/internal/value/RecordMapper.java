package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.Column;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maps rows to a record: each component takes the value of the column with the same label, ignoring case, underscores and
 * dots. A component that is a record itself takes the columns whose labels begin with its name. Columns without a
 * component are ignored.
 *
 * <p>Thread-safe.
 *
 * @param <T> the record
 */
final class RecordMapper<T> implements RowMapper<T> {

    private final RecordPlan plan;

    // Threads may overwrite each other's; a binding is immutable and each is as good for its columns.
    private @Nullable Binding binding;

    RecordMapper(RecordPlan plan) {
        this.plan = plan;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T map(Row row) {
        List<Column> columns = row.columns();
        Binding current = binding;
        if (current == null || current.columns != columns) {
            current = new Binding(columns, plan.match(columns));
            binding = current;
        }
        return (T) plan.create((WireRow) row, current.indexes);
    }

    /** Which column each component takes. */
    private static final class Binding {

        private final List<Column> columns;
        private final int[] indexes;

        Binding(List<Column> columns, int[] indexes) {
            this.columns = columns;
            this.indexes = indexes;
        }
    }
}
