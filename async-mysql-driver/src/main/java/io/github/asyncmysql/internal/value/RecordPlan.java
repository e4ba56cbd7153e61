package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.Column;
import io.github.asyncmysql.MySqlMappingException;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a record is made of the columns of a row. Records within records are plans within plans; the components that take a
 * column are numbered through all of them.
 *
 * <p>Immutable.
 *
 * @param typeName the record, for messages
 * @param constructor takes the components as an array
 * @param parts the components in order
 * @param first the number of the first component in here that takes a column
 * @param leaves those components; with the outermost plan's all of them
 */
record RecordPlan(String typeName, MethodHandle constructor, List<Part> parts, int first, List<Leaf> leaves) {

    /** One component: either of {@code leaf} and {@code nested} is set. */
    record Part(
            Class<?> type,
            boolean optional,
            @Nullable Leaf leaf,
            @Nullable RecordPlan nested) {}

    /**
     * A component that takes a column.
     *
     * @param number counts from 0 through all plans
     * @param path the names of the components on the way, with dots in between
     * @param javaType its type, for messages
     */
    record Leaf(int number, String path, String javaType, ValueConversion<?> conversion) {

        String key() {
            return normalize(path);
        }
    }

    /** What does not count in names: case, underscores and dots. */
    private static String normalize(String name) {
        return name.replace("_", "").replace(".", "").toLowerCase(Locale.ROOT);
    }

    /** The column of each leaf. */
    int[] match(List<Column> columns) {
        Map<String, Integer> byName = new HashMap<>();
        Map<String, Integer> duplicates = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = normalize(columns.get(i).name());
            if (byName.putIfAbsent(name, i) != null) {
                duplicates.putIfAbsent(name, i);
            }
        }
        int[] indexes = new int[leaves.size()];
        for (int i = 0; i < indexes.length; i++) {
            String name = leaves.get(i).key();
            Integer index = byName.get(name);
            if (index == null || duplicates.containsKey(name)) {
                throw new MySqlMappingException((index == null ? "No column" : "More than one column")
                        + " matches component '" + leaves.get(i).path() + "' of record " + typeName
                        + " (case, underscores and dots do not count); the columns are "
                        + RowDescriptor.listNames(columns));
            }
            indexes[i] = index;
        }
        return indexes;
    }

    Object create(WireRow row, int[] columns) {
        @Nullable Object[] values = new Object[parts.size()];
        for (int i = 0; i < values.length; i++) {
            Part part = parts.get(i);
            Leaf leaf = part.leaf();
            Object value = leaf != null
                    ? row.read(columns[leaf.number()], leaf.javaType(), leaf.conversion())
                    : part.nested() == null ? null : part.nested().createUnlessAbsent(row, columns);
            if (part.optional()) {
                value = Optional.ofNullable(value);
            } else if (value == null && leaf != null && part.type().isPrimitive()) {
                throw new MySqlMappingException("Component '" + leaf.path() + "' of record " + typeName + " is "
                        + part.type() + " and cannot take the NULL of its column");
            }
            values[i] = value;
        }
        return construct(values);
    }

    // As after an outer join that found nothing.
    private @Nullable Object createUnlessAbsent(WireRow row, int[] columns) {
        boolean absent = !leaves.isEmpty();
        for (int i = first; i < first + leaves.size() && absent; i++) {
            absent = row.isNull(columns[i]);
        }
        return absent ? null : create(row, columns);
    }

    private Object construct(@Nullable Object[] values) {
        try {
            return constructor.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("The constructor of record " + typeName + " threw a checked exception", e);
        }
    }
}
