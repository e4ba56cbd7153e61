package io.github.asyncmysql.internal.value;

import io.github.asyncmysql.Geometry;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields as one Java type. Thread-safe.
 *
 * @param <T> the Java type
 */
@FunctionalInterface
interface ValueConversion<T> {

    /** Reads a field that is not NULL, or fails with a {@link ConversionException}. {@code null} for zero dates, if set so. */
    @Nullable
    T read(WireRow row, int index);

    /** The conversion to a type; {@code null} if there is none. */
    @SuppressWarnings("unchecked")
    static <T> @Nullable ValueConversion<T> to(Class<T> type) {
        ValueConversion<?> conversion = Conversions.BY_TYPE.get(type);
        if (conversion == null && type.isEnum()) {
            return (row, index) -> (T) enumConstant(type, FieldValues.string(row, index));
        }
        if (Geometry.class.isAssignableFrom(type)) {
            return (row, index) -> type.cast(geometry(type, FieldValues.bytes(row, index)));
        }
        return (ValueConversion<T>) conversion;
    }

    private static Geometry geometry(Class<?> type, byte[] bytes) {
        Geometry geometry;
        try {
            geometry = Geometry.parse(bytes);
        } catch (IllegalArgumentException e) {
            throw new ConversionException("it is not a geometry: " + e.getMessage());
        }
        if (!type.isInstance(geometry)) {
            throw new ConversionException("it is a " + geometry.getClass().getSimpleName());
        }
        return geometry;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static Object enumConstant(Class<?> type, String name) {
        try {
            return Enum.valueOf((Class) type, name);
        } catch (IllegalArgumentException e) {
            throw new ConversionException("it is not the name of a constant");
        }
    }

    /** The table of conversions; a holder class because fields of interfaces are public. Immutable. */
    final class Conversions {

        private static final Map<Class<?>, ValueConversion<?>> BY_TYPE = table();

        private Conversions() {}

        /** The types in the table; enums come on top. */
        static Set<Class<?>> types() {
            return BY_TYPE.keySet();
        }

        private static Map<Class<?>, ValueConversion<?>> table() {
            Map<Class<?>, ValueConversion<?>> table = new HashMap<>();
            addNumbers(table);
            put(table, Object.class, FieldValues::natural);
            put(table, String.class, FieldValues::string);
            put(table, byte[].class, FieldValues::bytes);
            put(table, ByteBuffer.class, (row, index) -> ByteBuffer.wrap(FieldValues.bytes(row, index)));
            put(table, float[].class, FieldValues::floats);
            put(table, BitSet.class, FieldValues::bitSet);
            put(table, UUID.class, FieldValues::uuid);
            put(table, InetAddress.class, InternetAddresses::read);
            put(table, Inet4Address.class, InternetAddresses::read4);
            put(table, Inet6Address.class, InternetAddresses::read6);
            put(table, Set.class, SetValues::strings);
            put(table, Year.class, FieldValues::year);
            put(table, LocalDate.class, FieldValues::localDate);
            put(table, LocalTime.class, FieldValues::localTime);
            put(table, LocalDateTime.class, FieldValues::localDateTime);
            put(table, Duration.class, FieldValues::duration);
            put(table, Instant.class, FieldValues::instant);
            put(table, ZonedDateTime.class, FieldValues::zonedDateTime);
            put(table, OffsetDateTime.class, Conversions::offsetDateTime);
            return Map.copyOf(table);
        }

        private static @Nullable OffsetDateTime offsetDateTime(WireRow row, int index) {
            ZonedDateTime value = FieldValues.zonedDateTime(row, index);
            return value == null ? null : value.toOffsetDateTime();
        }

        private static void addNumbers(Map<Class<?>, ValueConversion<?>> table) {
            both(table, boolean.class, Boolean.class, (r, i) -> FieldValues.toBoolean(FieldValues.longValue(r, i)));
            both(table, byte.class, Byte.class, (r, i) ->
                    (byte) checkRange(FieldValues.longValue(r, i), Byte.MIN_VALUE));
            both(table, short.class, Short.class, (r, i) ->
                    (short) checkRange(FieldValues.longValue(r, i), Short.MIN_VALUE));
            both(table, int.class, Integer.class, (r, i) -> FieldValues.toInt(FieldValues.longValue(r, i)));
            both(table, long.class, Long.class, FieldValues::longValue);
            both(table, float.class, Float.class, FieldValues::floatValue);
            both(table, double.class, Double.class, FieldValues::doubleValue);
            both(table, char.class, Character.class, FieldValues::character);
            put(table, Number.class, FieldValues::number);
            put(table, BigDecimal.class, FieldValues::decimal);
            put(table, BigInteger.class, FieldValues::bigInteger);
        }

        private static long checkRange(long value, int min) {
            if (value < min || value > -(min + 1)) {
                throw ConversionException.doesNotFit();
            }
            return value;
        }

        private static <T> void both(
                Map<Class<?>, ValueConversion<?>> table, Class<T> primitive, Class<T> wrapper, ValueConversion<T> how) {
            put(table, primitive, how);
            put(table, wrapper, how);
        }

        private static <T> void put(Map<Class<?>, ValueConversion<?>> table, Class<T> type, ValueConversion<T> how) {
            table.put(type, how);
        }
    }
}
