package io.github.asyncmysql.spring.boot.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The properties {@code async-mysql.*}. An unknown one is an error, since a misspelt limit would silently not apply. Not
 * thread-safe; not changed after binding.
 */
@ConfigurationProperties(prefix = "async-mysql", ignoreUnknownFields = false)
public class AsyncMySqlProperties extends AsyncMySqlPoolDefinition {

    /**
     * Whether to auto-configure a pool and a template.
     */
    private boolean enabled = true;

    /**
     * Whether to connect at start-up and to refuse to start if that fails. If not, connections are opened in
     * the background.
     */
    private boolean failFast = true;

    /**
     * Number of event loop threads that the pools share. As many as there are processors by default.
     */
    private @Nullable Integer eventLoopThreads;

    private final Health health = new Health();

    private final Transaction transaction = new Transaction();

    public boolean isEnabled() {
        return this.enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public boolean isFailFast() {
        return this.failFast;
    }

    public void setFailFast(boolean failFast) {
        this.failFast = failFast;
    }

    public @Nullable Integer getEventLoopThreads() {
        return this.eventLoopThreads;
    }

    public void setEventLoopThreads(@Nullable Integer eventLoopThreads) {
        this.eventLoopThreads = eventLoopThreads;
    }

    public Health getHealth() {
        return this.health;
    }

    public Transaction getTransaction() {
        return this.transaction;
    }

    /** Transactions of code that blocks. Not thread-safe; not changed after binding. */
    public static class Transaction {

        /**
         * Whether to auto-configure a transaction manager, for @Transactional and TransactionTemplate.
         */
        private boolean enabled = true;

        public boolean isEnabled() {
            return this.enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }
    }

    /** Health checks. Not thread-safe; not changed after binding. */
    public static class Health {

        /**
         * Time limit for the answer of the server to a health check.
         */
        private Duration timeout = Duration.ofSeconds(2);

        public Duration getTimeout() {
            return this.timeout;
        }

        public void setTimeout(Duration timeout) {
            this.timeout = timeout;
        }
    }
}
