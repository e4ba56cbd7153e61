package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.TypeReference;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Row mappers for classes: scalars take the only column, records match their components with column labels.
 *
 * <p>Thread-safe.
 */
public final class RowMappers {

    private RowMappers() {}

    /**
     * A mapper to a class, for one query. It remembers the columns it has seen last, so that components are matched once
     * per result; it may be used by several threads.
     *
     * @param type what {@link Row#get(int, Class)} offers, or a record of such
     * @param settings how the rows' values are read
     * @throws MySqlMappingException if rows cannot be mapped to this class
     */
    public static <T> RowMapper<T> forType(Class<T> type, ValueSettings settings) {
        if (settings.conversion(type) != null) {
            return new ScalarMapper<>(type);
        }
        if (type.isRecord()) {
            return new RecordMapper<>(settings.plan(type));
        }
        throw refused(type);
    }

    /**
     * A mapper to a type that may have type arguments, otherwise like {@link #forType(Class, ValueSettings)}.
     *
     * @throws MySqlMappingException if rows cannot be mapped to this type
     */
    @SuppressWarnings("unchecked")
    public static <T> RowMapper<T> forType(TypeReference<T> reference, ValueSettings settings) {
        Type type = reference.type();
        if (type instanceof Class<?> plain) {
            return forType((Class<T>) plain, settings);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            if (settings.hasCodec(raw)) {
                return new ScalarMapper<>((Class<T>) raw);
            }
            if (raw.isRecord()) {
                return new RecordMapper<>(settings.plan(generic, raw));
            }
        }
        throw refused(type);
    }

    private static MySqlMappingException refused(Type type) {
        String name = type instanceof Class<?> plain ? plain.getSimpleName() : type.getTypeName();
        return new MySqlMappingException(
                "Rows cannot be mapped to " + type.getTypeName()
                        + ": it is neither a record nor a type that a column can"
                        + " be read as. Use a row mapper, for example row -> new " + name + "(...).",
                Outcome.NOT_SENT,
                null);
    }

    /** Maps the only column of a row. Immutable. */
    private record ScalarMapper<T>(Class<T> type) implements RowMapper<T> {

        // The interface has no way to say that a scalar may be null, RowQuery says it in words.
        @Override
        @SuppressWarnings("NullAway")
        public T map(Row row) {
            if (row.size() != 1) {
                throw new MySqlMappingException("A row with " + row.size() + " columns cannot be mapped to "
                        + type.getTypeName() + ", which takes exactly one; the columns are "
                        + RowDescriptor.listNames(row.columns()));
            }
            @Nullable T value = row.get(0, type);
            if (value == null && type.isPrimitive()) {
                throw new MySqlMappingException("Column " + RowDescriptor.listNames(row.columns())
                        + " cannot be read as " + type.getTypeName() + ": it is NULL");
            }
            return value;
        }
    }
}
