package io.github.asyncmysql.spring.json;

import io.github.asyncmysql.Row;
import io.github.asyncmysql.ValueCodec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads columns that hold JSON as a Java type, and sends values of that type as JSON text. A bean of this class is used by
 * the auto-configured pool:
 *
 * <pre>{@code
 * @Bean
 * JsonCodec<Preferences> preferences(JsonMapper mapper) {
 *     return new JsonCodec<>(Preferences.class, mapper);
 * }
 * }</pre>
 *
 * <p>Text that is no JSON for this type fails with Jackson's own exception. Documents are parsed on the connection's event
 * loop. Immutable.
 *
 * @param <T> the Java type
 */
public final class JsonCodec<T> implements ValueCodec<T> {

    private final Class<T> type;
    private final JsonMapper mapper;

    public JsonCodec(Class<T> type, JsonMapper mapper) {
        this.type = Objects.requireNonNull(type, "type");
        this.mapper = Objects.requireNonNull(mapper, "mapper");
    }

    @Override
    public Class<T> type() {
        return type;
    }

    @Override
    public @Nullable T read(Row row, int index) {
        return mapper.readValue(row.getString(index), type);
    }

    @Override
    public Object write(T value) {
        return mapper.writeValueAsString(value);
    }

    @Override
    public String toString() {
        return "JsonCodec[" + type.getTypeName() + "]";
    }
}
