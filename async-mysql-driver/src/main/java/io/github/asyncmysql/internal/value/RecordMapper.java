package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.Column;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Maps rows to a record: each component takes the value of the column with the same label, ignoring case and underscores.
 * Columns without a component are ignored.
 *
 * <p>Thread-safe.
 *
 * @param <T> the record
 */
final class RecordMapper<T> implements RowMapper<T> {

    /** Shapes die with their class, so that no class loader is held. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private final Shape shape;

    // Threads may overwrite each other's; a binding is immutable and each is as good for its columns.
    private @Nullable Binding binding;

    private RecordMapper(Shape shape) {
        this.shape = shape;
    }

    static <T> RecordMapper<T> of(Class<T> type, ValueSettings settings) {
        Shape shape = SHAPES.get(type);
        shape.checkTypes(type, settings);
        return new RecordMapper<>(shape);
    }

    @Override
    @SuppressWarnings("unchecked")
    public T map(Row row) {
        List<Column> columns = row.columns();
        Binding current = binding;
        if (current == null || current.columns != columns) {
            current = new Binding(columns, shape.match(columns));
            binding = current;
        }
        Class<?>[] types = shape.types;
        @Nullable Object[] values = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            Object value = row.get(current.indexes[i], types[i]);
            if (value == null && types[i].isPrimitive()) {
                throw new MySqlMappingException("Component '" + shape.names[i] + "' of record " + shape.typeName
                        + " is " + types[i] + " and cannot take the NULL of its column");
            }
            values[i] = value;
        }
        return (T) shape.create(values);
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

    /** What is known about a record class. Immutable. */
    private static final class Shape {

        private final String typeName;
        private final String[] names;
        private final Class<?>[] types;
        private final MethodHandle constructor;

        private Shape(String typeName, String[] names, Class<?>[] types, MethodHandle constructor) {
            this.typeName = typeName;
            this.names = names;
            this.types = types;
            this.constructor = constructor;
        }

        static Shape of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            String[] names =
                    Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new);
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return new Shape(type.getTypeName(), names, types, constructor(type, types));
        }

        void checkTypes(Class<?> type, ValueSettings settings) {
            for (int i = 0; i < types.length; i++) {
                if (settings.conversion(types[i]) == null) {
                    throw refused(
                            type,
                            "no column can be read as " + types[i].getTypeName() + ", the type of component '"
                                    + names[i] + "'",
                            null);
                }
            }
        }

        private static MethodHandle constructor(Class<?> type, Class<?>[] types) {
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return MethodHandles.lookup()
                        .unreflectConstructor(constructor)
                        .asSpreader(Object[].class, types.length)
                        .asType(SPREAD);
            } catch (InaccessibleObjectException e) {
                throw refused(
                        type,
                        "its constructor is not accessible; open package " + type.getPackageName() + " to "
                                + RecordMapper.class.getModule() + " in the module's descriptor",
                        e);
            } catch (ReflectiveOperationException e) {
                throw refused(type, "its canonical constructor cannot be called", e);
            }
        }

        private static MySqlMappingException refused(Class<?> type, String why, @Nullable Throwable cause) {
            return new MySqlMappingException(
                    "Rows cannot be mapped to record " + type.getTypeName() + ": " + why, Outcome.NOT_SENT, cause);
        }

        private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);

        int[] match(List<Column> columns) {
            Map<String, Integer> byName = new HashMap<>();
            Map<String, Integer> duplicates = new HashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                String name = normalize(columns.get(i).name());
                if (byName.putIfAbsent(name, i) != null) {
                    duplicates.putIfAbsent(name, i);
                }
            }
            int[] indexes = new int[names.length];
            for (int i = 0; i < names.length; i++) {
                String name = normalize(names[i]);
                Integer index = byName.get(name);
                if (index == null || duplicates.containsKey(name)) {
                    throw new MySqlMappingException((index == null ? "No column" : "More than one column")
                            + " matches component '" + names[i] + "' of record " + typeName
                            + " (case and underscores do not count); the columns are "
                            + RowDescriptor.listNames(columns));
                }
                indexes[i] = index;
            }
            return indexes;
        }

        private static String normalize(String name) {
            return name.replace("_", "").toLowerCase(Locale.ROOT);
        }

        Object create(@Nullable Object[] values) {
            try {
                return constructor.invokeExact(values);
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(
                        "The constructor of record " + typeName + " threw a checked exception", e);
            }
        }
    }
}
