package io.github.asyncmysql.spring.boot.autoconfigure;

import io.github.asyncmysql.Transport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /**
     * What the event loops are made of. A native transport needs Netty's module of that name on the class path; auto
     * takes epoll or kqueue where it is there.
     */
    private Transport transport = Transport.AUTO;

    /**
     * Further pools by name. Each inherits what it does not set from the properties directly under async-mysql, unless
     * it has a URL of its own.
     */
    private Map<String, AsyncMySqlPoolDefinition> pools = new LinkedHashMap<>();

    /**
     * Name of the pool under pools that is injected where none is named. The properties directly under async-mysql
     * then make no pool of their own. Unset, those make the default pool.
     */
    private @Nullable String defaultPool;

    /**
     * Time from which on a statement of a template is logged as slow, waiting for a connection included. Not logged
     * by default.
     */
    private @Nullable Duration slowStatementThreshold;

    private final Observation observation = new Observation();

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

    public Transport getTransport() {
        return this.transport;
    }

    public void setTransport(Transport transport) {
        this.transport = transport;
    }

    public Map<String, AsyncMySqlPoolDefinition> getPools() {
        return this.pools;
    }

    public void setPools(Map<String, AsyncMySqlPoolDefinition> pools) {
        this.pools = pools;
    }

    public @Nullable String getDefaultPool() {
        return this.defaultPool;
    }

    public void setDefaultPool(@Nullable String defaultPool) {
        this.defaultPool = defaultPool;
    }

    public @Nullable Duration getSlowStatementThreshold() {
        return this.slowStatementThreshold;
    }

    public void setSlowStatementThreshold(@Nullable Duration slowStatementThreshold) {
        this.slowStatementThreshold = slowStatementThreshold;
    }

    public Observation getObservation() {
        return this.observation;
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

    /** Observations of statements. Not thread-safe; not changed after binding. */
    public static class Observation {

        /**
         * Whether each statement of a template is observed, where Micrometer is present.
         */
        private boolean enabled = true;

        /**
         * Whether the headers of the trace are sent along as query attributes, to MySQL 8.0.23 and later.
         */
        private boolean sendTraceContext;

        public boolean isEnabled() {
            return this.enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        public boolean isSendTraceContext() {
            return this.sendTraceContext;
        }

        public void setSendTraceContext(boolean sendTraceContext) {
            this.sendTraceContext = sendTraceContext;
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
