package io.github.asyncmysql.spring;

import io.github.asyncmysql.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Hears of each statement of a template, to observe or measure it. Called on the threads that start statements and on event
 * loops; must not block and must not throw: what it throws is logged, once per listener, and changes nothing for the
 * statement and its caller. Thread-safe.
 */
@FunctionalInterface
public interface StatementListener {

    /** Hears nothing. */
    StatementListener NONE = sql -> Execution.UNOBSERVED;

    /**
     * A statement is about to be started, or a stream to be subscribed to, on the calling thread.
     *
     * @param sql the statement as it was given to the template, without values
     * @return hears how it goes on; not shared between statements
     */
    Execution starting(String sql);

    /** One run of a statement. Thread-safe. */
    interface Execution {

        /** Hears nothing. */
        Execution UNOBSERVED = failure -> {};

        /** May add query attributes before the statement is sent. */
        default SqlStatement prepare(SqlStatement statement) {
            return statement;
        }

        /**
         * The statement has ended: its last answer is in, or it was given up. Called once.
         *
         * @param failure what its caller gets to see, {@code null} for success
         */
        void ended(@Nullable Throwable failure);

        /**
         * Completes the caller's future, and with it runs the continuations that run inline.
         *
         * @param completion to be run exactly once, on the calling thread
         */
        default void complete(Runnable completion) {
            completion.run();
        }
    }

    /** Several listeners as one; each hears in the given order. */
    static StatementListener all(Iterable<? extends StatementListener> listeners) {
        StatementListener all = NONE;
        for (StatementListener listener : listeners) {
            StatementListener guarded = GuardedStatementListener.of(listener);
            all = all == NONE ? guarded : new StatementListenerPair(all, guarded);
        }
        return all;
    }
}
