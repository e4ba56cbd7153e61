package io.github.asyncmysql.spring;

import io.github.asyncmysql.Column;
import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Row;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.spring.PropertyPlan.Part;
import io.github.asyncmysql.spring.PropertyPlan.Setter;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanInstantiationException;
import org.springframework.beans.BeanUtils;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.ReflectionUtils;

/**
 * A row as an object that the driver does not know: made of its properties, or for a single column that is none of them,
 * converted from it. Thread-safe: what is known of the columns may be found out by several threads, with the same result.
 *
 * @param <T> the object
 */
final class PropertyRowMapper<T> implements RowMapper<T> {

    private static final String RULE = " (case, underscores and dots do not count); the columns are ";

    private final ResolvableType type;
    private final TypeDescriptor target;
    private final @Nullable PropertyPlan plan;
    private final ValueConverter converter;
    private @Nullable Binding binding;

    /**
     * Which columns the constructor and the setters take. Immutable.
     *
     * @param columns the columns that it is for
     * @param parameters the column of each parameter; {@code null} where the only column is converted as a whole
     * @param setters the properties with a column
     */
    private record Binding(List<Column> columns, @Nullable List<Integer> parameters, List<BoundSetter> setters) {}

    /** Immutable. */
    private record BoundSetter(Setter setter, int column) {}

    PropertyRowMapper(
            ResolvableType type, TypeDescriptor target, @Nullable PropertyPlan plan, ValueConverter converter) {
        this.type = type;
        this.target = target;
        this.plan = plan;
        this.converter = converter;
    }

    // The interface has no way to say that a converted scalar may be null.
    @Override
    @SuppressWarnings({"unchecked", "NullAway"})
    public T map(Row row) {
        Binding current = binding;
        if (current == null || current.columns() != row.columns()) {
            current = bind(row);
            binding = current;
        }
        if (current.parameters() == null) {
            return (T) converter.read(row, 0, target);
        }
        return (T) create(row, plan, current.parameters(), current.setters());
    }

    private Binding bind(Row row) {
        List<Column> columns = row.columns();
        Map<String, Integer> byName = new HashMap<>();
        Map<String, Integer> duplicates = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String name = PropertyPlan.normalize(columns.get(i).name());
            if (byName.putIfAbsent(name, i) != null) {
                duplicates.put(name, i);
            }
        }
        if (plan == null || isScalar(row, plan, byName)) {
            if (columns.size() != 1) {
                throw new MySqlMappingException("A row with " + columns.size() + " columns cannot be mapped to " + type
                        + ", which takes exactly one; the columns are " + labels(columns));
            }
            return new Binding(columns, null, List.of());
        }
        List<Integer> parameters = new ArrayList<>(plan.parameters().size());
        for (Part part : plan.parameters()) {
            parameters.add(column(part, byName, duplicates, columns));
        }
        List<BoundSetter> setters = new ArrayList<>();
        plan.setters().forEach((name, setter) -> {
            if (byName.containsKey(name)) {
                setters.add(new BoundSetter(setter, column(setter.part(), byName, duplicates, columns)));
            }
        });
        if (parameters.isEmpty() && setters.isEmpty()) {
            throw new MySqlMappingException("No column matches a property of " + type + RULE + labels(columns));
        }
        return new Binding(columns, parameters, setters);
    }

    private boolean isScalar(Row row, PropertyPlan known, Map<String, Integer> byName) {
        return row.size() == 1
                && known.parameters().stream()
                        .noneMatch(part -> byName.containsKey(PropertyPlan.normalize(part.name())))
                && known.setters().keySet().stream().noneMatch(byName::containsKey)
                && converter.mayConvertTo(target);
    }

    private int column(Part part, Map<String, Integer> byName, Map<String, Integer> duplicates, List<Column> columns) {
        String name = PropertyPlan.normalize(part.name());
        Integer index = byName.get(name);
        if (index == null || duplicates.containsKey(name)) {
            throw new MySqlMappingException((index == null ? "No column" : "More than one column")
                    + " matches property '" + part.name() + "' of " + type + RULE + labels(columns));
        }
        return index;
    }

    private Object create(Row row, PropertyPlan known, List<Integer> parameters, List<BoundSetter> setters) {
        @Nullable Object[] arguments = new Object[parameters.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = value(row, parameters.get(i), known.parameters().get(i));
        }
        Object created = construct(known, arguments);
        for (BoundSetter bound : setters) {
            set(
                    created,
                    bound.setter(),
                    value(row, bound.column(), bound.setter().part()));
        }
        return created;
    }

    private static Object construct(PropertyPlan known, @Nullable Object[] arguments) {
        try {
            return BeanUtils.instantiateClass(known.constructor(), arguments);
        } catch (BeanInstantiationException failure) {
            // What the class says about its values is for the caller, as with records that the driver makes.
            throw failure.getCause() instanceof RuntimeException own ? own : failure;
        }
    }

    private @Nullable Object value(Row row, int column, Part part) {
        Object value = converter.read(row, column, part.type());
        if (value == null && part.type().isPrimitive()) {
            throw new MySqlMappingException("Property '" + part.name() + "' of " + type + " is "
                    + part.type().getType() + " and cannot take the NULL of its column");
        }
        return value;
    }

    private static void set(Object target, Setter setter, @Nullable Object value) {
        try {
            setter.method().invoke(target, value);
        } catch (InvocationTargetException failure) {
            ReflectionUtils.rethrowRuntimeException(failure.getTargetException());
        } catch (IllegalAccessException failure) {
            throw new MySqlMappingException("Property '" + setter.part().name() + "' of "
                    + target.getClass().getName() + " cannot be set: the method is not accessible");
        }
    }

    private static String labels(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
