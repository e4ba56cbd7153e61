package io.github.asyncmysql.spring.boot.init;

import io.github.asyncmysql.MySqlConnection;
import io.github.asyncmysql.spring.MySqlExceptionTranslator;
import io.github.asyncmysql.spring.SqlScript;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.sql.autoconfigure.init.ApplicationScriptDatabaseInitializer;
import org.springframework.boot.sql.init.AbstractScriptDatabaseInitializer;
import org.springframework.boot.sql.init.DatabaseInitializationSettings;
import org.springframework.core.io.Resource;
import org.springframework.util.StreamUtils;

/**
 * Runs the scripts of {@code spring.sql.init.*} when the application starts, statement by statement on one connection.
 * Blocks until they have run. Used by one thread, while the application context starts.
 */
public class AsyncMySqlScriptDatabaseInitializer extends AbstractScriptDatabaseInitializer
        implements ApplicationScriptDatabaseInitializer {

    private static final Logger LOGGER = LoggerFactory.getLogger(AsyncMySqlScriptDatabaseInitializer.class);

    private final Supplier<CompletableFuture<MySqlConnection>> connections;
    private final MySqlExceptionTranslator translator = new MySqlExceptionTranslator();

    /**
     * @param connections opens or borrows a connection; it is closed after use
     * @param settings which scripts, and how
     */
    public AsyncMySqlScriptDatabaseInitializer(
            Supplier<CompletableFuture<MySqlConnection>> connections, DatabaseInitializationSettings settings) {
        super(settings);
        this.connections = connections;
    }

    /** Never: a server that is there for tests only cannot be told from another one. */
    @Override
    protected boolean isEmbeddedDatabase() {
        return false;
    }

    @Override
    protected void runScripts(Scripts scripts) {
        try (MySqlConnection connection = join(connections.get())) {
            for (Resource script : scripts) {
                run(connection, script, scripts);
            }
        }
    }

    private void run(MySqlConnection connection, Resource script, Scripts settings) {
        for (SqlScript.Statement statement : statements(script, settings)) {
            try {
                join(connection.sql(statement.sql()).update());
            } catch (RuntimeException failure) {
                if (!settings.isContinueOnError()) {
                    throw new SqlScriptException(script, statement, failure);
                }
                LOGGER.debug("{}", SqlScriptException.describe(script, statement), failure);
            }
        }
    }

    private static Iterable<SqlScript.Statement> statements(Resource script, Scripts settings) {
        try {
            String text = settings.getEncoding() == null
                    ? StreamUtils.copyToString(script.getInputStream(), java.nio.charset.StandardCharsets.UTF_8)
                    : StreamUtils.copyToString(script.getInputStream(), settings.getEncoding());
            return SqlScript.split(text, settings.getSeparator());
        } catch (IOException | IllegalArgumentException failure) {
            throw new SqlScriptException(script, failure);
        }
    }

    private <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failure) {
            throw translator.translate(failure) instanceof RuntimeException translated ? translated : failure;
        }
    }
}
