package io.github.asyncmysql.spring;

import io.github.asyncmysql.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Two listeners as one. Thread-safe.
 *
 * @param first hears first
 * @param second hears second
 */
record StatementListenerPair(StatementListener first, StatementListener second) implements StatementListener {

    @Override
    public Execution starting(String sql) {
        return new Executions(first.starting(sql), second.starting(sql));
    }

    /** Thread-safe. */
    private record Executions(Execution first, Execution second) implements Execution {

        @Override
        public SqlStatement prepare(SqlStatement statement) {
            return second.prepare(first.prepare(statement));
        }

        @Override
        public void ended(@Nullable Throwable failure) {
            first.ended(failure);
            second.ended(failure);
        }

        @Override
        public void complete(Runnable completion) {
            first.complete(() -> second.complete(completion));
        }
    }
}
