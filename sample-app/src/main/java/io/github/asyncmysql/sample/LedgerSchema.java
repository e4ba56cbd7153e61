package io.github.asyncmysql.sample;

import io.github.asyncmysql.spring.AsyncMySqlOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * Creates the tables that are missing. A lifecycle bean rather than a runner, because runners come after the web server
 * has begun to take requests. Thread-safe.
 */
@Component
class LedgerSchema implements SmartLifecycle {

    private final AsyncMySqlOperations mysql;
    private final Resource script;
    private volatile boolean running;

    LedgerSchema(AsyncMySqlOperations mysql, @Value("classpath:schema.sql") Resource script) {
        this.mysql = mysql;
        this.script = script;
    }

    @Override
    public void start() {
        for (String statement : text().split(";")) {
            if (!statement.isBlank()) {
                mysql.update(statement.strip()).join();
            }
        }
        running = true;
    }

    private String text() {
        try {
            return script.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the pool has connected and before the web server. */
    @Override
    public int getPhase() {
        return 0;
    }
}
