package io.github.asyncmysql;

import org.jspecify.annotations.Nullable;

/**
 * Takes the parameters of one row of a batch, in the order of the placeholders.
 *
 * <p>Confined to the call of {@link BatchBinder#bind}.
 */
@FunctionalInterface
public interface ParamSink {

    /**
     * Adds the value of the next placeholder.
     *
     * @param value as for {@link SqlStatement#params(Object...)}; {@code null} stands for SQL {@code NULL}
     * @return this
     */
    ParamSink add(@Nullable Object value);
}
