package io.github.asyncmysql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stored procedure returned: its results, and the values of its {@code OUT} and {@code INOUT} parameters.
 * Immutable.
 *
 * @param results what the procedure's own statements returned, in order; the last part is the counts of the
 *     {@code CALL} itself
 * @param outParams the values of the parameters, with their names as columns; {@code null} if there are none
 * @see SqlStatement#call()
 */
public record CallResult(List<ResultPart> results, @Nullable Row outParams) {

    public CallResult {
        results = List.copyOf(results);
    }

    /**
     * The value of an {@code OUT} or {@code INOUT} parameter in its natural Java type, see {@link Row#get(int)}. MySQL
     * describes text parameters as bytes; {@link #out(String, Class)} with {@code String} reads them on every server.
     *
     * @param name the parameter's name in the procedure, ignoring case
     * @throws MySqlMappingException if there is no such parameter
     */
    public @Nullable Object out(String name) {
        return outRow().get(name);
    }

    /** Like {@link #out(String)}, as {@code type}, see {@link Row#get(int, Class)}. */
    public <T> @Nullable T out(String name, Class<T> type) {
        return outRow().get(name, type);
    }

    /**
     * The value of an {@code OUT} or {@code INOUT} parameter in its natural Java type.
     *
     * @param index the position among those parameters alone, from 0; {@code IN} parameters do not count
     * @throws IndexOutOfBoundsException if there are not so many
     */
    public @Nullable Object out(int index) {
        return outRow().get(index);
    }

    /** Like {@link #out(int)}, as {@code type}, see {@link Row#get(int, Class)}. */
    public <T> @Nullable T out(int index, Class<T> type) {
        return outRow().get(index, type);
    }

    /** The rows of the first result that has any columns; empty if there is none. */
    public List<Row> rows() {
        for (ResultPart part : results) {
            if (part instanceof ResultRows found) {
                return found.rows();
            }
        }
        return List.of();
    }

    private Row outRow() {
        if (outParams == null) {
            throw new MySqlMappingException("The call returned no OUT parameters: they are those OUT and INOUT"
                    + " parameters of the procedure that a ? stands for");
        }
        return outParams;
    }
}
