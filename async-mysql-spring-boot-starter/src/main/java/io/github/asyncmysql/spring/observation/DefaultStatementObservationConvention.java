package io.github.asyncmysql.spring.observation;

import io.github.asyncmysql.MySqlServerException;
import io.github.asyncmysql.ServerInfo;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * The names of OpenTelemetry. The statement's text is a key of high cardinality, so it is in spans and not in meters; values
 * of parameters are in neither. Thread-safe.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/database/mysql/">OpenTelemetry: MySQL</a>
 */
public class DefaultStatementObservationConvention implements StatementObservationConvention {

    private static final String NAME = "db.client.operation.duration";
    private static final String NONE = "none";
    private static final int DEFAULT_PORT = 3306;

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public String getContextualName(StatementObservationContext context) {
        return context.summary().text();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(StatementObservationContext context) {
        ServerInfo server = context.pool().server();
        String address = server == null ? NONE : server.address();
        // The path of a socket has no port, whatever is in its name.
        boolean socket = address.indexOf('/') >= 0;
        int colon = socket ? -1 : address.lastIndexOf(':');
        // Meters of one name need the same keys each time, so that what is not known has a value, too.
        return KeyValues.of(
                KeyValue.of("db.system.name", server != null && server.mariaDb() ? "mariadb" : "mysql"),
                KeyValue.of("db.namespace", context.database() == null ? NONE : context.database()),
                KeyValue.of("db.operation.name", context.summary().operation()),
                KeyValue.of("db.query.summary", context.summary().text()),
                KeyValue.of("db.client.connection.pool.name", context.pool().name()),
                KeyValue.of("server.address", colon < 0 ? address : address.substring(0, colon)),
                KeyValue.of(
                        "server.port",
                        socket ? NONE : colon < 0 ? String.valueOf(DEFAULT_PORT) : address.substring(colon + 1)),
                KeyValue.of("db.response.status_code", statusCode(context.getError())),
                KeyValue.of("error.type", errorType(context.getError())));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(StatementObservationContext context) {
        return KeyValues.of(KeyValue.of("db.query.text", context.sql()));
    }

    private static String statusCode(@Nullable Throwable failure) {
        return failure != null && failure.getCause() instanceof MySqlServerException server
                ? String.valueOf(server.errorCode())
                : NONE;
    }

    private static String errorType(@Nullable Throwable failure) {
        if (failure == null) {
            return NONE;
        }
        String statusCode = statusCode(failure);
        return statusCode.equals(NONE) ? failure.getClass().getName() : statusCode;
    }
}
