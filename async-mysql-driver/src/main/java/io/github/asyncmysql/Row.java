package io.github.asyncmysql;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of a result. Columns count from 0; names are column labels (what stands behind {@code AS}), matched without
 * regard to case, the first of several equal ones wins.
 *
 * <p>A row handed to a {@link RowMapper} is a view over the bytes that came from the server and is valid only inside
 * that call, on that thread. {@link #detach()} makes a copy that may be kept and shared between threads.
 *
 * <p>The accessors named after primitive types fail with a {@link MySqlMappingException} on {@code NULL}; all others
 * return {@code null}. No conversion loses anything silently: a number that does not fit, a fraction that would be cut,
 * a text that is no number fail with a {@link MySqlMappingException} that names column and types. An index out of range
 * throws {@link IndexOutOfBoundsException}, an unknown name {@link MySqlMappingException}.
 */
public interface Row {

    /** The number of columns. */
    int size();

    /** Name, type and origin of each column, in order. */
    List<Column> columns();

    /** The index of the first column with this label, ignoring case. */
    int indexOf(String name);

    boolean isNull(int index);

    boolean getBoolean(int index);

    int getInt(int index);

    long getLong(int index);

    float getFloat(int index);

    double getDouble(int index);

    @Nullable
    String getString(int index);

    byte @Nullable [] getBytes(int index);

    @Nullable
    BigDecimal getBigDecimal(int index);

    @Nullable
    BigInteger getBigInteger(int index);

    @Nullable
    LocalDate getLocalDate(int index);

    @Nullable
    LocalTime getLocalTime(int index);

    @Nullable
    LocalDateTime getLocalDateTime(int index);

    /** A point in time: the column's value read in the session's time zone, {@link MySqlConfig#sessionTimeZone()}. */
    @Nullable
    Instant getInstant(int index);

    /** A {@code TIME} value, which may be negative and beyond 24 hours. */
    @Nullable
    Duration getDuration(int index);

    /**
     * The value as {@code type}.
     *
     * @param type one of: the primitive wrappers (primitive classes count as their wrappers), {@link String},
     *     {@link BigDecimal}, {@link BigInteger}, {@code byte[]}, {@link java.nio.ByteBuffer}, {@link LocalDate},
     *     {@link LocalTime}, {@link LocalDateTime}, {@link Instant}, {@link java.time.OffsetDateTime},
     *     {@link java.time.ZonedDateTime}, {@link Duration}, {@link java.time.Year}, {@link java.util.BitSet},
     *     {@link java.util.UUID}, {@link java.net.InetAddress} and its two classes, {@code float[]} (VECTOR),
     *     {@link Number}, any enum (by name), {@link Set} (of strings, see {@link #getSet}), {@link Geometry} and its
     *     records, the type of a {@link ValueCodec}, or {@link Object} for the column's natural Java type, see
     *     {@link #get(int)}
     */
    <T> @Nullable T get(int index, Class<T> type);

    /** Whether {@link #get(int, Class)} knows this type; not whether the value of a column fits it. */
    boolean knows(Class<?> type);

    /**
     * The members of a SET column, or of a text of the same form: joined by commas, each once. Unmodifiable, in the order
     * of the column's definition, or of the enum.
     *
     * @param elementType {@link String}, or an enum, whose names the members are
     */
    <E> @Nullable Set<E> getSet(int index, Class<E> elementType);

    /**
     * The value in the natural Java type of its column: the smallest of {@code Integer}, {@code Long} and
     * {@link BigInteger} that holds every value of the column's type (TINYINT and SMALLINT are {@code Integer}),
     * {@code Float}, {@code Double}, {@link BigDecimal}, {@link String} (text, ENUM, SET, JSON), {@code byte[]} (binary
     * strings, GEOMETRY), {@link java.util.BitSet} (BIT; {@code Boolean} for BIT(1)), {@link LocalDate},
     * {@link LocalDateTime} (DATETIME, TIMESTAMP), {@link Duration} (TIME), {@link java.time.Year} (YEAR), {@code float[]}
     * (VECTOR). Dates that Java does not know are what {@link MySqlConfig#zeroDates()} says.
     */
    @Nullable
    Object get(int index);

    default @Nullable Object get(String name) {
        return get(indexOf(name));
    }

    default <T> @Nullable T get(String name, Class<T> type) {
        return get(indexOf(name), type);
    }

    default <E> @Nullable Set<E> getSet(String name, Class<E> elementType) {
        return getSet(indexOf(name), elementType);
    }

    default boolean isNull(String name) {
        return isNull(indexOf(name));
    }

    default boolean getBoolean(String name) {
        return getBoolean(indexOf(name));
    }

    default int getInt(String name) {
        return getInt(indexOf(name));
    }

    default long getLong(String name) {
        return getLong(indexOf(name));
    }

    default float getFloat(String name) {
        return getFloat(indexOf(name));
    }

    default double getDouble(String name) {
        return getDouble(indexOf(name));
    }

    default @Nullable String getString(String name) {
        return getString(indexOf(name));
    }

    default byte @Nullable [] getBytes(String name) {
        return getBytes(indexOf(name));
    }

    default @Nullable BigDecimal getBigDecimal(String name) {
        return getBigDecimal(indexOf(name));
    }

    default @Nullable BigInteger getBigInteger(String name) {
        return getBigInteger(indexOf(name));
    }

    default @Nullable LocalDate getLocalDate(String name) {
        return getLocalDate(indexOf(name));
    }

    default @Nullable LocalTime getLocalTime(String name) {
        return getLocalTime(indexOf(name));
    }

    default @Nullable LocalDateTime getLocalDateTime(String name) {
        return getLocalDateTime(indexOf(name));
    }

    default @Nullable Instant getInstant(String name) {
        return getInstant(indexOf(name));
    }

    default @Nullable Duration getDuration(String name) {
        return getDuration(indexOf(name));
    }

    /** A copy of this row that stays valid and may be used by any thread; {@code this} if it is one already. */
    Row detach();
}
