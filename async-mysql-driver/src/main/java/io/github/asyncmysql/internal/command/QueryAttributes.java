package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.MySqlMappingException;
import io.github.asyncmysql.MySqlUnsupportedException;
import io.github.asyncmysql.Outcome;
import io.github.asyncmysql.internal.value.ParamEncoder;
import io.github.asyncmysql.internal.wire.Capabilities;
import io.github.asyncmysql.internal.wire.ColumnType;
import io.github.asyncmysql.internal.wire.PacketWriter;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Named values that travel beside a statement and that it does not mention.
 *
 * <p>Immutable.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/9.4/en/query-attributes.html">Query attributes</a>
 */
public final class QueryAttributes {

    public static final QueryAttributes NONE = new QueryAttributes(Map.of());

    private final Map<String, @Nullable Object> attributes;

    private QueryAttributes(Map<String, @Nullable Object> attributes) {
        this.attributes = attributes;
    }

    /** These and one more, which replaces one of the same name. */
    public QueryAttributes with(String name, @Nullable Object value) {
        @Nullable Object[] one = {value};
        ParamEncoder.check(one);
        if (ParamEncoder.indexOfLarge(one, 0) >= 0) {
            throw new MySqlMappingException(
                    "The query attribute " + name + " cannot be a LargeValue", Outcome.NOT_SENT, null);
        }
        Map<String, @Nullable Object> all = new LinkedHashMap<>(attributes);
        all.put(name, value);
        return new QueryAttributes(all);
    }

    boolean isEmpty() {
        return attributes.isEmpty();
    }

    void checkSupported(Session session) {
        if (!isEmpty() && !session.has(Capabilities.QUERY_ATTRIBUTES)) {
            throw new MySqlUnsupportedException("Query attributes need MySQL 8.0.23 or later, but the server is "
                    + session.server().version());
        }
    }

    /** Writes what stands between COM_QUERY and the text on connections that can carry attributes. */
    void writeBeforeText(PacketWriter out, Session session, @Nullable ZoneId zone) {
        checkSupported(session);
        if (session.has(Capabilities.QUERY_ATTRIBUTES)) {
            out.writeLengthEncoded(attributes.size()); // parameter_count [lenenc]
            out.writeLengthEncoded(1); // parameter_set_count [lenenc]
            if (!isEmpty()) {
                write(out, new @Nullable Object[0], zone);
            }
        }
    }

    /** Writes the end of COM_STMT_EXECUTE: the statement's own parameters, which have no names, and the attributes. */
    void writeWithParameters(PacketWriter out, @Nullable Object[] parameters, @Nullable ZoneId zone) {
        out.writeLengthEncoded(parameters.length + attributes.size()); // parameter_count [lenenc]
        write(out, parameters, zone);
    }

    private void write(PacketWriter out, @Nullable Object[] parameters, @Nullable ZoneId zone) {
        String[] names = new String[parameters.length + attributes.size()];
        @Nullable Object[] values = new @Nullable Object[names.length];
        System.arraycopy(parameters, 0, values, 0, parameters.length);
        int count = parameters.length;
        for (Map.Entry<String, @Nullable Object> attribute : attributes.entrySet()) {
            names[count] = attribute.getKey();
            values[count++] = attribute.getValue();
        }
        int bitmap = out.size();
        out.writeZeros((count + 7) / 8); // null_bitmap
        out.writeByte(1); // new_params_bind_flag [1 byte]
        for (int i = 0; i < count; i++) {
            out.writeInt2(ParamEncoder.type(values[i])); // param_type_and_flag [2 bytes]
            out.writeLengthEncodedString(i < parameters.length ? "" : names[i]); // parameter_name [string<lenenc>]
        }
        for (int i = 0; i < count; i++) {
            Object value = values[i];
            if (value == null || ParamEncoder.type(value) == ColumnType.NULL) {
                int index = bitmap + i / 8;
                out.setByte(index, out.getByte(index) | 1 << i % 8);
            } else {
                ParamEncoder.writeValue(out, value, zone); // parameter_values
            }
        }
    }
}
