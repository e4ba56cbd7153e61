package io.github.asyncmysql.spring.observation;

import io.github.asyncmysql.MySqlPool;
import io.github.asyncmysql.spring.StatementSummary;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What an observation knows about its statement. Its carrier collects the headers of the trace, which may travel as query
 * attributes. Confined to one statement; its values do not change.
 */
public final class StatementObservationContext extends SenderContext<Map<String, String>> {

    private final String sql;
    private final StatementSummary summary;
    private final MySqlPool pool;
    private final @Nullable String database;

    StatementObservationContext(String sql, MySqlPool pool, @Nullable String database) {
        super(
                (carrier, name, value) -> {
                    if (carrier != null) {
                        carrier.put(name, value);
                    }
                },
                Kind.CLIENT);
        this.sql = sql;
        this.summary = StatementSummary.of(sql);
        this.pool = pool;
        this.database = database;
        setCarrier(new ConcurrentHashMap<>());
    }

    /** The statement as it was given to the template, without values. */
    public String sql() {
        return sql;
    }

    /** What it does, and to which table. */
    public StatementSummary summary() {
        return summary;
    }

    /** The pool that it runs on. */
    public MySqlPool pool() {
        return pool;
    }

    /** The database that sessions start in, {@code null} if it is not known. */
    public @Nullable String database() {
        return database;
    }
}
