package io.github.asyncmysql.internal.command;

import io.github.asyncmysql.internal.wire.ColumnDefinition;
import java.util.Arrays;

/**
 * Collects column definitions without believing the announced count before they have come.
 *
 * <p>Thread-safe.
 */
final class Columns {

    private Columns() {}

    /** {@code columns} with {@code column} at {@code index}, grown towards {@code announced} if need be. */
    static ColumnDefinition[] add(ColumnDefinition[] columns, int index, int announced, ColumnDefinition column) {
        ColumnDefinition[] target = columns;
        if (index == target.length) {
            target = Arrays.copyOf(target, Math.min(announced, 2 * target.length));
        }
        target[index] = column;
        return target;
    }
}
