package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.StatementListener;
import org.jspecify.annotations.Nullable;

/** Makes listeners for the statements of auto-configured templates. The observations of statements come from such a bean. */
@FunctionalInterface
public interface StatementListenerProvider {

    /**
     * The listener for the template of a pool. Called once per template.
     *
     * @param settings what the pool was made from, {@code null} if it was not auto-configured
     */
    StatementListener listenerFor(MySqlPool pool, @Nullable AsyncMySqlPoolSettings settings);
}
