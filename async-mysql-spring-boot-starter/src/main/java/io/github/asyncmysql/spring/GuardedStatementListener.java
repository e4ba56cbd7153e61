package io.github.asyncmysql.spring;

import io.github.asyncmysql.SqlStatement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a listener throws away from the statement, whose answer must reach the caller whatever happens: the first
 * failure of a listener is logged as a warning, further ones for debugging only. Thread-safe.
 */
final class GuardedStatementListener implements StatementListener {

    private static final Logger LOGGER = LoggerFactory.getLogger(GuardedStatementListener.class);

    private final StatementListener listener;
    private final AtomicBoolean warned = new AtomicBoolean();

    private GuardedStatementListener(StatementListener listener) {
        this.listener = listener;
    }

    static StatementListener of(StatementListener listener) {
        return listener == NONE
                        || listener instanceof GuardedStatementListener
                        || listener instanceof StatementListenerPair
                ? listener
                : new GuardedStatementListener(listener);
    }

    @Override
    public Execution starting(String sql) {
        try {
            return new Guarded(Objects.requireNonNull(listener.starting(sql), "starting returned null"));
        } catch (Throwable failure) {
            failed(failure);
            return Execution.UNOBSERVED;
        }
    }

    private void failed(Throwable failure) {
        if (warned.compareAndSet(false, true)) {
            LOGGER.warn(
                    "The statement listener {} has failed; further failures of it are logged at debug level",
                    listener.getClass().getName(),
                    failure);
        } else {
            LOGGER.debug(
                    "The statement listener {} has failed", listener.getClass().getName(), failure);
        }
    }

    /** Thread-safe. */
    private final class Guarded implements Execution {

        private final Execution execution;

        Guarded(Execution execution) {
            this.execution = execution;
        }

        @Override
        public SqlStatement prepare(SqlStatement statement) {
            try {
                return Objects.requireNonNull(execution.prepare(statement), "prepare returned null");
            } catch (Throwable failure) {
                failed(failure);
                return statement;
            }
        }

        @Override
        public void ended(@Nullable Throwable failure) {
            try {
                execution.ended(failure);
            } catch (Throwable thrown) {
                failed(thrown);
            }
        }

        @Override
        public void complete(Runnable completion) {
            Once once = new Once(completion);
            try {
                execution.complete(once);
            } catch (Throwable failure) {
                failed(failure);
            }
            once.run();
        }
    }

    /** Confined to one completion, on one thread. */
    private static final class Once implements Runnable {

        private final Runnable completion;
        private boolean done;

        Once(Runnable completion) {
            this.completion = completion;
        }

        @Override
        public void run() {
            if (!done) {
                done = true;
                completion.run();
            }
        }
    }
}
