package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.RowMapper;
import io.github.asyncmysql.RowQuery;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.TypeReference;
import java.lang.reflect.Type;
import java.util.Map;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.ConcurrentReferenceHashMap.ReferenceType;

/**
 * Maps rows to types. What the driver maps is left to it, since it loses nothing; what it does not know becomes a map, is made
 * of its properties, or is converted by the conversion service. Thread-safe.
 */
final class RowMapping {

    private final ValueConverter converter;
    // What the driver said once. Classes may be unloaded.
    private final Map<Class<?>, MySqlMappingException> refused =
            new ConcurrentReferenceHashMap<>(16, ReferenceType.WEAK);

    RowMapping(ConversionService conversions) {
        this.converter = new ValueConverter(conversions);
    }

    /** The rows of a statement as a class. */
    <T> RowQuery<T> query(SqlStatement statement, Class<T> type) {
        MySqlMappingException known = refused.get(type);
        if (known == null) {
            try {
                return statement.query(type);
            } catch (MySqlMappingException refusal) {
                refused.put(type, refusal);
                known = refusal;
            }
        }
        return statement.query(this.<T>mapper(ResolvableType.forClass(type), known));
    }

    /** The rows of a statement as a type with type arguments. */
    @SuppressWarnings("unchecked")
    <T> RowQuery<T> query(SqlStatement statement, Type type) {
        if (type instanceof Class<?> plain) {
            return query(statement, (Class<T>) plain);
        }
        try {
            return statement.query(TypeReference.<T>of(type));
        } catch (MySqlMappingException refusal) {
            return statement.query(this.<T>mapper(ResolvableType.forType(type), refusal));
        }
    }

    @SuppressWarnings("unchecked")
    private <T> RowMapper<T> mapper(ResolvableType type, MySqlMappingException refusal) {
        Class<?> raw = type.toClass();
        if (raw == Map.class) {
            return (RowMapper<T>) mapMapper(type);
        }
        PropertyPlan plan = PropertyPlan.of(raw);
        TypeDescriptor target = new TypeDescriptor(type, null, null);
        if (plan == null && !converter.mayConvertTo(target)) {
            throw new MySqlMappingException(
                    refusal.getMessage()
                            + " Nor can it be made of its properties, and the conversion service does not know it.",
                    Outcome.NOT_SENT,
                    refusal);
        }
        return new PropertyRowMapper<>(type, target, plan, converter);
    }

    private static RowMapper<Map<String, Object>> mapMapper(ResolvableType type) {
        boolean fits = type.getGeneric(0).toClass().isAssignableFrom(String.class)
                && type.getGeneric(1).toClass() == Object.class;
        if (!fits) {
            throw new MySqlMappingException(
                    "Rows cannot be mapped to " + type
                            + ": a map has the labels of columns as keys and values of any type, Map<String, Object>",
                    Outcome.NOT_SENT,
                    null);
        }
        return new MapRowMapper();
    }
}
