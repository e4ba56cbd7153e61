package io.github.asyncmysql.spring;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.Row;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;

/**
 * Reads a column as what a property or a result is declared as. Types that the driver knows are read by the driver, because it
 * loses nothing: the conversion service of Spring would cut the fraction of a number that becomes whole. It is asked for the
 * others, with the column's value in its natural type. Thread-safe.
 *
 * @param conversions converts what the driver does not know
 */
record ValueConverter(ConversionService conversions) {

    private static final List<TypeDescriptor> NATURAL_TYPES = Stream.of(
                    String.class,
                    Integer.class,
                    Long.class,
                    BigDecimal.class,
                    Double.class,
                    byte[].class,
                    LocalDateTime.class,
                    LocalDate.class,
                    Duration.class,
                    Boolean.class)
            .map(TypeDescriptor::valueOf)
            .toList();

    /** Whether there is a column that can be converted to this, as far as that can be told. */
    boolean mayConvertTo(TypeDescriptor target) {
        return target.getType() == Date.class
                || NATURAL_TYPES.stream().anyMatch(source -> conversions.canConvert(source, target));
    }

    /**
     * Reads a column.
     *
     * @return {@code null} for {@code NULL}, and for an {@code Optional} an empty one
     * @throws MySqlMappingException if it cannot be read as this
     */
    @Nullable
    Object read(Row row, int column, TypeDescriptor target) {
        Class<?> type = target.getType();
        if (type == Optional.class) {
            TypeDescriptor content =
                    new TypeDescriptor(target.getResolvableType().getGeneric(0), null, null);
            return Optional.ofNullable(read(row, column, content));
        }
        if (row.isNull(column)) {
            return null;
        }
        if (type == Set.class) {
            Class<?> element = target.getResolvableType().getGeneric(0).toClass();
            if (element == Object.class) {
                return row.getSet(column, String.class);
            }
            return element == String.class || element.isEnum()
                    ? row.getSet(column, element)
                    : convert(row, column, target);
        }
        return row.knows(type) ? row.get(column, type) : convert(row, column, target);
    }

    private @Nullable Object convert(Row row, int column, TypeDescriptor target) {
        Object natural = row.get(column);
        TypeDescriptor source = TypeDescriptor.forObject(natural);
        if (source == null) {
            return null;
        }
        if (!conversions.canConvert(source, target)) {
            if (target.getType() == Date.class) {
                return date(row, column);
            }
            throw new MySqlMappingException(name(row, column) + " cannot be read as " + target
                    + ": neither the driver nor the conversion service has a conversion from " + source);
        }
        try {
            return conversions.convert(natural, source, target);
        } catch (ConversionException failure) {
            // Its own message shows the value.
            Throwable reason = failure instanceof ConversionFailedException ? failure.getCause() : null;
            throw new MySqlMappingException(
                    name(row, column) + " cannot be converted from " + source + " to " + target,
                    Outcome.UNKNOWN,
                    reason);
        }
    }

    private static @Nullable Date date(Row row, int column) {
        Instant instant = row.getInstant(column);
        if (instant == null) {
            return null;
        }
        if (!instant.equals(instant.truncatedTo(ChronoUnit.MILLIS))) {
            throw new MySqlMappingException(name(row, column)
                    + " cannot be read as java.util.Date: it has fractions of a millisecond, which would be cut");
        }
        return Date.from(instant);
    }

    private static String name(Row row, int column) {
        return "Column '" + row.columns().get(column).name() + "'";
    }
}
