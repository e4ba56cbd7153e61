package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.Column;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.internal.wire.ColumnDefinition;
import io.github.asyncmysql.internal.wire.Text;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all rows of one result have in common: their columns, and the session's time zone. Made once per result or per
 * prepared statement and shared by its rows.
 *
 * <p>Immutable, apart from what is derived when it is first asked for. Thread-safe.
 */
public final class RowDescriptor {

    private static final int MAX_NAME = 64;
    private static final int MAX_LISTED = 20;

    private final ColumnDefinition[] definitions;
    private final FieldKind[] kinds;
    private final @Nullable ZoneId zone;
    private final boolean foreignText;

    // Both may be computed twice by racing threads; what they hold is published safely by its own final fields.
    private @Nullable List<Column> columns;
    private @Nullable NameIndex names;

    /**
     * Describes rows.
     *
     * @param columns the columns, in order
     * @param zone the session's time zone; {@code null} if it is not known
     */
    public RowDescriptor(List<ColumnDefinition> columns, @Nullable ZoneId zone) {
        this(columns.toArray(ColumnDefinition[]::new), zone);
    }

    /**
     * Describes rows.
     *
     * @param columns the columns, in order; copied
     * @param zone the session's time zone; {@code null} if it is not known
     */
    public RowDescriptor(ColumnDefinition[] columns, @Nullable ZoneId zone) {
        this.definitions = columns.clone();
        this.kinds = new FieldKind[columns.length];
        boolean foreign = false;
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = FieldKind.of(definitions[i]);
            foreign |= kinds[i] == FieldKind.TEXT && definitions[i].isForeignText();
        }
        this.foreignText = foreign;
        this.zone = zone;
    }

    /** The number of columns. */
    public int size() {
        return definitions.length;
    }

    /** The column at an index, from 0. */
    public ColumnDefinition column(int index) {
        return definitions[index];
    }

    /** The time zone in which the session's local times are points in time; {@code null} if it is not known. */
    public @Nullable ZoneId zone() {
        return zone;
    }

    /** Whether any column has text that is not UTF-8. */
    boolean hasForeignText() {
        return foreignText;
    }

    FieldKind kind(int index) {
        return kinds[index];
    }

    // Not copied: rows walk over it for each field.
    FieldKind[] kinds() {
        return kinds;
    }

    /** The columns as users see them, unmodifiable; always the same list. */
    public List<Column> columns() {
        List<Column> result = columns;
        if (result == null) {
            Column[] array = new Column[definitions.length];
            for (int i = 0; i < array.length; i++) {
                ColumnDefinition d = definitions[i];
                array[i] = new Column(d.name(), d.table(), TypeNames.of(d), d.length(), d.decimals(), d.isNullable());
            }
            result = List.of(array);
            columns = result;
        }
        return result;
    }

    /**
     * The index of the first column with a label, without regard to case.
     *
     * @throws MySqlMappingException if there is none
     */
    public int indexOf(String name) {
        NameIndex index = names;
        if (index == null) {
            index = NameIndex.of(definitions);
            names = index;
        }
        Integer found = index.exact.get(name);
        if (found == null) {
            found = index.anyCase.get(name);
        }
        if (found == null) {
            throw new MySqlMappingException("There is no column '" + Text.sanitize(name, MAX_NAME)
                    + "' in the result; its columns are " + listNames(columns()));
        }
        return found;
    }

    /** The labels of columns for a message: escaped, and not more than fit in one. */
    static String listNames(List<Column> columns) {
        StringBuilder text = new StringBuilder();
        int listed = Math.min(columns.size(), MAX_LISTED);
        for (int i = 0; i < listed; i++) {
            text.append(i == 0 ? "'" : ", '")
                    .append(Text.sanitize(columns.get(i).name(), MAX_NAME))
                    .append('\'');
        }
        return columns.size() > listed ? text + " and " + (columns.size() - listed) + " more" : text.toString();
    }

    /** A column's label for a message. */
    String label(int index) {
        return "'" + Text.sanitize(definitions[index].name(), MAX_NAME) + "'";
    }

    /** Both maps stay logarithmic whatever names a server chooses: one is a tree, the other turns buckets into trees. */
    private record NameIndex(Map<String, Integer> exact, Map<String, Integer> anyCase) {

        static NameIndex of(ColumnDefinition[] definitions) {
            Map<String, Integer> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            Map<String, Integer> exact = new HashMap<>();
            for (int i = 0; i < definitions.length; i++) {
                String name = definitions[i].name();
                Integer first = anyCase.putIfAbsent(name, i);
                exact.putIfAbsent(name, first == null ? Integer.valueOf(i) : first);
            }
            return new NameIndex(exact, anyCase);
        }
    }
}
