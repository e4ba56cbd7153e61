package io.github.asyncmysql.spring.observation;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.ServerInfo;
import io.github.asyncmysql.SqlStatement;
import io.github.asyncmysql.spring.StatementListener;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Observes each statement from the moment it is asked for to its last answer. Its parent is the observation of the thread
 * that starts it, which is current again while continuations run that run inline. Thread-safe.
 */
public final class ObservedStatements implements StatementListener {

    private static final StatementObservationConvention DEFAULT = new DefaultStatementObservationConvention();

    private final ObservationRegistry registry;
    private final MySqlPool pool;
    private final @Nullable String database;
    private final @Nullable StatementObservationConvention convention;
    private final boolean sendTraceContext;

    /**
     * @param registry where observations go
     * @param pool the pool of the template
     * @param database the database that sessions start in, {@code null} if it is not known
     * @param convention replaces the default, {@code null} for the default
     * @param sendTraceContext whether the headers of the trace travel as query attributes, to servers that take them (MySQL
     *     8.0.23 and later)
     */
    public ObservedStatements(
            ObservationRegistry registry,
            MySqlPool pool,
            @Nullable String database,
            @Nullable StatementObservationConvention convention,
            boolean sendTraceContext) {
        this.registry = registry;
        this.pool = pool;
        this.database = database;
        this.convention = convention;
        this.sendTraceContext = sendTraceContext;
    }

    @Override
    public Execution starting(String sql) {
        if (registry.isNoop()) {
            return Execution.UNOBSERVED;
        }
        StatementObservationContext context = new StatementObservationContext(sql, pool, database);
        Observation parent = registry.getCurrentObservation();
        Observation observation = Observation.createNotStarted(convention, DEFAULT, () -> context, registry)
                .start();
        return new ObservedExecution(observation, parent, sendTraceContext ? traceContext(context) : Map.of());
    }

    private Map<String, String> traceContext(StatementObservationContext context) {
        ServerInfo server = pool.server();
        Map<String, String> carrier = context.getCarrier();
        return carrier == null || server == null || server.mariaDb() || !server.isAtLeast(8, 0, 23)
                ? Map.of()
                : carrier;
    }

    /** Thread-safe. */
    private record ObservedExecution(
            Observation observation, @Nullable Observation parent, Map<String, String> attributes)
            implements Execution {

        @Override
        public SqlStatement prepare(SqlStatement statement) {
            SqlStatement prepared = statement;
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                prepared = prepared.attribute(attribute.getKey(), attribute.getValue());
            }
            return prepared;
        }

        @Override
        public void ended(@Nullable Throwable failure) {
            if (failure != null) {
                observation.error(failure);
            }
            observation.stop();
        }

        @Override
        public void complete(Runnable completion) {
            if (parent == null) {
                completion.run();
                return;
            }
            try (Observation.Scope scope = parent.openScope()) {
                completion.run();
            }
        }
    }
}
