package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.internal.value.ParamEncoder;
import io.github.asyncmysql.internal.wire.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * What a server makes of the types of a statement's parameters where it does so once, at the first execution: MySQL since
 * 8.0.22. A parameter that was a number remains one: as a text, {@code 'text'} is 0 from then on, without an error,
 * wherever nothing but the value tells a type, as in {@code SELECT ?} or {@code JSON_OBJECT('key', ?)}.
 *
 * <p>A {@code NULL} is of any kind, and integers of all sizes are of one.
 *
 * <p>Confined to the event loop.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/prepare.html">PREPARE Statement</a>
 */
final class ParameterKinds {

    private final int[] kinds;

    ParameterKinds(@Nullable Object[] parameters) {
        kinds = new int[parameters.length];
        note(parameters);
    }

    /** The number of parameters. */
    int count() {
        return kinds.length;
    }

    /** Whether parameters are of these kinds, all of which are noted then. There have to be as many. */
    boolean take(@Nullable Object[] parameters) {
        boolean settled = true;
        for (int i = 0; i < kinds.length; i++) {
            int kind = kind(parameters[i]);
            if (kind != kinds[i] && kind != 0) {
                if (kinds[i] != 0) {
                    return false;
                }
                settled = false;
            }
        }
        if (!settled) {
            note(parameters);
        }
        return true;
    }

    private void note(@Nullable Object[] parameters) {
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] == 0) {
                kinds[i] = kind(parameters[i]);
            }
        }
    }

    /** The key under which a statement is kept that is executed with parameters of these kinds only. */
    static Object key(String sql, @Nullable Object[] parameters) {
        char[] kinds = new char[parameters.length];
        for (int i = 0; i < kinds.length; i++) {
            kinds[i] = (char) kind(parameters[i]);
        }
        return new Key(sql, String.valueOf(kinds));
    }

    private record Key(String sql, String kinds) {}

    private static int kind(@Nullable Object parameter) {
        int type = ParamEncoder.type(parameter);
        return switch (type) {
            case ColumnType.NULL -> 0;
            case ColumnType.TINY, ColumnType.SHORT, ColumnType.LONG -> ColumnType.LONGLONG;
            default -> type;
        };
    }
}
