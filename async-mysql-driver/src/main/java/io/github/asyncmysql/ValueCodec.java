package io.github.asyncmysql;

import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adds a Java type to those that columns are read as and that parameters are sent from; a type that is known already is
 * replaced. Set with {@link MySqlConfig.Builder#codec}. Wherever a type can be named, the codec's type can be: in
 * {@link Row#get(int, Class)}, in {@link SqlStatement#query(Class)} and as a component of a record.
 *
 * <pre>{@code
 * ValueCodec<Money> money = ValueCodec.of(Money.class, (row, i) -> Money.ofCents(row.getLong(i)), Money::cents);
 * }</pre>
 *
 * <p>Thread-safe: reads on event loops, and must not block there; writes on the thread that binds parameters.
 *
 * @param <T> the Java type
 */
public interface ValueCodec<T> {

    /** The Java type. Values of its subclasses are written by this codec too, unless they have one of their own. */
    Class<T> type();

    /**
     * Reads a column that is not {@code NULL}; {@code NULL} always becomes {@code null}. What it throws fails the query.
     *
     * @param row a view, valid during the call
     * @param index the column, from 0
     */
    @Nullable
    T read(Row row, int index);

    /**
     * The value as one that the driver itself can send, see {@link SqlStatement#params(Object...)}; {@code null} stands
     * for SQL {@code NULL}. It is not looked up among the codecs again. What it throws is thrown by the method that binds.
     */
    @Nullable
    Object write(T value);

    /**
     * Sends each {@link UUID} as its 16 bytes, the highest first, for columns of type {@code BINARY(16)}, and reads it
     * from 16 bytes or from text. Without this codec a UUID is sent as its 36 characters, for {@code CHAR(36)} and
     * MariaDB's {@code UUID}; those do not fit into 16 bytes: comparing finds nothing, and storing is an error, or with
     * an {@code sql_mode} that is not strict a warning.
     *
     * <p>Where only some columns are binary, leave the codec out of the settings and send
     * {@code uuidAsBytes().write(id)}. The bytes are those of {@code UUID_TO_BIN(text)}.
     */
    static ValueCodec<UUID> uuidAsBytes() {
        return UuidAsBytes.CODEC;
    }

    /** A codec made of two functions, see {@link #read} and {@link #write}. */
    static <T> ValueCodec<T> of(
            Class<T> type,
            BiFunction<? super Row, ? super Integer, ? extends @Nullable T> reader,
            Function<? super T, ? extends @Nullable Object> writer) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(writer, "writer");
        return new ValueCodec<>() {
            @Override
            public Class<T> type() {
                return type;
            }

            @Override
            public @Nullable T read(Row row, int index) {
                return reader.apply(row, index);
            }

            @Override
            public @Nullable Object write(T value) {
                return writer.apply(value);
            }
        };
    }
}
